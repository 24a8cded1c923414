// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/facilitator-words';
import { area, type Value } from '../area';

export const facilitatorWords = area<{
  title: string;
  said: (values: { n: Value; of: Value }) => string;
  ask: string;
  reveal: string;
  reveal_text: (values: { said: Value; of: Value }) => string;
  gave: (values: { n: Value; count: number }) => string;
  mean: (mean: Value | { mean: Value }) => string;
  no_words: string;
}>(words, import.meta.url);
