import type { Connection } from '../board/connection';
import type { Words } from '../i18n/index.svelte';
import type { shared } from '../i18n/messages/shared';
import { toasts } from './toast.svelte';

/** Takes back, or does again, what was done last, and says what came of it where that is not in sight. */
export async function undoing(
  connection: Pick<Connection, 'undo' | 'redo'>,
  which: 'undo' | 'redo',
  s: Words<typeof shared>,
  refused: (error: unknown) => string = () => s.error_unknown,
): Promise<void> {
  try {
    const outcome = await connection[which]();
    if (outcome === 'cannot') toasts.say(s.undo_cannot);
    else if (outcome === 'overtaken') toasts.say(s.undo_overtaken);
    else if (outcome === 'locked') toasts.say(s.undo_locked);
    else if (outcome === 'command' && which === 'undo') toasts.say(s.undo_done);
  } catch (error) {
    toasts.say(refused(error), { tone: 'danger' });
  }
}
