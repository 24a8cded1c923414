// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/participant-poll';
import { area, type Value } from '../area';

export const participantPoll = area<{
  ask_belief: string;
  low_belief: string;
  high_belief: string;
  ask_quality: string;
  low_quality: string;
  high_quality: string;
  secret: string;
  progress: (values: { n: Value; of: Value }) => string;
  thanks: string;
}>(words, import.meta.url);
