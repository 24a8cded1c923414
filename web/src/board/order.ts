import { generateKeyBetween } from 'fractional-indexing';

/** By order key, then by id, so that everybody sees equal keys in the same order. */
export function inOrder(a: { order: string; id: string }, b: { order: string; id: string }): number {
  if (a.order !== b.order) return a.order < b.order ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/**
 * A key between two neighbours. Other programs write orders too, so a key may be malformed, or equal to its
 * neighbour's; then the nearest key that can be made is taken.
 */
export function orderBetween(before: string | null, after: string | null): string {
  for (const [low, high] of [[before, after], [before, null], [null, after]] as const) {
    try {
      return generateKeyBetween(low, high);
    } catch {
      // Try with less context.
    }
  }
  return generateKeyBetween(null, null);
}
