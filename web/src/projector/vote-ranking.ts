/** The revealed dots in falling order, each cause split by department. */
import type { BoardView, DepartmentView } from '../board/model';

export interface Row {
  id: string;
  text: string;
  dots: number;
  parts: { key: string; department: DepartmentView | null; dots: number }[];
}

export function falling(view: BoardView): Row[] {
  const rows = Object.entries(view.session.vote?.tally ?? {}).flatMap(([id, { dots, by_department }]): Row[] => {
    const text = view.notes.get(id)?.text;
    if (text === undefined || dots === 0) return [];
    const parts = view.departments.flatMap((department) => {
      const own = by_department[department.id] ?? 0;
      return own > 0 ? [{ key: department.id, department: department as DepartmentView | null, dots: own }] : [];
    });
    const rest = dots - parts.reduce((sum, part) => sum + part.dots, 0);
    if (rest > 0) parts.push({ key: '', department: null, dots: rest });
    parts.sort((a, b) => b.dots - a.dots);
    return [{ id, text, dots, parts }];
  });
  return rows.sort((a, b) => b.dots - a.dots || a.text.localeCompare(b.text));
}
