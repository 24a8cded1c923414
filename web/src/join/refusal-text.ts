import { ApiError } from '../api';
import { texts } from '../i18n/index.svelte';
import { joinRefused } from '../i18n/messages/join-refused';
import { shared } from '../i18n/messages/shared';

/** Why one did not get in, in the words of the screen. Loaded when somebody did not. */
export function refusalText(error: unknown): string {
  const t = texts(joinRefused);
  const s = texts(shared);
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
    case 'departments-full':
      return t.departments_full;
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
