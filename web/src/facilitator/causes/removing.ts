import type { NoteView } from '../../board/model';
import { toasts } from '../../ui/toast.svelte';
import type { Desk } from '../desk.svelte';

/** Removes a cause at once; it can be undone here and waits in the bin, so nothing is asked. */
export function removeCause(desk: Desk, words: { removed_cause: (text: string) => string; undo_it: string }, note: NoteView): void {
  desk.connection.removeNote(note.id);
  if (desk.chosen === note.id) desk.chosen = null;
  const text = note.text.length > 60 ? `${note.text.slice(0, 57)}…` : note.text;
  toasts.say(words.removed_cause(text), { action: { label: words.undo_it, run: () => desk.connection.undo() } });
}
