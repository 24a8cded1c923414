// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/participant-trouble';
import { area } from '../area';

export const participantTrouble = area<{
  long_offline: string;
  long_restarting: string;
  long_refused: string;
  long_busy: string;
  long_unstored: string;
  offline_open: string;
  offline_here: string;
}>(words, import.meta.url);
