/** What the keys mean: walking from cause to cause, and where a cause goes when it is indented or moved. */
import type { BranchView, NoteView } from '../board/model';
import { DEPTH_LIMIT } from '../board/rules';

/** What the keyboard stands on: a bone, or a cause on it. */
export interface Place {
  bone: string;
  note: string | null;
}

export interface Move {
  branch: string;
  parent: string | null;
  /** Put before this sibling; at the end without one. */
  before?: string | null;
}

export function sameplace(a: Place | null, b: Place | null): boolean {
  return a?.bone === b?.bone && a?.note === b?.note;
}

/** Every place in reading order. */
function all(branches: BranchView[]): Place[] {
  return branches.flatMap(({ id, notes }) => [{ bone: id, note: null }, ...notes.map((note) => ({ bone: id, note: note.id }))]);
}

export function walk(branches: BranchView[], from: Place, key: string): Place | null {
  const places = all(branches);
  const at = places.findIndex((place) => sameplace(place, from));
  const bone = branches.findIndex(({ id }) => id === from.bone);
  const row = branches[bone]?.notes.findIndex(({ id }) => id === from.note) ?? -1;
  const onBone = (branch: BranchView | undefined): Place | null =>
    branch ? { bone: branch.id, note: branch.notes[Math.min(row, branch.notes.length - 1)]?.id ?? null } : null;
  switch (key) {
    case 'ArrowDown':
      return places[at + 1] ?? null;
    case 'ArrowUp':
      return places[at - 1] ?? null;
    case 'ArrowRight':
      return onBone(branches[bone + 1]);
    case 'ArrowLeft':
      return onBone(branches[bone - 1]);
    case 'Home':
      return places[0] ?? null;
    case 'End':
      return places.at(-1) ?? null;
    default:
      return null;
  }
}

const siblings = (branch: BranchView, note: NoteView): NoteView[] => branch.notes.filter(({ parent }) => parent === note.parent);

/** Under the sibling above. */
export function indented(branch: BranchView, note: NoteView): Move | null {
  const among = siblings(branch, note);
  const above = among[among.findIndex(({ id }) => id === note.id) - 1];
  const deepest = Math.max(...below(branch, note).map(({ depth }) => depth));
  return above && deepest + 1 < DEPTH_LIMIT ? { branch: branch.id, parent: above.id } : null;
}

/** Beside its parent, right after it. */
export function outdented(branch: BranchView, note: NoteView): Move | null {
  const parent = branch.notes.find(({ id }) => id === note.parent);
  if (!parent) return null;
  const among = siblings(branch, parent);
  const after = among[among.findIndex(({ id }) => id === parent.id) + 1];
  return { branch: branch.id, parent: parent.parent, before: after?.id ?? null };
}

/** One up or down among its siblings. */
export function shifted(branch: BranchView, note: NoteView, by: 1 | -1): Move | null {
  const among = siblings(branch, note);
  const at = among.findIndex(({ id }) => id === note.id);
  if (!among[at + by]) return null;
  return { branch: branch.id, parent: note.parent, before: among[by < 0 ? at - 1 : at + 2]?.id ?? null };
}

/** A cause and all under it. */
export function below(branch: BranchView, note: NoteView): NoteView[] {
  const from = branch.notes.findIndex(({ id }) => id === note.id);
  if (from < 0) return [note];
  const rest = branch.notes.slice(from + 1);
  const end = rest.findIndex(({ depth }) => depth <= note.depth);
  return [note, ...(end < 0 ? rest : rest.slice(0, end))];
}
