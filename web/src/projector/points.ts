/** Where rated causes lie in the matrix, in percent of its side; equal ones side by side. */
import { DISPUTED, ranked } from '../facilitator/result/priority';
import type { BoardView, DepartmentView } from '../board/model';

export interface RatedPoint {
  id: string;
  /** In the list beside the matrix, from 1. */
  number: number;
  text: string;
  x: number;
  y: number;
  /** Radius of the spread, in percent of the side. */
  halo: number;
  /** The two departments that are furthest apart, where that is worth talking about. */
  apart: { department: DepartmentView; importance: number; urgency: number }[];
}

const EDGE = 9;
const UNIT = (100 - 2 * EDGE) / 4;
/** How far points of one place stand from one another. */
const STEP = 7;

export function ratedPoints(view: BoardView): RatedPoint[] {
  const tally = view.session.rating?.tally ?? {};
  const rated = ranked(tally).filter(({ id }) => view.notes.has(id));
  const together = new Map<string, string[]>();
  for (const { id, result } of rated) {
    const key = `${result.importance} ${result.urgency}`;
    together.set(key, [...(together.get(key) ?? []), id]);
  }
  return rated.map(({ id, result }, index) => {
    const group = together.get(`${result.importance} ${result.urgency}`) ?? [id];
    const columns = Math.ceil(Math.sqrt(group.length));
    const rows = Math.ceil(group.length / columns);
    const at = group.indexOf(id);
    const inside = (value: number): number => Math.min(96, Math.max(4, value));
    return {
      id,
      number: index + 1,
      text: view.notes.get(id)?.text ?? '',
      x: inside(EDGE + (result.importance - 1) * UNIT + ((at % columns) - (columns - 1) / 2) * STEP),
      y: inside(100 - EDGE - (result.urgency - 1) * UNIT + (Math.floor(at / columns) - (rows - 1) / 2) * STEP),
      halo: 3 + result.disagreement * UNIT * 0.5,
      apart: result.disagreement >= DISPUTED ? furthest(view, result.by_department) : [],
    };
  });
}

function furthest(view: BoardView, by: Record<string, { importance: number; urgency: number }>): RatedPoint['apart'] {
  const heard = view.departments.flatMap((department) => {
    const own = by[department.id];
    return own ? [{ department, importance: own.importance, urgency: own.urgency }] : [];
  });
  let pair: RatedPoint['apart'] = [];
  let most = 0;
  for (const [index, a] of heard.entries())
    for (const b of heard.slice(index + 1)) {
      const between = Math.abs(a.importance - b.importance) + Math.abs(a.urgency - b.urgency);
      if (between > most) [pair, most] = [[a, b], between];
    }
  return pair;
}
