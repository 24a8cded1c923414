// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/participant-turn';
import { area, type Value } from '../area';

export const participantTurn = area<{
  title: string;
  yours: string;
  unnamed: string;
  still_hidden: (n: number | { n: number }) => string;
  same_as: (text: Value | { text: Value }) => string;
  parked: string;
}>(words, import.meta.url);
