// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/projector-turn';
import { area, type Value } from '../area';

export const projectorTurn = area<{
  unnamed: string;
  still_hidden: (n: number | { n: number }) => string;
  same_as: (text: Value | { text: Value }) => string;
  parked: string;
}>(words, import.meta.url);
