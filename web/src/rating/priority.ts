// The order in which to talk about rated causes.

import type { RatingTally as RatingResult } from '../board/model';

export { DISPUTED, HIGH } from '../generated/rules';

type RatingTally = Record<string, RatingResult>;

/** Rated causes, most important first, then most urgent; the order in which to talk about them. */
export function ranked(tally: RatingTally): { id: string; result: RatingResult }[] {
  return Object.entries(tally)
    .map(([id, result]) => ({ id, result }))
    .sort((a, b) => b.result.importance - a.result.importance || b.result.urgency - a.result.urgency);
}
