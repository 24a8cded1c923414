// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/participant-later';
import { area } from '../area';

export const participantLater = area<{
  vote_unsent: string;
  result: string;
  silent_yours: string;
  withdraw: string;
  finished_intro: string;
  download: string;
}>(words, import.meta.url);
