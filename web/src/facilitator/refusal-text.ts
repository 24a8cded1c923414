// From a refused command to the sentence that says what to do.

import { ApiError } from '../api';
import type { Words } from '../i18n/index.svelte';
import type { facilitatorTrouble } from '../i18n/messages/facilitator-trouble';

/** The name of a sentence. */
export type Trouble = keyof Words<typeof facilitatorTrouble>;

const BY_CODE: Record<string, Trouble> = {
  locked: 'locked',
  'not-allowed': 'not_allowed',
  'not-yours': 'not_allowed',
  'read-only': 'not_allowed',
  'server-owned': 'not_allowed',
  finished: 'finished',
  'not-now': 'not_now',
  gap: 'not_now',
  'over-budget': 'over_budget',
  unknown: 'unknown',
  invalid: 'invalid',
  schema: 'invalid',
  malformed: 'invalid',
  'too-long': 'too_long',
  'too-many': 'too_many',
  network: 'network',
  'sign-in-needed': 'sign_in',
};

const BY_STATUS: Record<number, Trouble> = { 401: 'denied', 403: 'not_allowed', 404: 'gone', 409: 'not_now', 422: 'invalid', 429: 'busy' };

export function refusalKey(error: unknown): Trouble {
  if (!(error instanceof ApiError)) return 'network';
  return BY_CODE[error.code] ?? BY_STATUS[error.status] ?? 'server';
}
