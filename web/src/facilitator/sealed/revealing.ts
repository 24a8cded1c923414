// Revealing the next hidden cause, by the button and by the key.

import type { facilitatorSealed } from '../../i18n/messages/facilitator-sealed';
import type { Words } from '../../i18n/index.svelte';
import type { FacilitatorState } from '../facilitator-state.svelte';
import { whileOpen } from './turns';

/** While people write it is asked once more: what is revealed cannot be hidden again. */
export function revealNext(facilitation: FacilitatorState, t: Words<typeof facilitatorSealed>): void {
  const { session, next } = facilitation;
  if (session.hidden === 0 || session.finished || facilitation.sending > 0) return;
  const run = (): Promise<boolean> => whileOpen(facilitation, { do: 'reveal_notes', next: true });
  if (session.turn || !next.calm) return void run();
  facilitation.question = { title: t.in_turns, text: t.in_turns_early, action: t.in_turns, tone: 'accent', run };
}
