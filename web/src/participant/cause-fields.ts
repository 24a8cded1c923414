// What a person may say of their cause besides its words and its place, as it stands in a form.

import type { NoteView } from '../board/model';

export const KEYS = ['evidence', 'verifier', 'verify_by', 'figure', 'reference', 'fact', 'list', 'owner', 'also'] as const;
export type CauseFields = Record<(typeof KEYS)[number], string>;

/** The fields as they are; what is not said is empty, and of several bones each is a line. */
export const fieldsOf = (note: Pick<NoteView, (typeof KEYS)[number]> | null): CauseFields =>
  Object.fromEntries(KEYS.map((key) => [key, [note?.[key] ?? ''].flat().join('\n')])) as CauseFields;

/** Only what was changed, each with what it was changed from. */
export function changes(opened: CauseFields, wanted: CauseFields): { key: (typeof KEYS)[number]; value: string | null; from: string }[] {
  return KEYS.filter((key) => wanted[key].trim() !== opened[key]).map((key) => ({
    key,
    value: wanted[key].trim() || null,
    from: opened[key],
  }));
}
