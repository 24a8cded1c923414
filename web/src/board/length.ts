/**
 * The length of a text, as people count it (LENGTH-1): as `crates/board/src/length.rs` does, held to one fixture, so that a page lets
 * nobody write what the server refuses. No `Intl.Segmenter`: phones of two years ago have none, and the server cannot use one where it
 * judges single letters.
 */

/** The UTF-16 code units that a text may have for each character of its limit. */
const UNITS_OF_A_CHARACTER = 8;

const JOINER = '\u200d';
/** Belongs to the character before it, or draws nothing. */
const PART = '\\p{M}\\p{Emoji_Modifier}\\p{Default_Ignorable_Code_Point}\\u1160-\\u11ff\\ud7b0-\\ud7ff';
const FLAG = '\\p{Regional_Indicator}';
const all = (what: string): RegExp => new RegExp(what, 'gu');
const [WHOLE, HALF, PICTURE, JOINERS] = [`[^${PART}]`, FLAG, '\\p{Extended_Pictographic}', JOINER].map(all) as [
  RegExp,
  RegExp,
  RegExp,
  RegExp,
];
const PIECES = all(`(?:${FLAG}{2}|[^])[${PART}]*`);

export function characters(text: string): number {
  const count = (what: RegExp): number => text.match(what)?.length ?? 0;
  const [whole, halves] = [count(WHOLE), count(HALF)];
  // A joiner makes one emoji of two, and one letter of none.
  return Math.max(Math.ceil(whole - halves / 2 - count(JOINERS)), whole - halves - count(PICTURE));
}

/** Is a text within a limit in characters? */
export function fits(text: string, most: number): boolean {
  return text.length <= most || (text.length <= most * UNITS_OF_A_CHARACTER && characters(text) <= most);
}

/** What stands for a text that is too long: its longest beginning of whole characters that is not. */
export function cut(text: string, within: (text: string) => boolean): string {
  const pieces = text.match(PIECES) ?? [];
  const first = (count: number): string => pieces.slice(0, count).join('');
  let [low, high] = [0, pieces.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (within(first(middle))) low = middle;
    else high = middle - 1;
  }
  while (low < pieces.length && pieces[low - 1]?.endsWith(JOINER)) low -= 1;
  return first(low);
}
