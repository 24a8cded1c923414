// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/comments';
import { area, type Value } from '../area';

export const comments = area<{
  title: string;
  none: string;
  write: string;
  change: string;
  placeholder: string;
  send: string;
  somebody: string;
  remove_one: (text: Value | { text: Value }) => string;
}>(words, import.meta.url);
