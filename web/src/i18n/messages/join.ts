// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/join';
import { area, type Value } from '../area';

export const join = area<{
  title: string;
  code: string;
  code_help: string;
  next: string;
  name: string;
  name_help: string;
  department: string;
  department_other: string;
  join: string;
  other_code: string;
  name_missing: string;
  department_missing: string;
  back_as: (name: Value | { name: Value }) => string;
  back_title: string;
  as_other: string;
}>(words, import.meta.url);
