// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/facilitator-preparation';
import { area, type Value } from '../area';

export const facilitatorPreparation = area<{
  title: string;
  progress: (values: { done: Value; all: Value }) => string;
  sponsor: string;
  facts: string;
  room: string;
  rehearsal: string;
  go: string;
  own: string;
  add: string;
  private: string;
}>(words, import.meta.url);
