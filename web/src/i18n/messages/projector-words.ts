// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/projector-words';
import { area, type Value } from '../area';

export const projectorWords = area<{
  title: string;
  said: (values: { n: Value; of: Value }) => string;
  low: string;
  high: string;
  gave: (values: { n: Value; count: number }) => string;
  more: (n: number | { n: number }) => string;
}>(words, import.meta.url);
