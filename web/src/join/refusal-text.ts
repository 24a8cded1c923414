import { ApiError } from '../api';
import type { Words } from '../i18n/index.svelte';
import type { join } from '../i18n/messages/join';
import type { shared } from '../i18n/messages/shared';

interface Texts {
  join: Words<typeof join>;
  shared: Words<typeof shared>;
}

/** Why one did not get in, in the words of the screen. */
export function refusalText(texts: Texts, error: unknown): string {
  const { join: t, shared: s } = texts;
  switch (error instanceof ApiError ? error.code : '') {
    case 'unknown-code':
      return t.unknown_code;
    case 'too-many-attempts':
      return t.many_attempts;
    case 'door-closed':
      return t.door_closed;
    case 'finished':
      return t.finished;
    case 'not-now':
      return t.rehearsal_over;
    case 'too-many':
      return t.full;
    case 'too-long':
      return t.name_long;
    case 'storage':
      return s.why_unstored;
    case 'network':
      return s.error_network;
    default:
      return s.error_unknown;
  }
}
