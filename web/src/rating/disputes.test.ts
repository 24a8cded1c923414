import { describe, expect, test } from 'vitest';
import { board, bones, note } from '../../dev/boards';
import type { RatingTally, RatingView } from '../board/model';
import { before, change, disputes, farthest, moved } from './disputes';

const side = (importance: number, urgency: number) => ({ importance, urgency, disagreement: 0, ratings: 3 });
const result = (disagreement: number, by_department: RatingTally['by_department'] = {}, [importance, urgency] = [3, 3]): RatingTally => ({
  importance: importance!,
  urgency: urgency!,
  disagreement,
  ratings: 6,
  suggestion: 'later',
  by_department,
});
const round = (id: string, tally: RatingView['tally']): RatingView => ({
  id,
  open: false,
  revealed: tally !== undefined,
  notes: ['n0', 'n1', 'n2'],
  voted: 6,
  complete: 6,
  eligible: 6,
  tally,
});

function at(rating: RatingView, ratings?: RatingView[]) {
  const notes = ['n0', 'n1', 'n2'].map((id) => note(id, { branch: 'b' }));
  const branches = [{ ...bones(1)[0]!, id: 'b', notes }];
  return board({ branches, notes: new Map(notes.map((one) => [one.id, one])) }, { rating, ratings });
}

describe('what to talk about', () => {
  test('is what is disputed, most first, equal ones in reading order', () => {
    const view = at(round('r', { n0: result(1), n1: result(0.99), n2: result(2) }));
    expect(disputes(view).map((one) => one.note.id)).toEqual(['n2', 'n0']);
    expect(disputes(at(round('r', { n0: result(1.5), n2: result(1.5) }))).map((one) => one.note.id)).toEqual(['n0', 'n2']);
    expect(disputes(at(round('r', undefined)))).toEqual([]);
  });
  test('names the two departments that are farthest apart on both axes together', () => {
    const view = at(round('r', {}));
    const [a, b, c] = view.departments.map(({ id }) => id);
    const by = { [a!]: side(5, 4), [b!]: side(4, 1), [c!]: side(1, 1), others: side(1, 5) };
    expect(farthest(view, { by_department: by }).map((one) => one.department.id)).toEqual([a, c]);
  });
  test('names nobody where no two departments are told, or all say the same', () => {
    const view = at(round('r', {}));
    const [a, b] = view.departments.map(({ id }) => id);
    expect(farthest(view, { by_department: {} })).toEqual([]);
    expect(farthest(view, { by_department: { [a!]: side(5, 1), others: side(1, 5) } })).toEqual([]);
    expect(farthest(view, { by_department: { [a!]: side(5, 1), [b!]: side(5, 1) } })).toEqual([]);
  });
});

describe('rated again', () => {
  test('what a cause got before is of the last round that had it', () => {
    const rounds = [
      round('r1', { n0: result(0, {}, [1, 1]), n1: result(0, {}, [2, 2]) }),
      round('r2', { n0: result(0, {}, [5, 5]) }),
      // Opened, and taken the place of before it was shown.
      round('r3', undefined),
    ];
    const { session } = at(round('r4', { n0: result(1), n1: result(1), n2: result(1) }), rounds);
    const found = before(session);
    expect([...found].map(([id, { importance }]) => [id, importance])).toEqual([
      ['n0', 5],
      ['n1', 2],
    ]);
    expect(before(at(round('r', { n0: result(1) })).session).size).toBe(0);
  });
  test('only what differs has moved, and is told with what it was', () => {
    expect(moved(undefined, side(1, 1))).toBe(false);
    expect(moved(side(1, 1), side(1, 1))).toBe(false);
    expect(moved(side(1, 2), side(1, 1))).toBe(true);
    expect([undefined, 3, 4].map((was) => change(String, was, 4))).toEqual(['4', '3 → 4', '4']);
  });
});
