import type { TrayItem } from '../board/model';
import type { ParticipantState } from './participant-state.svelte';

/** Whether what could not be sent would be taken now. */
export function mayResend({ mode, mayAdd, store }: ParticipantState, item: TrayItem): boolean {
  if (mode === 'silent' && item.kind === 'added') return mayAdd;
  return store.connection.mayResend(item.id);
}

/** Sends it again; what others write hidden goes there hidden. */
export function resend(participation: ParticipantState, item: TrayItem): void {
  const { connection } = participation.store;
  if (!mayResend(participation, item)) return;
  if (participation.mode === 'silent' && item.kind === 'added') {
    connection.discard(item.id);
    void participation.seal(item.branch, item.text);
  } else connection.resend(item.id);
}
