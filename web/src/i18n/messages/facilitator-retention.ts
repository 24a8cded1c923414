// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/facilitator-retention';
import { area, type Value } from '../area';

export const facilitatorRetention = area<{
  deletes: (date: Value | { date: Value }) => string;
  archives: (date: Value | { date: Value }) => string;
  keep: string;
  kept: string;
  export: string;
  failed: string;
}>(words, import.meta.url);
