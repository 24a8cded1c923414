// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/copy-line';
import { area } from '../area';

export const copyLine = area<{
  copy: string;
  copied: string;
}>(words, import.meta.url);
