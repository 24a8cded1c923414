// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/facilitator-trouble';
import { area } from '../area';

export const facilitatorTrouble = area<{
  locked: string;
  not_allowed: string;
  finished: string;
  not_now: string;
  over_budget: string;
  unknown: string;
  invalid: string;
  too_long: string;
  too_many: string;
  denied: string;
  gone: string;
  busy: string;
  server: string;
  network: string;
  sign_in: string;
}>(words, import.meta.url);
