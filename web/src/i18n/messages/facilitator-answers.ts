// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/facilitator-answers';
import { area, type Value } from '../area';

export const facilitatorAnswers = area<{
  title: string;
  asked: (question: Value | { question: Value }) => string;
  ask_end: string;
  none: string;
  count: (n: number | { n: number }) => string;
  bone: string;
  make: string;
  make_one: (values: { bone: Value; text: Value }) => string;
  park: string;
  park_one: (text: Value | { text: Value }) => string;
  remove_one: (text: Value | { text: Value }) => string;
  remove_ask: string;
  remove_text: (text: Value | { text: Value }) => string;
  pick: (text: Value | { text: Value }) => string;
  merged_text: string;
  merge: (n: number | { n: number }) => string;
  made: (text: Value | { text: Value }) => string;
  made_parked: (text: Value | { text: Value }) => string;
  is_cause: string;
  locked: string;
  unlock: string;
  somebody: string;
  let: string;
  let_help: string;
  let_locked: string;
  let_unlock: string;
  added_by: (who: Value | { who: Value }) => string;
  added_by_people: string;
}>(words, import.meta.url);
