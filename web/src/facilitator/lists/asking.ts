/** Asks everybody to grade goals or areas, from the lists. */
import { toasts } from '../../ui/toast.svelte';
import type { FacilitatorState } from '../facilitator-state.svelte';
import type { POLL_KINDS } from '../result/poll';

/** The most things that a poll asks about. */
export const MOST_ASKED = 20;

export async function asks(
  facilitation: Pick<FacilitatorState, 'send'>,
  kind: (typeof POLL_KINDS)[number],
  items: readonly string[],
  asked: string,
): Promise<void> {
  if (await facilitation.send({ do: 'open_poll', kind, items: items.slice(0, MOST_ASKED) })) toasts.say(asked);
}
