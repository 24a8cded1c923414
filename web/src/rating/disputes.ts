// What a rating gives to talk about: who is farthest apart on which cause, and what changed since it was rated before.

import { causes, type RatedCause } from '../board/derived';
import type { BoardView, DepartmentView, NoteId, RatingTally, RatingView } from '../board/model';
import { DISPUTED } from './priority';

/** A department and its medians. */
export interface Side {
  department: DepartmentView;
  importance: number;
  urgency: number;
}

/** The two named departments that are farthest apart; the first in the board's order of several, none if no two differ. */
export function farthest({ departments }: Pick<BoardView, 'departments'>, { by_department }: Pick<RatingTally, 'by_department'>): Side[] {
  const heard = departments.flatMap((department): Side[] => {
    const own = by_department[department.id];
    return own ? [{ department, importance: own.importance, urgency: own.urgency }] : [];
  });
  let pair: Side[] = [];
  let most = 0;
  for (const [index, a] of heard.entries())
    for (const b of heard.slice(index + 1)) {
      const between = Math.abs(a.importance - b.importance) + Math.abs(a.urgency - b.urgency);
      if (between > most) [pair, most] = [[a, b], between];
    }
  return pair;
}

export interface Dispute extends RatedCause {
  /** Two departments to hear; none where the result names no two that differ. */
  between: Side[];
}

/** The disputed causes, most disputed first, equal ones in reading order: the order in which to hear people (RATE-5). */
export function disputes(view: BoardView): Dispute[] {
  const tally = view.session.rating?.tally ?? {};
  const found = causes(view).flatMap((note): Dispute[] => {
    const result = tally[note.id];
    return result && result.disagreement >= DISPUTED ? [{ note, result, between: farthest(view, result) }] : [];
  });
  return found.sort((a, b) => b.result.disagreement - a.result.disagreement);
}

/** What each cause of the present rating got when it was rated before; of several times the last one. */
export function before({ rating, ratings }: Pick<BoardView['session'], 'rating' | 'ratings'>): Map<NoteId, RatingTally> {
  const rounds: RatingView[] = [...(ratings ?? [])].reverse();
  const found = new Map<NoteId, RatingTally>();
  for (const id of Object.keys(rating?.tally ?? {})) {
    const earlier = rounds.map(({ tally }) => tally?.[id]).find((result) => result !== undefined);
    if (earlier) found.set(id, earlier);
  }
  return found;
}

export const moved = (
  was: Pick<RatingTally, 'importance' | 'urgency'> | undefined,
  now: Pick<RatingTally, 'importance' | 'urgency'>,
): boolean => was !== undefined && (was.importance !== now.importance || was.urgency !== now.urgency);

/** A value, and what it was before where that differs. */
export function change(number: (value: number) => string, was: number | undefined, now: number): string {
  return was === undefined || was === now ? number(now) : `${number(was)} → ${number(now)}`;
}
