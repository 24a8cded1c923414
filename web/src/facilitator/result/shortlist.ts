// What a vote suggests for rating: enough causes to hold half of all dots, few enough to talk about.

import { ranking, type Standing } from '../../board/derived';
import type { BoardView } from '../../board/model';

/** The short list has at least `least` causes if so many have dots, and no more than `most` unless the first are equal. */
const SIZE = { least: 3, most: 12, rated: 100 };

/** Ids for the short list: the leaders up to half of all dots; equal ones are in it together or not at all. */
export function suggestedShortlist(view: BoardView): string[] {
  const all = ranking(view);
  const half = all.reduce((sum, { dots }) => sum + dots, 0) / 2;
  const chosen: Standing[] = [];
  let held = 0;
  for (let start = 0; start < all.length;) {
    const dots = all[start]?.dots ?? 0;
    const tied = all.slice(start).filter((one) => one.dots === dots);
    const enough = chosen.length >= SIZE.least && held >= half;
    const splits = chosen.length >= SIZE.least && chosen.length + tied.length > SIZE.most;
    if (enough || splits) break;
    chosen.push(...tied);
    held += dots * tied.length;
    start += tied.length;
  }
  // No rating takes more.
  return chosen.slice(0, SIZE.rated).map(({ note }) => note.id);
}
