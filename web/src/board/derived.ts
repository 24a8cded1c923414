/**
 * What follows from a board: one answer for every screen, by the same rules as `crates/board/src/reading`.
 * `tests/fixtures/derived.json` holds both to them.
 */
import type { BoardView, DepartmentId, NoteId, NoteView, RatingTally } from './model';

export interface Dots {
  dots: number;
  by_department: Record<DepartmentId, number>;
}

export interface Standing extends Dots {
  note: NoteView;
}

/** Every cause that stands for itself, in reading order. Their number is the board's count of causes. */
export function causes(view: Pick<BoardView, 'branches'>): NoteView[] {
  return view.branches.flatMap(({ notes }) => notes);
}

const counted = new WeakMap<object, ReadonlyMap<NoteId, Dots>>();

/** Revealed dots by cause: its own and those of the causes that were merged into it (MERGE-6). */
export function dots(view: BoardView): ReadonlyMap<NoteId, Dots> {
  const known = counted.get(view);
  if (known) return known;
  const sums = new Map<NoteId, Dots>();
  for (const [id, { dots, by_department }] of Object.entries(view.session.vote?.tally ?? {})) {
    const note = view.notes.get(id);
    if (!note) continue;
    const sum = sums.get(note.mergedInto ?? id) ?? { dots: 0, by_department: {} };
    const split = { ...sum.by_department };
    for (const [department, own] of Object.entries(by_department)) split[department] = (split[department] ?? 0) + own;
    sums.set(note.mergedInto ?? id, { dots: sum.dots + dots, by_department: split });
  }
  counted.set(view, sums);
  return sums;
}

/** The causes with dots, most dots first; equal ones in reading order (VOTE-10). */
export function ranking(view: BoardView): Standing[] {
  const sums = dots(view);
  const found = causes(view).flatMap((note): Standing[] => {
    const sum = sums.get(note.id);
    return sum && sum.dots > 0 ? [{ note, ...sum }] : [];
  });
  // Array sort is stable, so ties stay in reading order.
  return found.sort((a, b) => b.dots - a.dots);
}

export interface RatedCause {
  note: NoteView;
  result: RatingTally;
}

/**
 * The rated causes that stand for themselves, most important first, then most urgent, equal ones in reading order: the order in
 * which to talk about them.
 */
export function rated(view: BoardView): RatedCause[] {
  const tally = view.session.rating?.tally ?? {};
  const found = causes(view).flatMap((note): RatedCause[] => {
    const result = tally[note.id];
    return result ? [{ note, result }] : [];
  });
  return found.sort((a, b) => b.result.importance - a.result.importance || b.result.urgency - a.result.urgency);
}

/** The rated cause on which people disagree most; the first in reading order of several, none if all agree (RATE-5). */
export function mostDisputed(view: BoardView): NoteView | null {
  let most: { note: NoteView; disagreement: number } | null = null;
  for (const note of causes(view)) {
    const disagreement = view.session.rating?.tally?.[note.id]?.disagreement ?? 0;
    if (disagreement > (most?.disagreement ?? 0)) most = { note, disagreement };
  }
  return most?.note ?? null;
}
