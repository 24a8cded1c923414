// Causes that may say the same. A suggestion for the facilitator's eye, never an act: words are
// compared by their stems, roughly, since Polish and Ukrainian decline everything.

import type { NoteView } from '../../board/model';

export interface Pair {
  /** The one on the board first; a merge keeps it. */
  keep: NoteView;
  other: NoteView;
  /** 0 to 1: how many of their stems they share. */
  likeness: number;
}

/** Pairs at least this alike are shown. */
const ALIKE = 0.6;
/** A stem that this many causes share says nothing about any two of them. */
const COMMON = 24;
/** Letters that are kept of a word: enough to tell words apart, few enough to drop their endings. */
const STEM = 5;

const EMPTY_WORDS = new Set(
  (
    'a an and are as at be by for from has have in is it its no not of on or our that the their there they this to ' +
    'too was we with ' +
    'ale bez bo brak by byc co czy dla do go i ich im ja jak jego jej jest kiedy ktora ktore ktory ma maja mamy my na ' +
    'nad nam nas nasz nie niz o od oraz po pod przed przez przy sa sie ta tak te tego tej ten to tylko u w we z za ze ' +
    'zeby ' +
    'але без бо в ви від він для до є з за зі і його й її їх коли ми на над нам нас наш не немає ні ну о од перед по ' +
    'при про та так те ти то тільки у через це цей ці що щоб я як який яка які'
  ).split(' '),
);

/** The stems that carry what a text means: lower case, without accents, endings and empty words. */
export function stems(text: string): Set<string> {
  const plain = text
    .toLowerCase()
    .replaceAll('ł', 'l')
    .normalize('NFD')
    // Only Latin letters lose their marks: й and ї are letters of their own, not и and і with a hat.
    .replace(/(\p{Script=Latin})\p{M}+/gu, '$1')
    .normalize('NFC');
  const words = plain.match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Set(words.filter((word) => !EMPTY_WORDS.has(word)).map((word) => word.slice(0, STEM)));
}

/** A note that did not change is the same object, so its stems are found once. */
const found = new WeakMap<NoteView, Set<string>>();

function stemsOf(note: NoteView): Set<string> {
  let known = found.get(note);
  if (!known) found.set(note, (known = stems(note.text)));
  return known;
}

/** A pair's name, the same in either order; for remembering that two causes were looked at. */
export function pairKey(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}

export function possibleDuplicates(notes: Iterable<NoteView>, looked: ReadonlySet<string> = new Set()): Pair[] {
  const living = [...notes].filter((note) => note.mergedInto === null);
  const words = living.map(stemsOf);
  const shared = sharedStems(words);
  const pairs: Pair[] = [];
  for (const [key, count] of shared) {
    const [i, j] = [Math.floor(key / living.length), key % living.length];
    const [keep, other, a, b] = [living[i], living[j], words[i], words[j]];
    if (!keep || !other || !a || !b) continue;
    const likeness = (2 * count) / (a.size + b.size);
    // One shared word is only enough when it is all that either says.
    const enough = count > 1 || (a.size === 1 && b.size === 1);
    const related = keep.parent === other.id || other.parent === keep.id;
    if (likeness < ALIKE || !enough || related || looked.has(pairKey(keep.id, other.id))) continue;
    pairs.push({ keep, other, likeness });
  }
  return pairs.sort((a, b) => b.likeness - a.likeness);
}

/** How many stems two causes share, for those that share any: index of the pair → count. */
function sharedStems(words: Set<string>[]): Map<number, number> {
  const holders = new Map<string, number[]>();
  for (const [index, set] of words.entries()) {
    for (const stem of set) {
      const list = holders.get(stem);
      if (list) list.push(index);
      else holders.set(stem, [index]);
    }
  }
  const shared = new Map<number, number>();
  for (const list of holders.values()) {
    if (list.length > COMMON) continue;
    for (const [at, i] of list.entries()) {
      for (const j of list.slice(at + 1)) {
        const key = i * words.length + j;
        shared.set(key, (shared.get(key) ?? 0) + 1);
      }
    }
  }
  return shared;
}
