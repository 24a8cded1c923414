// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/participant-answers';
import { area, type Value } from '../area';

export const participantAnswers = area<{
  start: (value: Value | { value: Value }) => string;
  newest: (value: Value | { value: Value }) => string;
  aim: (value: Value | { value: Value }) => string;
  reasons: string;
  field: string;
  field_why: string;
  send: string;
  change: string;
  change_one: (text: Value | { text: Value }) => string;
  take_back: string;
  take_back_one: (text: Value | { text: Value }) => string;
  yours: string;
  kept: string;
  seen: (whose: Value | { whose: Value }) => string;
  thanks: string;
  unsent: string;
  passed: string;
  too_many: string;
}>(words, import.meta.url);
