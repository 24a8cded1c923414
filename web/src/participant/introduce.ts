import { ApiError } from '../api';
import { remember } from '../device/me';
import { participant } from '../i18n/messages/participant';
import { shared } from '../i18n/messages/shared';
import { texts } from '../i18n/index.svelte';
import { toasts } from '../ui/toast.svelte';
import type { ParticipantState } from './participant-state.svelte';
import { refusalText } from './refusal-text';

/** Changes one's own name or department; false if that was refused, which is told. */
export async function introduce({ board, me, store }: ParticipantState, change: { name: string; department?: string }): Promise<boolean> {
  try {
    await store.connection.command({ do: 'set_person', ...change });
  } catch (error) {
    const code = error instanceof ApiError ? error.code : 'network';
    toasts.say(refusalText(texts(participant), texts(shared), code), { tone: 'danger' });
    return false;
  }
  if (me) remember(board, { ...me, ...change });
  return true;
}
