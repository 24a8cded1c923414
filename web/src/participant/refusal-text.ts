import type { Words } from '../i18n/index.svelte';
import type { participant } from '../i18n/messages/participant';
import type { shared } from '../i18n/messages/shared';

/** A refusal's code in words. */
export function refusalText(t: Words<typeof participant>, s: Words<typeof shared>, code: string): string {
  switch (code) {
    case 'locked':
      return s.why_locked;
    case 'not-allowed':
    case 'not-now':
    case 'not-on-ballot':
      return s.why_not_allowed;
    case 'not-yours':
      return s.why_not_yours;
    case 'too-long':
      return s.why_too_long;
    case 'too-many':
      return s.why_too_many;
    case 'finished':
      return s.why_finished;
    case 'over-budget':
      return t.vote_none_left;
    case 'no-bone':
      return t.why_no_bone;
    case 'no-cause':
      return t.why_no_cause;
    case 'storage':
      return s.why_unstored;
    case 'restored':
      return s.why_restored;
    case 'network':
      return t.why_network;
    case 'removed':
      return t.why_removed;
    case 'gone':
      return t.why_gone;
    default:
      return s.why_other;
  }
}
