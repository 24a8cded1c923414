/**
 * The length of a text, as people count it (LENGTH-1): as `crates/board/src/length.rs` does, held to one fixture, so that a page lets
 * nobody write what the server refuses. No `Intl.Segmenter`: phones of two years ago have none, and the server cannot use one where it
 * judges single letters.
 */

/** The UTF-16 code units that a text may have for each character of its limit. */
const UNITS_OF_A_CHARACTER = 8;

const PLAIN = /^[\n\x20-\x7e\u00c0-\u02ff\u0370-\u0482\u048a-\u052f]*$/;
const JOINER = '\u200d';
/** Belongs to the character before it, or draws nothing. */
const PART = /[\p{M}\p{Emoji_Modifier}\p{Default_Ignorable_Code_Point}\u1160-\u11ff\ud7b0-\ud7ff]/u;
const FLAG = /\p{Regional_Indicator}/u;
const PICTURE = /\p{Extended_Pictographic}/u;

export function characters(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let [halves, letters] = [0, 0];
  for (const c of text) {
    if (c === JOINER) halves -= 2;
    else if (FLAG.test(c)) halves += 1;
    else if (!PART.test(c)) {
      halves += 2;
      if (!PICTURE.test(c)) letters += 1;
    }
  }
  return Math.max(Math.ceil(halves / 2), letters, 0);
}

/** Is a text within a limit in characters? */
export function fits(text: string, most: number): boolean {
  return text.length <= most || (text.length <= most * UNITS_OF_A_CHARACTER && characters(text) <= most);
}

/** What stands for a text that is too long: its longest beginning of whole characters that is not. */
export function cut(text: string, within: (text: string) => boolean): string {
  if (within(text)) return text;
  const ends: number[] = [0];
  let [at, joined] = [0, false];
  for (const c of text) {
    if (at > 0 && !joined && c !== JOINER && !PART.test(c)) ends.push(at);
    joined = c === JOINER;
    at += c.length;
  }
  let [low, high] = [0, ends.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (within(text.slice(0, ends[middle]))) low = middle;
    else high = middle;
  }
  return text.slice(0, ends[low]);
}
