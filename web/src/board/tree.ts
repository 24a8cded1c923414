import type { BranchView, NoteView } from './model';
import { inOrder } from './order';

/** Where a note, as it was read, was hung last. */
const placed = new WeakMap<NoteView, NoteView>();

/**
 * Hangs the notes on their bones, depth-first, and fills `branches[].notes`, by the rules TREE-1 to TREE-4, MERGE-5 and
 * PARK-2 of the board's `SPEC.md`; `tests/fixtures/derived.json` holds both sides to them. Returns all notes, merged ones
 * included. A note that stays where it was stays the same object.
 */
export function hang(
  branches: BranchView[],
  raw: ReadonlyMap<string, NoteView>,
  before: ReadonlyMap<string, NoteView> | null,
): Map<string, NoteView> {
  const known = new Map(branches.map((branch) => [branch.id, branch]));
  const fallback = branches[0]?.id ?? '';
  const boneOf = (note: NoteView): string => (known.has(note.branch) ? note.branch : fallback);
  const parents = parentsOf(raw, boneOf);
  const all = new Map<string, NoteView>();
  const under = new Map<string, NoteView[]>();
  const roots = new Map<string, NoteView[]>();
  const add = (lists: Map<string, NoteView[]>, key: string, note: NoteView): void => {
    const list = lists.get(key);
    if (list) list.push(note);
    else lists.set(key, [note]);
  };
  const place = (note: NoteView, branch: string, parent: string | null, depth: number, mergedInto: string | null): NoteView => {
    const sits = (other: NoteView): boolean =>
      other.branch === branch && other.parent === parent && other.depth === depth && other.mergedInto === mergedInto;
    // Of a note that was not read anew, nothing needs to be compared.
    const last = placed.get(note);
    if (last && sits(last)) return last;
    const was = before?.get(note.id);
    const is = was && sits(was) && equal(was, note) ? was : sits(note) ? note : { ...note, branch, parent, depth, mergedInto };
    placed.set(note, is);
    return is;
  };
  for (const note of raw.values()) {
    const into = target(raw, note.id);
    if (into !== null) all.set(note.id, place(note, boneOf(note), null, 0, into));
    else if (note.parked !== null) all.set(note.id, place(note, known.has(note.branch) ? note.branch : '', null, 0, null));
    else if (parents.get(note.id)) add(under, parents.get(note.id)!, note);
    else if (known.size > 0) add(roots, boneOf(note), note);
    else all.set(note.id, note);
  }
  const walk = (list: NoteView[], branch: BranchView, parent: string | null, depth: number): void => {
    for (const note of list.sort(inOrder)) {
      const hung = place(note, branch.id, parent, depth, null);
      all.set(note.id, hung);
      branch.notes.push(hung);
      walk(under.get(note.id) ?? [], branch, note.id, depth + 1);
    }
  };
  for (const branch of branches) walk(roots.get(branch.id) ?? [], branch, null, 0);
  return all;
}

/** The cause that a merged one ends in; null for a cause that stands for itself. */
function target(raw: ReadonlyMap<string, NoteView>, id: string): string | null {
  let at: string | null = null;
  for (let steps = 0; steps <= raw.size; steps += 1) {
    const into: string | null = raw.get(at ?? id)?.mergedInto ?? null;
    if (into === null || !raw.has(into)) return at === id ? null : at;
    at = into;
  }
  return null;
}

/** The parent of each cause that hangs under one. A cause from which the way up does not end hangs on its bone. */
function parentsOf(raw: ReadonlyMap<string, NoteView>, boneOf: (note: NoteView) => string): Map<string, string> {
  const above = (note: NoteView): NoteView | null => {
    const parent = note.parent === null ? undefined : raw.get(note.parent);
    if (!parent) return null;
    const into = target(raw, parent.id);
    const up = into === null ? parent : (raw.get(into) ?? null);
    if (up === null || up.parked !== null) return null;
    if (into !== null) return up.id === note.id ? null : up;
    return boneOf(parent) === boneOf(note) ? up : null;
  };
  const ends = new Map<string, boolean>();
  const parents = new Map<string, string>();
  for (const note of raw.values()) {
    const way: string[] = [];
    let at: NoteView | null = note;
    while (at && !ends.has(at.id)) {
      // Nothing is known of a note on this way until the way is known, so a note that is met twice is on it.
      ends.set(at.id, false);
      way.push(at.id);
      at = above(at);
    }
    const found = at === null || ends.get(at.id) === true;
    for (const id of way) ends.set(id, found);
    const parent = above(note);
    if (parent && found) parents.set(note.id, parent.id);
  }
  return parents;
}

function equal(a: NoteView, b: NoteView): boolean {
  for (const key of Object.keys(b) as (keyof NoteView)[])
    if (key !== 'branch' && key !== 'parent' && key !== 'depth' && key !== 'mergedInto' && a[key] !== b[key]) return false;
  return true;
}
