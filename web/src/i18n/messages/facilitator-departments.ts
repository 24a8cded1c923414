// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/facilitator-departments';
import { area, type Value } from '../area';

export const facilitatorDepartments = area<{
  title: string;
  help: string;
  none: string;
  make: string;
  make_for: (name: Value | { name: Value }) => string;
  page: (name: Value | { name: Value }) => string;
  calendar: (name: Value | { name: Value }) => string;
  calendar_help: string;
  has_link: string;
  no_link: string;
  hidden: string;
  renew: string;
  renew_text: (name: Value | { name: Value }) => string;
  withdraw: string;
  withdraw_title: (name: Value | { name: Value }) => string;
  withdraw_text: (name: Value | { name: Value }) => string;
  copy: string;
  copy_of: (name: Value | { name: Value }) => string;
  mail: string;
  mail_of: (name: Value | { name: Value }) => string;
  all: string;
  copy_all: string;
  mail_all: string;
  subject: (values: { title: Value; name: Value }) => string;
  copied: string;
  copied_mail: string;
  not_copied: string;
}>(words, import.meta.url);
