import { remember } from '../device/me';
import type { ParticipantState } from './participant-state.svelte';
import { tellRefused } from './tell-refused';

/** Changes one's own name or department; false if that was refused, which is told. */
export async function introduce({ board, me, store }: ParticipantState, change: { name: string; department?: string }): Promise<boolean> {
  try {
    await store.connection.command({ do: 'set_person', ...change });
  } catch (error) {
    tellRefused(error);
    return false;
  }
  if (me) remember(board, { ...me, ...change });
  return true;
}
