// Causes that lead too far now (PARK-2).

import type { BoardView, NoteView } from './model';
import { inOrder } from './order';

/**
 * The parked causes, in the order of their bones and keys: on no bone, on no ballot and not counted. Those that came from no bone, or
 * from one that is gone, have none (`branch` is empty); they stand with those of the first (TREE-2).
 */
export function parked(view: Pick<BoardView, 'branches' | 'notes'>): NoteView[] {
  const place = new Map(view.branches.map(({ id }, index) => [id, index]));
  const bone = ({ branch }: NoteView): number => place.get(branch) ?? 0;
  const found = [...view.notes.values()].filter((note) => isParked(note));
  return found.sort((a, b) => bone(a) - bone(b) || inOrder(a, b));
}

/** A parked cause that was merged into another one went along with it. */
export const isParked = (note: Pick<NoteView, 'parked' | 'mergedInto'>): boolean => note.parked !== null && note.mergedInto === null;
