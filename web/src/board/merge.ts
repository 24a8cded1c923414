/** Two people change the same text or list: what each of them changed stands afterwards. Nothing here knows Yjs. */

/** What stands from `from` to `to` becomes `text`. */
export interface Change {
  from: number;
  to: number;
  text: string;
}

/** Above this many comparisons two texts have nothing in common but their beginning and end. */
const COMPARISONS = 1_000_000;

/** What makes `after` of `before`: whole words where several were changed, single letters where that is all. In their order. */
export function changesBetween(before: string, after: string): Change[] {
  if (before === after) return [];
  let [start, end] = commonEnds(before, after);
  // Only whole words count as common, lest a word's first letter be taken for another's.
  while (start > 0 && (isInside(before, start) || isInside(after, start))) start -= 1;
  while (end > 0 && (isInside(before, before.length - end) || isInside(after, after.length - end))) end -= 1;
  const [a, b] = [wordsOf(before.slice(start, before.length - end)), wordsOf(after.slice(start, after.length - end))];
  const changes: Change[] = [];
  let at = start;
  let gap: Change | null = null;
  const close = (): void => {
    if (gap) changes.push(trimmed(gap, before.slice(gap.from, gap.to)));
    gap = null;
  };
  for (const [word, side] of aligned(a, b)) {
    if (side === 'both') {
      close();
      at += word.length;
      continue;
    }
    gap ??= { from: at, to: at, text: '' };
    if (side === 'before') gap.to = at += word.length;
    else gap.text += word;
  }
  close();
  return changes;
}

/**
 * The changes that do to `now` what made `wanted` of `opened`, from the last to the first. What was changed in `now` itself
 * stays; where both wrote at one place, both are there.
 */
export function carriedOver(opened: string, wanted: string, now: string): Change[] {
  const theirs = changesBetween(opened, now);
  const carried: Change[] = [];
  for (const mine of changesBetween(opened, wanted)) {
    if (theirs.some(({ from, to, text }) => from === mine.from && to === mine.to && text === mine.text)) continue;
    // What they replaced is gone already; what they wrote in between stays.
    let at = mine.from;
    for (const { from, to } of theirs) {
      if (to <= at || from >= mine.to) continue;
      if (from > at) carried.push({ ...moved(theirs, at, from), text: '' });
      at = Math.max(at, to);
    }
    if (at < mine.to) carried.push({ ...moved(theirs, at, mine.to), text: '' });
    const place = moved(theirs, mine.from, mine.from).from;
    if (mine.text) carried.push({ from: place, to: place, text: mine.text });
  }
  return carried.sort((a, b) => b.from - a.from || b.to - a.to);
}

/** `now` with what made `wanted` of `opened`. */
export function merged(opened: string, wanted: string, now: string): string {
  let text = now;
  for (const { from, to, text: put } of carriedOver(opened, wanted, now)) text = text.slice(0, from) + put + text.slice(to);
  return text;
}

/** The same for a list: what one of them added is in it, what one of them took out is not. */
export function mergedList(opened: string[], wanted: string[], now: string[]): string[] {
  const left = wanted.filter((item) => now.includes(item) || !opened.includes(item));
  return [...left, ...now.filter((item) => !opened.includes(item) && !wanted.includes(item))];
}

/** Where a piece of `opened` that nobody else changed stands now. */
function moved(theirs: Change[], from: number, to: number): { from: number; to: number } {
  let shift = 0;
  for (const change of theirs) {
    if (change.from > from || (change.from === from && change.to > from)) break;
    // In the middle of what they replaced, there is no place but after it.
    shift += change.text.length - (Math.min(change.to, from) - change.from);
  }
  return { from: from + shift, to: to + shift };
}

function* aligned(a: string[], b: string[]): Generator<[string, 'both' | 'before' | 'after']> {
  // Longest common part from here on, of each pair of places.
  const width = b.length + 1;
  const small = a.length * b.length <= COMPARISONS;
  const longest = new Uint16Array(small ? (a.length + 1) * width : 0);
  if (small)
    for (let i = a.length - 1; i >= 0; i--)
      for (let j = b.length - 1; j >= 0; j--)
        longest[i * width + j] =
          a[i] === b[j] ? longest[(i + 1) * width + j + 1]! + 1 : Math.max(longest[(i + 1) * width + j]!, longest[i * width + j + 1]!);
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (small && i < a.length && j < b.length && a[i] === b[j]) {
      yield [a[i++]!, 'both'];
      j++;
    } else if (i < a.length && (j >= b.length || longest[(i + 1) * width + j]! >= longest[i * width + j + 1]!)) yield [a[i++]!, 'before'];
    else yield [b[j++]!, 'after'];
  }
}

/** Is this place in the middle of a word, or of a space? */
const isInside = (text: string, at: number): boolean => at > 0 && at < text.length && /\s/.test(text[at - 1]!) === /\s/.test(text[at]!);

const wordsOf = (text: string): string[] => text.match(/\s+|\S+/g) ?? [];

function trimmed({ from, to, text }: Change, old: string): Change {
  const [start, end] = commonEnds(old, text);
  return { from: from + start, to: to - end, text: text.slice(start, text.length - end) };
}

/** How long two texts are the same at the beginning, and then at the end. */
function commonEnds(a: string, b: string): [number, number] {
  const short = Math.min(a.length, b.length);
  let start = 0;
  while (start < short && a[start] === b[start]) start += 1;
  if (start > 0 && isHigh(a, start - 1)) start -= 1;
  let end = 0;
  while (end < short - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  if (end > 0 && isLow(a, a.length - end)) end -= 1;
  return [start, end];
}

// A letter outside the basic plane is two code units, which must not be parted.
const isHigh = (text: string, at: number): boolean => (text.charCodeAt(at) & 0xfc00) === 0xd800;
const isLow = (text: string, at: number): boolean => (text.charCodeAt(at) & 0xfc00) === 0xdc00;
