// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/readiness';
import { area, type Value } from '../area';

export const readiness = area<{
  finished: string;
  given: string;
  take_back: string;
  count: (values: { n: Value; of: Value }) => string;
  part: (values: { n: Value; of: Value }) => string;
  by_department: string;
  person_finished: string;
  person_waiting: string;
}>(words, import.meta.url);
