// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/home-recover';
import { area } from '../area';

export const homeRecover = area<{
  text: string;
  code: string;
  code_help: string;
  go: string;
  unknown: string;
}>(words, import.meta.url);
