import type { BranchView, NoteView } from './model';
import { inOrder } from './order';

/**
 * Hangs the notes on their bones, depth-first, and fills `branches[].notes`. A cause whose parent is missing, on
 * another bone, merged away or in a circle hangs on the bone itself; one whose bone is missing hangs on the first.
 * Returns all notes, merged ones included. A note that stays where it was stays the same object.
 */
export function hang(branches: BranchView[], raw: ReadonlyMap<string, NoteView>, before: ReadonlyMap<string, NoteView> | null): Map<string, NoteView> {
  const known = new Map(branches.map((branch) => [branch.id, branch]));
  const all = new Map<string, NoteView>();
  const under = new Map<string, NoteView[]>();
  const roots = new Map<string, NoteView[]>();
  const add = (lists: Map<string, NoteView[]>, key: string, note: NoteView): void => {
    const list = lists.get(key);
    if (list) list.push(note);
    else lists.set(key, [note]);
  };
  const place = (note: NoteView, branch: string, parent: string | null, depth: number): NoteView => {
    const sits = (other: NoteView): boolean => other.branch === branch && other.parent === parent && other.depth === depth;
    const was = before?.get(note.id);
    if (was && sits(was) && equal(was, note)) return was;
    return sits(note) ? note : { ...note, branch, parent, depth };
  };
  const fallback = branches[0]?.id ?? '';
  const living: NoteView[] = [];
  for (const note of raw.values()) {
    if (note.mergedInto && raw.has(note.mergedInto)) all.set(note.id, note);
    else living.push(note);
  }
  for (const note of living) {
    const branch = known.has(note.branch) ? note.branch : fallback;
    const parent = note.parent === null ? undefined : raw.get(note.parent);
    if (parent && parent.id !== note.id && parent.branch === note.branch && !(parent.mergedInto && raw.has(parent.mergedInto))) add(under, parent.id, note);
    else add(roots, branch, note);
  }
  const seen = new Set<string>();
  const walk = (list: NoteView[], branch: BranchView, parent: string | null, depth: number): void => {
    for (const note of list.sort(inOrder)) {
      if (seen.has(note.id)) continue;
      seen.add(note.id);
      const placed = place(note, branch.id, parent, depth);
      all.set(note.id, placed);
      branch.notes.push(placed);
      walk(under.get(note.id) ?? [], branch, note.id, depth + 1);
    }
  };
  for (const branch of branches) walk(roots.get(branch.id) ?? [], branch, null, 0);
  // Whatever was not reached goes in a circle: its first member becomes a cause on the bone.
  for (const note of living.sort(inOrder)) {
    const branch = known.get(note.branch) ?? branches[0];
    if (branch && !seen.has(note.id)) walk([note], branch, null, 0);
    if (!branch) all.set(note.id, note);
  }
  return all;
}

function equal(a: NoteView, b: NoteView): boolean {
  for (const key of Object.keys(b) as (keyof NoteView)[])
    if (key !== 'branch' && key !== 'parent' && key !== 'depth' && a[key] !== b[key]) return false;
  return true;
}
