// Causes on several bones. A phone loads this with the board, and what follows from results (`derived.ts`) with the first of them.

import type { BoardView, BranchId, NoteView } from './model';

/** The causes of other bones that are shown on a bone as well (ALSO-2). */
export function further(view: Pick<BoardView, 'branches'>, bone: BranchId): NoteView[] {
  return view.branches.flatMap(({ id, notes }) => (id === bone ? [] : notes.filter(({ also }) => also.includes(bone))));
}
