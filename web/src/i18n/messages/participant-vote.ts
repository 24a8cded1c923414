// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/participant-vote';
import { area, type Value } from '../area';

export const participantVote = area<{
  ballot: (n: number | { n: number }) => string;
  split_groups: string;
  split_shown: string;
  split_hidden: string;
  intro: (values: { dots: number; each: Value }) => string;
  wait: string;
  empty: string;
  enough: (n: number | { n: number }) => string;
  vote_left: (n: number | { n: number }) => string;
  vote_place: (n: number | { n: number }) => string;
  vote_take: (text: Value | { text: Value }) => string;
}>(words, import.meta.url);
