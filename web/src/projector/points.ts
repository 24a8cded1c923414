/** Where rated causes lie in the matrix, in percent of its side; equal ones side by side. */
import type { BoardView, DepartmentView, Priority } from '../board/model';
import { place } from '../rating/matrix';
import { rated } from '../board/derived';
import { DISPUTED } from '../rating/priority';

export interface RatedPoint {
  id: string;
  /** In the list beside the matrix, from 1. */
  number: number;
  text: string;
  /** What was decided. */
  priority: Priority | null;
  x: number;
  y: number;
  /** Radius of the spread, in percent of the side. */
  halo: number;
  /** The two departments that are furthest apart, where that is worth talking about. */
  apart: { department: DepartmentView; importance: number; urgency: number }[];
}

/** How far the ends of the scale are from the edge: there the quadrants have their names. No halo is as large, so that none is cut. */
const EDGE = 15;
const UNIT = (100 - 2 * EDGE) / 4;
/** How far points of one place stand from one another. */
const STEP = 7;
/** The least halo is just seen around its point; people further apart than this have the largest. */
const SEEN = 3.4;
const LARGEST = 13;
const FURTHEST = 2.5;

/** Where a rating lies along its axis, in percent from its beginning. */
export const along = (rating: number): number => EDGE + (rating - 1) * UNIT;

export function ratedPoints(view: BoardView): RatedPoint[] {
  const points = rated(view).map(({ note: { id }, result }, index) => ({ ...result, id, label: String(index + 1) }));
  return place(points, 100, EDGE, STEP)
    .map(({ id, label, x, y, disagreement, by_department }) => ({
      id,
      number: Number(label),
      text: view.notes.get(id)?.text ?? '',
      priority: view.notes.get(id)?.priority ?? null,
      x,
      y,
      halo: Math.min(SEEN + Math.min(1, disagreement / FURTHEST) * (LARGEST - SEEN), x, 100 - x, y, 100 - y),
      apart: disagreement >= DISPUTED ? furthest(view, by_department) : [],
    }))
    .sort((a, b) => a.number - b.number);
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
