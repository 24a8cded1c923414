import { generateKeyBetween } from 'fractional-indexing';

/** By order key, then by id, so that everybody sees equal keys in the same order (TREE-1). */
export function inOrder(a: { order: string; id: string }, b: { order: string; id: string }): number {
  return byCodePoint(a.order, b.order) || byCodePoint(a.id, b.id);
}

/** As the server compares texts. JavaScript's `<` goes by UTF-16 code units and puts U+1F600 before U+E000. */
export function byCodePoint(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const [one, other] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (one === other) continue;
    const astral = (unit: number): boolean => unit >= 0xd800 && unit < 0xe000;
    return astral(one) === astral(other) ? one - other : astral(one) ? 1 : -1;
  }
  return a.length - b.length;
}

/** By id; ids that end in a number by that number, so that `p10` comes after `p9` (PROJ-5). */
export function byNumber(a: { id: string }, b: { id: string }): number {
  const [one, other] = [parts(a.id), parts(b.id)];
  return byCodePoint(one.name, other.name) || one.number.length - other.number.length || byCodePoint(one.number, other.number);
}

function parts(id: string): { name: string; number: string } {
  const digits = /[0-9]*$/.exec(id)![0];
  return { name: id.slice(0, id.length - digits.length), number: digits.replace(/^0+/, '') };
}

/**
 * A key between two neighbours. Other programs write orders too, so a key may be malformed, or equal to its
 * neighbour's; then the nearest key that can be made is taken.
 */
export function orderBetween(before: string | null, after: string | null): string {
  for (const [low, high] of [
    [before, after],
    [before, null],
    [null, after],
  ] as const) {
    try {
      return generateKeyBetween(low, high);
    } catch {
      // Try with less context.
    }
  }
  return generateKeyBetween(null, null);
}
