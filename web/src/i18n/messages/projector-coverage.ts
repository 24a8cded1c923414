// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/projector-coverage';
import { area } from '../area';

export const projectorCoverage = area<{
  title: string;
  by_bone: string;
  all: string;
  others: string;
  unnamed: string;
  none: string;
  more: (n: number | { n: number }) => string;
}>(words, import.meta.url);
