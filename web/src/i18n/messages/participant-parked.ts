// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/participant-parked';
import { area } from '../area';

export const participantParked = area<{
  park: string;
  unpark: string;
  help: string;
  parked: string;
  taken_back: string;
  yours: string;
}>(words, import.meta.url);
