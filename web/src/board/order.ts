import { generateKeyBetween } from 'fractional-indexing';
import { LIMITS } from '../generated/schema';
import { freshId } from './ids';

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

/** Random digits behind a key at the end of a list: two devices that add at once have different keys all the same. */
const ENDING = 4;

/** A key after the last of a list, which another program may have written. */
export function orderAfter(last: string | null): string {
  const [key] = spread(last, null, 1) ?? [];
  // No key ends in the lowest digit.
  if (key) return `${key}${freshId('', ENDING)}V`;
  const longer = `${last ?? ''}V`;
  return last && longer.length <= LIMITS.key ? longer : generateKeyBetween(null, null);
}

interface Ordered {
  id: string;
  order: string;
}

/**
 * The keys with which `moved` stands before `list[index]`, or at the end: its own alone, if there is one between its neighbours. If
 * there is none (their keys are equal, malformed, or too near to one another), the nearest of the others get new keys too: those
 * after it, else those before it, as few as possible. `free` says which of the others may be written; if too few may,
 * `moved` stands as near to the place as it can.
 */
export function placed<T extends Ordered>(
  list: readonly T[],
  index: number,
  moved: string,
  free: (other: T) => boolean,
): Map<string, string> {
  const end = list.at(-1)?.order ?? null;
  if (index >= list.length && (end === null || spread(end, null, 1))) return new Map([[moved, orderAfter(end)]]);
  const among = (at: number, earlier: number, later: number): Map<string, string> | null => {
    const [from, to] = [at - earlier, at + later];
    if (from < 0 || to > list.length) return null;
    const some = [...list.slice(from, at), { id: moved }, ...list.slice(at, to)];
    const keys = spread(list[from - 1]?.order ?? null, list[to]?.order ?? null, some.length);
    return keys && new Map(some.map(({ id }, n) => [id, keys[n]!]));
  };
  let [earlier, later] = [0, 0];
  while (earlier < index && free(list[index - 1 - earlier]!)) earlier += 1;
  while (index + later < list.length && free(list[index + later]!)) later += 1;
  for (let others = 0; others <= earlier + later; others += 1)
    for (let after = Math.min(others, later); after >= 0 && others - after <= earlier; after -= 1) {
      const found = among(index, others - after, after);
      if (found) return found;
    }
  for (let away = 1; away <= list.length; away += 1) {
    const found = among(index - away, 0, 0) ?? among(index + away, 0, 0);
    if (found) return found;
  }
  return new Map([[moved, orderAfter(end)]]);
}

/** Keys between two others, ascending; null where there are none that the board takes. */
function spread(low: string | null, high: string | null, count: number): string[] | null {
  try {
    const keys = halved(low, high, count);
    const all = [low, ...keys, high].filter((key) => key !== null);
    const rise = all.every((key, at) => at === 0 || byCodePoint(all[at - 1]!, key) < 0);
    return rise && keys.every((key) => key.length <= LIMITS.key) ? keys : null;
  } catch {
    // The library takes no malformed keys, and none that do not rise.
    return null;
  }
}

/** The middle one first, so that all are short. */
function halved(low: string | null, high: string | null, count: number): string[] {
  if (count < 1) return [];
  const [key, half] = [generateKeyBetween(low, high), (count - 1) >> 1];
  return [...halved(low, key, half), key, ...halved(key, high, count - 1 - half)];
}
