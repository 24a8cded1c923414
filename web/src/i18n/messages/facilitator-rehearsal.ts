// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/facilitator-rehearsal';
import { area, type Value } from '../area';

export const facilitatorRehearsal = area<{
  title: string;
  text: string;
  people: string;
  who: string;
  lead: string;
  lead_help: string;
  watch: string;
  watch_help: string;
  start: string;
  running: (values: { n: number; time: Value }) => string;
  open: string;
  projector: string;
  end: string;
  ended: string;
  full: string;
  failed: string;
  join_text: string;
  join: string;
  bar: string;
  bar_text: string;
  over: string;
  over_text: string;
  menu: string;
}>(words, import.meta.url);
