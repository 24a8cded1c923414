// Where a cause may go: the same bounds that the board keeps, so that no choice is offered that it refuses.

import type { BoardView, NoteView } from '../../board/model';
import { subtree } from '../../board/edits';
import { DEPTH_LIMIT } from '../../board/rules';

/** Causes of a bone that `note` may hang under: not itself or below itself, and not too deep. */
export function possibleParents(view: BoardView, note: NoteView, branch: string): NoteView[] {
  const family = subtree(view, note.id);
  const height = Math.max(0, ...family.map(({ depth }) => depth - note.depth));
  const own = new Set(family.map(({ id }) => id));
  const notes = view.branches.find(({ id }) => id === branch)?.notes ?? [];
  return notes.filter(({ id, depth }) => !own.has(id) && depth + 1 + height < DEPTH_LIMIT);
}

/** What stands before and after a cause under the same parent. */
export function siblings(view: BoardView, note: NoteView): { earlier: NoteView[]; later: NoteView[] } {
  const notes = view.branches.find(({ id }) => id === note.branch)?.notes.filter(({ parent }) => parent === note.parent) ?? [];
  const at = notes.findIndex(({ id }) => id === note.id);
  return { earlier: notes.slice(0, Math.max(0, at)), later: notes.slice(at + 1) };
}
