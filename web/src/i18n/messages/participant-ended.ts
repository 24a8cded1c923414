// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/participant-ended';
import { area } from '../area';

export const participantEnded = area<{
  removed_title: string;
  removed_do: string;
  gone_title: string;
  gone_do: string;
  denied_title: string;
  denied_do: string;
}>(words, import.meta.url);
