// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/person';
import { area } from '../area';

export const person = area<{
  title: string;
  name: string;
  department: string;
  name_missing: string;
  along: string;
  later: string;
  leave_sure: string;
  leave_unsent: string;
  change_me: string;
}>(words, import.meta.url);
