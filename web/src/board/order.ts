import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing';
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
  const key = between(last, null);
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
  const left = list[index - 1]?.order ?? null;
  if (index >= list.length && (left === null || between(left, null))) return new Map([[moved, orderAfter(left)]]);
  const run = (from: number, to: number): Map<string, string> | null => {
    const ids = [...list.slice(from, index).map(({ id }) => id), moved, ...list.slice(index, to).map(({ id }) => id)];
    const keys = spread(list[from - 1]?.order ?? null, list[to]?.order ?? null, ids.length);
    return keys && new Map(ids.map((id, at) => [id, keys[at]!]));
  };
  const mayBefore = list
    .slice(0, index)
    .reverse()
    .findIndex((other) => !free(other));
  const mayAfter = list.slice(index).findIndex((other) => !free(other));
  const before = mayBefore < 0 ? index : mayBefore;
  const after = mayAfter < 0 ? list.length - index : mayAfter;
  for (let others = 0; others <= before + after; others += 1)
    for (let later = Math.min(others, after); later >= 0 && others - later <= before; later -= 1) {
      const found = run(index - (others - later), index + later);
      if (found) return found;
    }
  return nearest(list, index, moved);
}

/** The place nearest to `index` where a single key is enough. */
function nearest(list: readonly Ordered[], index: number, moved: string): Map<string, string> {
  for (let away = 1; away <= list.length; away += 1)
    for (const at of [index - away, index + away]) {
      const key = at < 0 || at > list.length ? null : between(list[at - 1]?.order ?? null, list[at]?.order ?? null);
      if (key) return new Map([[moved, key]]);
    }
  return new Map([[moved, orderAfter(list.at(-1)?.order ?? null)]]);
}

function between(low: string | null, high: string | null): string | null {
  return spread(low, high, 1)?.[0] ?? null;
}

/** Keys between two others, ascending; null where there are none that the board takes. */
function spread(low: string | null, high: string | null, count: number): string[] | null {
  try {
    const keys = generateNKeysBetween(low, high, count);
    const all = [low, ...keys, high].filter((key) => key !== null);
    const rise = all.every((key, at) => at === 0 || byCodePoint(all[at - 1]!, key) < 0);
    return rise && keys.every((key) => key.length <= LIMITS.key) ? keys : null;
  } catch {
    // The library takes no malformed keys, and none that do not rise.
    return null;
  }
}
