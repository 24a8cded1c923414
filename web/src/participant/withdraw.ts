import type { ParticipantState } from './participant-state.svelte';
import { tellRefused } from './tell-refused';

/** Takes a hidden cause back; a refusal is told. */
export async function withdraw({ ballots, store }: ParticipantState, id: string): Promise<void> {
  try {
    await store.connection.command({ do: 'withdraw_note', note: id });
    await ballots.load();
  } catch (error) {
    tellRefused(error);
  }
}
