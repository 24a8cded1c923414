// Choosing several causes of a list, as lists of files are chosen from.

import type { NoteId } from '../../board/model';

export interface Picking {
  picked: ReadonlySet<NoteId>;
  /** Where a range begins: what was chosen last without Shift. */
  anchor: NoteId | null;
}

export interface How {
  /** Everything from the anchor to here. */
  range?: boolean;
  /** Beside what is chosen already: one that is chosen already is let go. */
  add?: boolean;
}

export const NOTHING: Picking = { picked: new Set(), anchor: null };

/** What is chosen after a cause of the list was pointed at. */
export function pick(order: readonly NoteId[], before: Picking, id: NoteId, { range = false, add = false }: How): Picking {
  const [from, to] = [order.indexOf(before.anchor ?? id), order.indexOf(id)];
  if (range && from >= 0 && to >= 0) {
    const through = order.slice(Math.min(from, to), Math.max(from, to) + 1);
    return { picked: new Set(add ? [...before.picked, ...through] : through), anchor: before.anchor ?? id };
  }
  if (!add) return { picked: new Set([id]), anchor: id };
  const picked = new Set(before.picked);
  if (!picked.delete(id)) picked.add(id);
  return { picked, anchor: id };
}

/** What is still chosen of a list that has changed, in the list's order. */
export const standing = (order: readonly NoteId[], picked: ReadonlySet<NoteId>): NoteId[] => order.filter((id) => picked.has(id));
