// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/project-whole';
import { area } from '../area';

export const projectWhole = area<{
  person: string;
  measure: string;
  causes: string;
  affected: string;
  approvals: string;
  approval_accept: string;
  approval_decline: string;
  approval_waiting: string;
}>(words, import.meta.url);
