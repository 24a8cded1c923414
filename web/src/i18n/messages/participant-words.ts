// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/participant-words';
import { area, type Value } from '../area';

export const participantWords = area<{
  ask: string;
  low: string;
  high: string;
  grade: (n: Value | { n: Value }) => string;
  word: string;
  secret: string;
  send: string;
  change: string;
  thanks: string;
  shown: string;
  gave: (values: { n: Value; count: number }) => string;
}>(words, import.meta.url);
