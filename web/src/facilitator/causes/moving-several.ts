// Several causes that are moved at once.

import * as Y from 'yjs';
import { moveNote } from '../../board/edits';
import type { BoardView, BranchId, NoteId } from '../../board/model';
import { orderAfter } from '../../board/order';

/** Moves several to the end of a bone, in their order. `view` is of before all of them, so each key is made from the one before it. */
export function moveNotes(doc: Y.Doc, view: BoardView, ids: readonly NoteId[], branch: BranchId): void {
  let last: string | null = null;
  for (const id of ids) {
    if (!moveNote(doc, view, id, { branch, parent: null }, () => true, last === null ? undefined : orderAfter(last))) continue;
    const key = (doc.getMap('notes').get(id) as Y.Map<unknown>).get('order');
    last = typeof key === 'string' ? key : last;
  }
}
