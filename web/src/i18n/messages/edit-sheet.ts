// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/edit-sheet';
import { area, type Value } from '../area';

export const editSheet = area<{
  also: (values: { n: number; name: Value }) => string;
  facilitator: string;
  edit_cause: string;
  evidence_none: string;
}>(words, import.meta.url);
