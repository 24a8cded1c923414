// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/facilitator-seats';
import { area, type Value } from '../area';

export const facilitatorSeats = area<{
  rating: (name: Value | { name: Value }) => string;
  rating_do: string;
  rating_closed: string;
  rated: (values: { n: Value; of: Value }) => string;
  importance: string;
  urgency: string;
  five: (values: { axis: Value; n: Value }) => string;
  axis_of: (values: { axis: Value; text: Value }) => string;
  cause: (name: Value | { name: Value }) => string;
  cause_do: string;
  cause_text: (name: Value | { name: Value }) => string;
  cause_field: string;
  cause_bone: string;
  cause_add: string;
  cause_change: string;
  cause_new: string;
  cause_handed: (n: Value | { n: Value }) => string;
  cause_locked: string;
  finished: string;
}>(words, import.meta.url);
