// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/progress';
import { area, type Value } from '../area';

export const progress = area<{
  report: string;
  report_send: string;
  entries: (n: number | { n: number }) => string;
  late: string;
  starts: (day: Value | { day: Value }) => string;
  due: (day: Value | { day: Value }) => string;
  due_moved: (values: { day: Value; before: Value }) => string;
  order_wrong: string;
  history: string;
  by_facilitator: string;
  said_accept: string;
  said_decline: string;
  said_planned: string;
  said_running: string;
  said_done: string;
  said_stopped: string;
  said_value: (value: Value | { value: Value }) => string;
  as_it_is: (status: Value | { status: Value }) => string;
  new_due: string;
  value: (values: { what: Value; counted: Value }) => string;
  value_wrong: string;
  word: string;
  kept: string;
  gone: string;
  standing_done: string;
  standing_late: string;
  standing_moved: string;
  standing_open: string;
  standing_stopped: string;
  standing_dropped: string;
}>(words, import.meta.url);
