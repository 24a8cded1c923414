// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/facilitator-paste';
import { area, type Value } from '../area';

export const facilitatorPaste = area<{
  title: string;
  open: string;
  help: string;
  text: string;
  file: string;
  bone: string;
  found: (n: number | { n: number }) => string;
  same: (n: number | { n: number }) => string;
  add: string;
  added: (n: number | { n: number }) => string;
  nothing: string;
  at: (values: { line: Value; column: Value }) => string;
  too_long: (n: number | { n: number }) => string;
  too_deep: (n: number | { n: number }) => string;
  too_many: (n: number | { n: number }) => string;
  unknown_bone: string;
  unknown_parent: string;
  unclosed: string;
  no_causes: string;
  no_bone: string;
  too_large: string;
  not_text: string;
  failed: string;
}>(words, import.meta.url);
