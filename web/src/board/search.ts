// Finding causes by what they say.

import type { NoteView } from './model';

/** Letters that no mark was added to, so that taking marks away does not bring their likeness out. */
const ALIKE: Record<string, string> = { ł: 'l', đ: 'd', ø: 'o', ß: 'ss', æ: 'ae', ґ: 'г', ı: 'i' };

/** A text as it is compared: small letters without marks, no apostrophes, single spaces. */
export function folded(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[łđøßæґı]/g, (letter) => ALIKE[letter] ?? letter)
    .replace(/['’ʼ`´]/g, '')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** A note that did not change is the same object, so its text is folded once. */
const known = new WeakMap<NoteView, string>();

/** What is looked for in a cause: its words, its figure and source, and who verifies it or could change it. */
function wordsOf(note: NoteView): string {
  let words = known.get(note);
  if (words === undefined) {
    words = folded([note.text, note.figure, note.reference, note.verifier, note.addressee].filter(Boolean).join(' \n '));
    known.set(note, words);
  }
  return words;
}

/** Whether a cause has every word that is looked for, each anywhere; none where nothing is looked for. */
export function searching(query: string): ((note: NoteView) => boolean) | null {
  const words = folded(query).split(' ').filter(Boolean);
  return words.length > 0 ? (note) => words.every((word) => wordsOf(note).includes(word)) : null;
}
