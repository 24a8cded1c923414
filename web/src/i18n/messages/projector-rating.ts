// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/projector-rating';
import { area, type Value } from '../area';

export const projectorRating = area<{
  talk_first: string;
  let_speak: (values: { a: Value; b: Value }) => string;
  hear_both: string;
  others: string;
  was: (values: { importance: Value; urgency: Value }) => string;
}>(words, import.meta.url);
