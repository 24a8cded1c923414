// From two medians to one word. The facilitator decides; this only suggests.

import type { Priority, RatingTally as RatingResult } from '../board/model';

type RatingTally = Record<string, RatingResult>;

interface Medians {
  importance: number;
  urgency: number;
  /** Where the server's own rule would put it. */
  suggestion?: Priority | null;
}

/** From this median on, on the scale of 1 to 5, a cause counts as important, or as urgent; the server's rule too. */
export const HIGH = 3.5;
/** Mean distance from the medians from which on a cause is worth talking about before its priority is set. */
export const DISPUTED = 1;

/** What the server suggests, or the same from the medians where it is silent. */
export function suggestedPriority({ importance, urgency, suggestion }: Medians): Priority {
  if (suggestion) return suggestion;
  if (importance < HIGH) return 'later';
  return urgency >= HIGH ? 'now' : 'next';
}

/** Rated causes, most important first, then most urgent; the order in which to talk about them. */
export function ranked(tally: RatingTally): { id: string; result: RatingResult }[] {
  return Object.entries(tally)
    .map(([id, result]) => ({ id, result }))
    .sort((a, b) => b.result.importance - a.result.importance || b.result.urgency - a.result.urgency);
}

/** The cause that departments see most differently, if any two differ enough to talk about it. */
export function mostDisputed(tally: RatingTally): string | null {
  let most: { id: string; disagreement: number } | null = null;
  for (const [id, { disagreement }] of Object.entries(tally)) {
    if (disagreement >= DISPUTED && disagreement > (most?.disagreement ?? 0)) most = { id, disagreement };
  }
  return most?.id ?? null;
}
