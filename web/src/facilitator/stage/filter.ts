// Which causes the board, the list and the ballot show: one question at a time, such as "what comes from the survey?".

import type { BranchView, NoteId, NoteView } from '../../board/model';
import { searching } from '../../board/search';

export interface Filter {
  field: 'list' | 'evidence' | 'priority' | 'department' | 'owner';
  /** Null: where nothing is said. */
  value: string | null;
}

/** A filter as the value of a choice, and back. */
export const asChoice = (filter: Filter | null): string => (filter ? `${filter.field}:${filter.value ?? ''}` : '');

export function ofChoice(choice: string): Filter | null {
  const [field, value] = choice.split(/:(.*)/);
  return field ? { field: field as Filter['field'], value: value || null } : null;
}

/** The causes that fit a filter and a search; null where neither narrows anything. */
export function shown(branches: BranchView[], filter: Filter | null, search: string): ReadonlySet<NoteId> | null {
  const found = searching(search);
  if (!filter && !found) return null;
  const all = filtered(branches, filter).flatMap(({ notes }) => notes);
  return new Set(all.filter((note) => found?.(note) ?? true).map(({ id }) => id));
}

/** The bones with only the causes that fit. They stand beside one another: what they explain may not be there. */
export function filtered(branches: BranchView[], filter: Filter | null): BranchView[] {
  if (!filter) return branches;
  const fits = (note: NoteView): boolean => note[filter.field] === filter.value;
  return branches.map((branch) => ({ ...branch, notes: branch.notes.filter(fits).map((note) => ({ ...note, depth: 0 })) }));
}
