/** Where rated causes lie in the matrix, in percent of its side; equal ones side by side. */
import type { BoardView, Priority, RatingTally } from '../board/model';
import { place } from '../rating/matrix';
import { rated } from '../board/derived';
import { before, farthest, moved, type Side } from '../rating/disputes';
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
  apart: Side[];
  disputed: boolean;
  disagreement: number;
  /** What it got when it was rated before, where that differs, and where that lies. */
  was: { importance: number; urgency: number; x: number; y: number } | null;
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
  const earlier = before(view.session);
  return place(points, 100, EDGE, STEP)
    .map(({ id, label, x, y, importance, urgency, disagreement, by_department }) => ({
      id,
      number: Number(label),
      text: view.notes.get(id)?.text ?? '',
      priority: view.notes.get(id)?.priority ?? null,
      x,
      y,
      halo: Math.min(SEEN + Math.min(1, disagreement / FURTHEST) * (LARGEST - SEEN), x, 100 - x, y, 100 - y),
      apart: disagreement >= DISPUTED ? farthest(view, { by_department }) : [],
      disputed: disagreement >= DISPUTED,
      disagreement,
      was: whence(earlier.get(id), { importance, urgency }),
    }))
    .sort((a, b) => a.number - b.number);
}

function whence(was: RatingTally | undefined, now: { importance: number; urgency: number }): RatedPoint['was'] {
  if (!was || !moved(was, now)) return null;
  return { importance: was.importance, urgency: was.urgency, x: along(was.importance), y: 100 - along(was.urgency) };
}

/** Disputed causes first, most disputed first: the order in which to hear people; the others as they are numbered. */
export function agenda(points: RatedPoint[]): { first: RatedPoint[]; others: RatedPoint[] } {
  const first = points.filter(({ disputed }) => disputed).sort((a, b) => b.disagreement - a.disagreement);
  return { first, others: points.filter(({ disputed }) => !disputed) };
}
