// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/facilitator-people';
import { area, type Value } from '../area';

export const facilitatorPeople = area<{
  sum: (values: { people: number; present: Value; expected: number }) => string;
  nobody: string;
  show_join: string;
  missing: string;
  elsewhere: string;
  share: (values: { wrote: number; owns: Value }) => string;
  away: string;
  remove_person: (name: Value | { name: Value }) => string;
  remove_person_text: (values: { name: Value; n: number }) => string;
  remove_person_nothing: (name: Value | { name: Value }) => string;
  may: string;
  may_add: string;
  may_edit: string;
  may_move: string;
  may_remove: string;
  may_yes: string;
  may_none: string;
  may_own: string;
  may_any: string;
}>(words);
