// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/fishbone';
import { area, type Value } from '../area';

export const fishbone = area<{
  diagram: string;
  effect: (text: Value | { text: Value }) => string;
  bone: (values: { title: Value; n: number }) => string;
  from: (department: Value | { department: Value }) => string;
  mine: string;
  fact: string;
  assumption: string;
  verify: string;
  now: string;
  next: string;
  later: string;
  outside: string;
  new_cause: (bone: Value | { bone: Value }) => string;
  new_under: (cause: Value | { cause: Value }) => string;
  edit_cause: string;
  add: string;
  zoom_in: string;
  zoom_out: string;
  show_all: string;
  keys: string;
  key_move: string;
  key_bone: string;
  key_edit: string;
  key_new: string;
  key_under: string;
  key_indent: string;
  key_order: string;
  key_remove: string;
  key_zoom: string;
  key_leave: string;
  not_drawn: string;
  somebody_leading: string;
  also_on: (bones: Value | { bones: Value }) => string;
}>(words);
