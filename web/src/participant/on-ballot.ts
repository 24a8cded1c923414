// The causes that a vote is about (VOTE-11).

import type { BranchView, NoteId } from '../board/model';

/** The bones with the causes on the ballot. A cause stands beneath the one that it explains only if that one is on it, too. */
export function onBallot(branches: BranchView[], ballot: readonly NoteId[] | undefined): BranchView[] {
  if (!ballot) return branches.filter(({ notes }) => notes.length > 0);
  const on = new Set(ballot);
  return branches.flatMap((branch) => {
    const depths = new Map<NoteId, number>();
    const notes = branch.notes.filter(({ id }) => on.has(id));
    for (const { id, parent } of notes) depths.set(id, (depths.get(parent ?? '') ?? -1) + 1);
    return notes.length > 0 ? [{ ...branch, notes: notes.map((note) => ({ ...note, depth: depths.get(note.id) ?? 0 })) }] : [];
  });
}
