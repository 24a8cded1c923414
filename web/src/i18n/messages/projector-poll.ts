// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/projector-poll';
import { area, type Value } from '../area';

export const projectorPoll = area<{
  ask_belief: string;
  low_belief: string;
  high_belief: string;
  ask_quality: string;
  low_quality: string;
  high_quality: string;
  answered: (values: { n: Value; of: Value }) => string;
  average: (n: Value | { n: Value }) => string;
  few: string;
  gave: (values: { n: Value; count: number }) => string;
}>(words, import.meta.url);
