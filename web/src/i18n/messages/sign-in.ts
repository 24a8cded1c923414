// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/sign-in';
import { area, type Value } from '../area';

export const signIn = area<{
  offer: string;
  offer_hint: string;
  host_page: string;
  signed_in: (name: Value | { name: Value }) => string;
  sign_out: string;
  sign_out_failed: string;
  another: string;
  instead: string;
  again: string;
  ended: string;
  ended_home: string;
  ended_desk: string;
  not_host: (name: Value | { name: Value }) => string;
  leads: string;
  needed: string;
  needed_text: string;
  guest: string;
  unlisted: string;
  unlisted_text: (name: Value | { name: Value }) => string;
  why_denied: string;
  why_denied_text: string;
  why_expired: string;
  why_expired_text: string;
  why_failed: string;
  why_failed_text: string;
  why_not_allowed_text: string;
  done: string;
  done_back: string;
  done_close: string;
}>(words, import.meta.url);
