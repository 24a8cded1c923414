// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/participant-figures';
import { area, type Value } from '../area';

export const participantFigures = area<{
  add: string;
  title: string;
  help: string;
  label_example: string;
  unit_example: string;
  day_example: string;
  source_example: string;
  send: string;
  added: (name: Value | { name: Value }) => string;
  yours: string;
  others: string;
  change: string;
  take_back: string;
  take_back_one: (name: Value | { name: Value }) => string;
  change_one: (name: Value | { name: Value }) => string;
  no_number: string;
  no_day: string;
  both: string;
  too_many: string;
}>(words, import.meta.url);
