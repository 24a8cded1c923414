// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/facilitator-sealed';
import { area, type Value } from '../area';

export const facilitatorSealed = area<{
  title: string;
  hidden: (n: number | { n: number }) => string;
  still_hidden: (n: number | { n: number }) => string;
  in_turns: string;
  in_turns_help: string;
  bones: string;
  reveal_bone: (values: { n: number; bone: Value }) => string;
  reveal_bone_text: string;
  reveal_rest: string;
  show_fish: string;
  department_unnamed: string;
  same: string;
  same_title: string;
  same_search: string;
  same_none: string;
  same_done: (text: Value | { text: Value }) => string;
  same_as: (text: Value | { text: Value }) => string;
  apart: string;
  in_turns_early: string;
  park: string;
  unpark: string;
  parked: string;
}>(words, import.meta.url);
