// What a vote suggests for rating: enough causes to hold half of all dots, few enough to talk about.

import type { BranchView, NoteView, VoteView } from '../../board/model';

type VoteTally = NonNullable<VoteView['tally']>;

/** The short list has at least `least` causes if so many have dots, and never more than `most`. */
const SIZE = { least: 3, most: 12 };

export interface Standing {
  note: NoteView;
  dots: number;
  by_department: Record<string, number>;
}

/** Causes with dots, in falling order; equal ones in the order of the bones. */
export function standings(branches: BranchView[], tally: VoteTally): Standing[] {
  const found: Standing[] = [];
  for (const note of branches.flatMap(({ notes }) => notes)) {
    const result = tally[note.id];
    if (result && result.dots > 0) found.push({ note, dots: result.dots, by_department: result.by_department });
  }
  // Array sort is stable, so ties stay in the order of the bones.
  return found.sort((a, b) => b.dots - a.dots);
}

/** Ids for the short list: the leaders up to half of all dots, ties together while there is room. */
export function suggestedShortlist(branches: BranchView[], tally: VoteTally): string[] {
  const all = standings(branches, tally);
  const half = all.reduce((sum, { dots }) => sum + dots, 0) / 2;
  const chosen: Standing[] = [];
  let held = 0;
  for (let start = 0; start < all.length; ) {
    const dots = all[start]?.dots ?? 0;
    const tied = all.slice(start).filter((one) => one.dots === dots);
    const enough = chosen.length >= SIZE.least && held >= half;
    const splits = chosen.length >= SIZE.least && chosen.length + tied.length > SIZE.most;
    if (enough || splits) break;
    chosen.push(...tied.slice(0, SIZE.most - chosen.length));
    held += dots * tied.length;
    start += tied.length;
  }
  return chosen.map(({ note }) => note.id);
}
