/** The revealed dots as bars, each split by department. */
import type { Standing } from '../board/derived';
import type { BoardView, DepartmentView } from '../board/model';

/** As many rows as can be read on the wall. */
export const ROWS = 9;

export interface Row {
  id: string;
  text: string;
  dots: number;
  parts: { key: string; department: DepartmentView | null; dots: number }[];
}

export function rowsOf(view: BoardView, standings: Standing[]): Row[] {
  return standings.map(({ note: { id, text }, dots, by_department }): Row => {
    const parts = view.departments.flatMap((department) => {
      const own = by_department[department.id] ?? 0;
      return own > 0 ? [{ key: department.id, department: department as DepartmentView | null, dots: own }] : [];
    });
    const rest = dots - parts.reduce((sum, part) => sum + part.dots, 0);
    if (rest > 0) parts.push({ key: '', department: null, dots: rest });
    parts.sort((a, b) => b.dots - a.dots);
    return { id, text, dots, parts };
  });
}
