// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/participant-seen';
import { area } from '../area';

export const participantSeen = area<{
  names: string;
  departments: string;
  sealed_all: string;
  sealed_large: string;
  sealed_none: string;
  nothing: string;
}>(words, import.meta.url);
