// Where a cause may go: the same bounds that the board keeps, so that no choice is offered that it refuses.

import type { BoardView, NoteId, NoteView } from '../../board/model';
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

/** Those of the causes that hang under none of the others: when they move, the others go along. */
export function topmost(view: BoardView, ids: readonly NoteId[]): NoteId[] {
  const all = new Set(ids);
  const under = (id: NoteId): boolean => {
    const parent = view.notes.get(id)?.parent;
    return parent ? all.has(parent) || under(parent) : false;
  };
  return ids.filter((id) => !under(id));
}

/** What stands before and after a cause under the same parent. */
export function siblings(view: BoardView, note: NoteView): { earlier: NoteView[]; later: NoteView[] } {
  const notes = view.branches.find(({ id }) => id === note.branch)?.notes.filter(({ parent }) => parent === note.parent) ?? [];
  const at = notes.findIndex(({ id }) => id === note.id);
  return { earlier: notes.slice(0, Math.max(0, at)), later: notes.slice(at + 1) };
}
