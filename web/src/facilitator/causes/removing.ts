import type { NoteView } from '../../board/model';
import { toasts } from '../../ui/toast.svelte';
import type { FacilitatorState } from '../facilitator-state.svelte';

/** Removes a cause at once; it can be undone here and waits in the bin, so nothing is asked. */
export function removeCause(
  facilitation: FacilitatorState,
  words: { removed_cause: (text: string) => string; undo_it: string },
  note: NoteView,
): void {
  facilitation.connection.removeNote(note.id);
  if (facilitation.chosen === note.id) facilitation.chosen = null;
  const text = note.text.length > 60 ? `${note.text.slice(0, 57)}…` : note.text;
  toasts.say(words.removed_cause(text), { action: { label: words.undo_it, run: () => facilitation.connection.bringBack(note) } });
}
