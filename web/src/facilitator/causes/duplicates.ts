// Causes that may say the same. A suggestion for the facilitator's eye, never an act. How alike two texts are is measured by a library
// (fuzzball, the algorithms of RapidFuzz): by the letters that would have to change once the words are sorted. So the endings that
// Polish and Ukrainian put on every word weigh little, and another word weighs much.

import { token_sort_ratio } from 'fuzzball/ultra_lite';
import type { NoteView } from '../../board/model';

export interface Pair {
  /** The one on the board first; a merge keeps it. */
  keep: NoteView;
  other: NoteView;
  /** 0 to 1, where 1 is the same words. */
  likeness: number;
}

/** Pairs at least this alike are shown, in percent. */
const ALIKE = 72;
/** A beginning that this many causes share says nothing about any two of them. */
const COMMON = 24;
/** Letters at the beginning of a word by which causes are looked up that are worth comparing. */
const BEGINNING = 4;

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

/** The words that carry what a text means: lower case, without accents and empty words. */
export function meaning(text: string): string[] {
  const plain = text
    .toLowerCase()
    .replaceAll('ł', 'l')
    .normalize('NFD')
    // Only Latin letters lose their marks: й and ї are letters of their own, not и and і with a hat.
    .replace(/(\p{Script=Latin})\p{M}+/gu, '$1')
    .normalize('NFC');
  const words = plain.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.filter((word) => !EMPTY_WORDS.has(word));
}

const AS_THEY_ARE = { full_process: false, collapseWhitespace: false };

/** How alike two texts are, in percent. */
function likeness(a: readonly string[], b: readonly string[]): number {
  return a.length > 0 && b.length > 0 ? token_sort_ratio(a.join(' '), b.join(' '), AS_THEY_ARE) : 0;
}

interface Words {
  all: string[];
  beginnings: ReadonlySet<string>;
}

/** A note that did not change is the same object, so its words are found once. */
const found = new WeakMap<NoteView, Words>();

function wordsOf(note: NoteView): Words {
  let known = found.get(note);
  if (!known) {
    const all = meaning(note.text);
    found.set(note, (known = { all, beginnings: new Set(all.map((word) => word.slice(0, BEGINNING))) }));
  }
  return known;
}

/** Two notes that did not change are as alike as before. */
const compared = new WeakMap<NoteView, WeakMap<NoteView, number>>();

/** How alike two causes are, in percent. */
export function likenessOf(a: NoteView, b: NoteView): number {
  let others = compared.get(a);
  if (!others) compared.set(a, (others = new WeakMap()));
  let known = others.get(b);
  if (known === undefined) others.set(b, (known = likeness(wordsOf(a).all, wordsOf(b).all)));
  return known;
}

/** A pair's name, the same in either order; for remembering that two causes were looked at. */
export function pairKey(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}

export function possibleDuplicates(notes: Iterable<NoteView>, looked: ReadonlySet<string> = new Set()): Pair[] {
  const living = [...notes].filter((note) => note.mergedInto === null);
  const { shared, telling } = sharedBeginnings(living.map((note) => wordsOf(note).beginnings));
  const pairs: Pair[] = [];
  for (const [key, count] of shared) {
    const [i, j] = [Math.floor(key / living.length), key % living.length];
    const [keep, other] = [living[i], living[j]];
    // Worth comparing if they share more than half of what the shorter one says that few others say.
    if (!keep || !other || 2 * count <= Math.min(telling[i] ?? 0, telling[j] ?? 0)) continue;
    const related = keep.parent === other.id || other.parent === keep.id;
    if (related || looked.has(pairKey(keep.id, other.id))) continue;
    const percent = likenessOf(keep, other);
    if (percent >= ALIKE) pairs.push({ keep, other, likeness: percent / 100 });
  }
  return pairs.sort((a, b) => b.likeness - a.likeness);
}

/** How many beginnings two causes share that few share, by the index of the pair; and how many of these each has. */
function sharedBeginnings(words: ReadonlySet<string>[]): { shared: Map<number, number>; telling: number[] } {
  const holders = new Map<string, number[]>();
  for (const [index, set] of words.entries()) {
    for (const beginning of set) {
      const list = holders.get(beginning);
      if (list) list.push(index);
      else holders.set(beginning, [index]);
    }
  }
  const shared = new Map<number, number>();
  const telling = words.map(() => 0);
  for (const list of holders.values()) {
    if (list.length > COMMON) continue;
    for (const [at, i] of list.entries()) {
      telling[i] = (telling[i] ?? 0) + 1;
      for (const j of list.slice(at + 1)) {
        const key = i * words.length + j;
        shared.set(key, (shared.get(key) ?? 0) + 1);
      }
    }
  }
  return { shared, telling };
}
