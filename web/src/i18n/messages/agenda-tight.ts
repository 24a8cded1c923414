// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/agenda-tight';
import { area, type Value } from '../area';

export const agendaTight = area<{
  tight: (values: { people: number; minutes: number }) => string;
  whole: (values: { n: number; people: number }) => string;
  pause: (values: { title: Value; minutes: Value }) => string;
}>(words, import.meta.url);
