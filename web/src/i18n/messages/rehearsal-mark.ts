// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/rehearsal-mark';
import { area } from '../area';

export const rehearsalMark = area<{
  mark: string;
  mark_text: string;
}>(words, import.meta.url);
