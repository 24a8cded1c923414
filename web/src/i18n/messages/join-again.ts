// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/join-again';
import { area, type Value } from '../area';

export const joinAgain = area<{
  title: string;
  ask: (values: { name: Value; department: Value }) => string;
  yes: (name: Value | { name: Value }) => string;
  no: string;
  no_help: string;
  waiting: string;
  declined: (name: Value | { name: Value }) => string;
  anyway: (name: Value | { name: Value }) => string;
}>(words, import.meta.url);
