// Which causes the list shows: one question at a time, such as "what comes from the survey?".

import type { BranchView, NoteView } from '../../board/model';

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

/** The bones with only the causes that fit. They stand beside one another: what they explain may not be there. */
export function filtered(branches: BranchView[], filter: Filter | null): BranchView[] {
  if (!filter) return branches;
  const fits = (note: NoteView): boolean => note[filter.field] === filter.value;
  return branches.map((branch) => ({ ...branch, notes: branch.notes.filter(fits).map((note) => ({ ...note, depth: 0 })) }));
}
