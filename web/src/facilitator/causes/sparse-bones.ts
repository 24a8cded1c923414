// Bones with so few causes that the group may have overlooked something.

import type { BranchView } from '../../board/model';

/** Bones with fewer than two causes, or fewer than two fifths of what the bones have on average. */
export function thinBones(branches: BranchView[]): BranchView[] {
  const count = (branch: BranchView) => branch.notes.filter((note) => note.mergedInto === null).length;
  const all = branches.reduce((sum, branch) => sum + count(branch), 0);
  if (all === 0) return [];
  const least = Math.max(2, (all / branches.length) * 0.4);
  return branches.filter((branch) => count(branch) < least);
}
