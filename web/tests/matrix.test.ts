import { expect, test } from 'vitest';
import { board, bones } from '../dev/boards';
import { ratedPoints } from '../src/projector/points';
import { place } from '../src/rating/matrix';

const point = (id: string, importance: number, urgency: number) => ({ id, label: id, importance, urgency, disagreement: 0 });

test('the matrix has its ends at its edges, and equal ratings side by side', () => {
  const placed = place([point('low', 1, 1), point('high', 5, 5), point('a', 3, 3), point('b', 3, 3)], 100, 10, 8);
  const at = Object.fromEntries(placed.map(({ id, x, y }) => [id, [x, y]]));
  expect([at.low, at.high]).toEqual([
    [10, 90],
    [90, 10],
  ]);
  expect([at.a, at.b]).toEqual([
    [46, 50],
    [54, 50],
  ]);
});

test('however many lie in a corner, none leaves the matrix', () => {
  for (const { x, y } of place(
    Array.from({ length: 30 }, (_, n) => point(`n${n}`, 5, 1)),
    100,
    9,
    7,
  ))
    expect([x >= 0 && x <= 100, y >= 0 && y <= 100]).toEqual([true, true]);
});

test('no halo is cut, however far people are apart and however many causes lie in one place', () => {
  const branches = bones(60);
  const notes = branches.flatMap((branch) => branch.notes);
  const tally = Object.fromEntries(
    notes.map(({ id }, index) => [
      id,
      {
        importance: [1, 5][index % 2]!,
        urgency: [1, 5, 5][index % 3]!,
        disagreement: index / 10,
        ratings: 3,
        suggestion: null,
        by_department: {},
      },
    ]),
  );
  const view = board({ branches });
  const points = ratedPoints({
    ...view,
    session: { ...view.session, rating: { id: 'r', open: false, revealed: true, notes: [], voted: 3, complete: 3, eligible: 3, tally } },
  });
  expect(points).toHaveLength(60);
  for (const { x, y, halo } of points) expect(Math.min(x, y, 100 - x, 100 - y), `${x} ${y}`).toBeGreaterThanOrEqual(halo);
});

test('the wall numbers rated causes in the order in which to talk about them, and names who is furthest apart', () => {
  const branches = bones(3);
  const [a, b, c] = branches.flatMap(({ notes }) => notes);
  const rated = (importance: number, urgency: number, disagreement = 0, by_department = {}) => ({
    importance,
    urgency,
    disagreement,
    ratings: 3,
    suggestion: null,
    by_department,
  });
  const far = { it: { importance: 1, urgency: 2 }, legal: { importance: 5, urgency: 5 }, sales: { importance: 3, urgency: 3 } };
  const tally = { [a!.id]: rated(3, 2), [b!.id]: rated(5, 1, 1.5, far), [c!.id]: rated(5, 4), gone: rated(5, 5) };
  const view = board({ branches, notes: new Map([a!, b!, c!].map((note) => [note.id, note])) });
  const points = ratedPoints({
    ...view,
    session: { ...view.session, rating: { id: 'r', open: false, revealed: true, notes: [], voted: 3, complete: 3, eligible: 3, tally } },
  });
  expect(points.map(({ id, number }) => [id, number])).toEqual([
    [c!.id, 1],
    [b!.id, 2],
    [a!.id, 3],
  ]);
  expect(points[1]!.apart.map(({ department }) => department.id)).toEqual(['it', 'legal']);
  expect(points[1]!.halo).toBeGreaterThan(points[0]!.halo);
});
