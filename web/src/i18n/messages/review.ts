// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/review';
import { area, type Value } from '../area';

export const review = area<{
  title: string;
  place: (values: { n: Value; of: Value }) => string;
  more: (n: number | { n: number }) => string;
  join: string;
  silent: string;
  all: string;
  before: string;
  next: string;
  show: string;
  show_all: string;
}>(words, import.meta.url);
