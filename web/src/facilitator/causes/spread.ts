// Who has written where: how many causes of each department hang on each bone.

import type { BoardView, DepartmentId } from '../../board/model';

export interface Spread {
  /** The departments that wrote or are in the room, in the board's order; null is the facilitator. */
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
