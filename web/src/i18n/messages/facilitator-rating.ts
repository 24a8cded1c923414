// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/facilitator-rating';
import { area, type Value } from '../area';

export const facilitatorRating = area<{
  split_groups_help: string;
  split_shown_help: string;
  split_hidden_help: string;
  talk_first: string;
  talk_none: string;
  let_speak: (values: { a: Value; b: Value }) => string;
  hear_both: string;
  side: (values: { department: Value; importance: Value; urgency: Value }) => string;
  same_again: (n: number | { n: number }) => string;
  same_again_text: string;
  disagreement_was: (values: { was: Value; now: Value }) => string;
}>(words, import.meta.url);
