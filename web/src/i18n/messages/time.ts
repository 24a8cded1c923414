// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/time';
import { area, type Value } from '../area';

export const time = area<{
  last_minute: string;
  over: string;
  locks_at: (values: { far: Value; time: Value }) => string;
  vote_closes_at: (values: { far: Value; time: Value }) => string;
  rating_closes_at: (values: { far: Value; time: Value }) => string;
  goes_on_at: (values: { far: Value; time: Value; title: Value }) => string;
  comes: (title: Value | { title: Value }) => string;
  now: (title: Value | { title: Value }) => string;
  locked: string;
  mute: string;
  unmute: string;
  blocked: string;
}>(words, import.meta.url);
