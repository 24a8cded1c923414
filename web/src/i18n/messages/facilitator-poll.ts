// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/facilitator-poll';
import { area, type Value } from '../area';

export const facilitatorPoll = area<{
  ask_belief: string;
  low_belief: string;
  high_belief: string;
  ask_quality: string;
  low_quality: string;
  high_quality: string;
  title: string;
  explain: string;
  kind: string;
  items: string;
  open: string;
  reveal: string;
  drop: string;
  drop_text: (n: number | { n: number }) => string;
  answered: (values: { n: Value; of: Value }) => string;
  average: (n: Value | { n: Value }) => string;
  few: string;
  nothing: string;
  on_wall: string;
}>(words, import.meta.url);
