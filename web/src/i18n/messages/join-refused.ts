// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/join-refused';
import { area } from '../area';

export const joinRefused = area<{
  unknown_code: string;
  many_attempts: string;
  finished: string;
  full: string;
  name_long: string;
  door_closed: string;
  rehearsal_over: string;
  departments_full: string;
}>(words, import.meta.url);
