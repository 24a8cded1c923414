// Who has written where: how many causes of each department hang on each bone.

import type { BoardView, DepartmentId } from '../board/model';

export interface Spread {
  /** The departments that wrote or are in the room, in the board's order; null is for causes that name no department. */
  columns: (DepartmentId | null)[];
  rows: { bone: string; title: string; counts: number[]; sum: number }[];
  sums: number[];
}

export function spread(view: Pick<BoardView, 'branches' | 'departments' | 'people'>): Spread {
  const written = view.branches.flatMap(({ notes }) => notes.map(({ department }) => department));
  const here = new Set<DepartmentId | null>([...written, ...[...view.people.values()].map(({ department }) => department)]);
  const columns: (DepartmentId | null)[] = view.departments.map(({ id }) => id).filter((id) => here.has(id));
  if (written.includes(null)) columns.push(null);
  const rows = view.branches.map(({ id, title, notes }) => ({
    bone: id,
    title,
    counts: columns.map((column) => notes.filter(({ department }) => department === column).length),
    sum: notes.length,
  }));
  return { columns, rows, sums: columns.map((_, at) => rows.reduce((sum, { counts }) => sum + (counts[at] ?? 0), 0)) };
}

/** Of a group of three nobody can tell who wrote: as large as a department must be for its hidden causes to name it (SEAL-6). */
const LARGE = 3;

/**
 * What everybody may see of it. Where hidden causes name no department, nothing is split. Where they name only large ones, a small
 * department's zero beside causes without a department would tell whose these are: then they are told together.
 */
export function spreadForAll(view: Pick<BoardView, 'branches' | 'departments' | 'people' | 'session'>): Spread & { together: boolean } {
  const all = spread(view);
  const { sealed_departments: named } = view.session;
  if (named === 'none') return { ...all, columns: [], sums: [], rows: all.rows.map((row) => ({ ...row, counts: [] })), together: false };
  const people = (id: DepartmentId): number => [...view.people.values()].filter(({ department }) => department === id).length;
  const kept = all.columns.filter((id) => id !== null && people(id) >= LARGE);
  const together = named === 'large' && all.columns.includes(null) && kept.length < all.columns.length - 1;
  if (!together) return { ...all, together };
  const merged = (counts: number[]): number[] => {
    const own = kept.map((id) => counts[all.columns.indexOf(id)] ?? 0);
    return [...own, counts.reduce((sum, count) => sum + count, 0) - own.reduce((sum, count) => sum + count, 0)];
  };
  const rows = all.rows.map((row) => ({ ...row, counts: merged(row.counts) }));
  return { columns: [...kept, null], rows, sums: merged(all.sums), together };
}
