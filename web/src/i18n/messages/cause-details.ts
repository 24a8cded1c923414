// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/cause-details';
import { area, type Value } from '../area';

export const causeDetails = area<{
  verifier: string;
  verifier_example: string;
  verify_by: string;
  figure: string;
  figure_example: string;
  reference: string;
  reference_example: string;
  list: string;
  list_none: string;
  list_results: string;
  list_quality: string;
  list_goals: string;
  owner: string;
  owner_none: string;
  more: string;
  also: string;
  from_others: string;
  hangs_on: (bone: Value | { bone: Value }) => string;
}>(words, import.meta.url);
