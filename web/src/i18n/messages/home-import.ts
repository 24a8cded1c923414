// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/home-import';
import { area, type Value } from '../area';

export const homeImport = area<{
  title: string;
  text: string;
  large: string;
  holds: (values: { causes: Value; projects: Value; facts: Value }) => string;
  facts: (n: number | { n: number }) => string;
  diagram: string;
  exported: (date: Value | { date: Value }) => string;
  stays: string;
  make: string;
  other: string;
}>(words, import.meta.url);
