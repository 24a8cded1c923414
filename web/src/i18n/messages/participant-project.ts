// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/participant-project';
import { area, type Value } from '../area';

export const participantProject = area<{
  owner: string;
  approve_ask: (department: Value | { department: Value }) => string;
  accept: string;
  decline: string;
  comment: string;
  accepted: string;
  declined: string;
  projects_yours: string;
  projects_others: string;
  projects_none: string;
  close_thanks: string;
  whole: string;
}>(words, import.meta.url);
