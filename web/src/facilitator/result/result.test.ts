import { describe, expect, test } from 'vitest';
import { bones, people, board, project } from '../../../dev/boards';
import type { BoardView } from '../../board/model';
import { coverage, share } from '../people/coverage';
import { ranking } from '../../board/derived';
import { ranked } from '../../rating/priority';
import { suggestedShortlist } from './shortlist';

const branches = bones(30);
const order = branches.flatMap(({ notes }) => notes);
const voted = (tally: Record<string, { dots: number; by_department: Record<string, number> }>): BoardView => {
  const vote = { id: 'v', open: false, revealed: true, dots: 9, per_note: 9, voted: 1, eligible: 1, tally };
  return board({ branches, notes: new Map(order.map((note) => [note.id, note])) }, { vote });
};
const tallyOf = (dots: number[]) => Object.fromEntries(dots.map((count, i) => [`n${i}`, { dots: count, by_department: {} }]));

describe('the suggested short list', () => {
  test.each([
    [[7, 4, 3, 3, 3, ...Array(10).fill(2), 1, 1, 1, 1, 1], 5, 'a tie that would make it too long stays out'],
    [[9, 1, 1], 3, 'never fewer than three'],
    [[4], 1, 'unless fewer have dots'],
    [[5, 5, 5, 5, 1], 4, 'ties stay together'],
    [Array(20).fill(1), 12, 'never more than twelve'],
    [[], 0, 'no dots, no list'],
  ])('%j gives %i: %s', (dots, count) => {
    expect(suggestedShortlist(voted(tallyOf(dots as number[])))).toHaveLength(count as number);
  });
  test('a cause without dots, or gone from the board, is not in it', () => {
    expect(suggestedShortlist(voted({ gone: { dots: 9, by_department: {} }, n1: { dots: 0, by_department: {} } }))).toEqual([]);
  });
  test('equal causes stand in the order of the bones', () => {
    const all = Object.fromEntries(order.map(({ id }) => [id, { dots: 1, by_department: {} }]));
    expect(ranking(voted(all)).map(({ note }) => note.id)).toEqual(order.map(({ id }) => id));
  });
});

test('ratings are read from the most important down', () => {
  const rated = (importance: number, urgency: number) => ({
    importance,
    urgency,
    disagreement: 0,
    ratings: 3,
    suggestion: null,
    by_department: {},
  });
  expect(ranked({ a: rated(4, 5), b: rated(5, 2), c: rated(5, 4) }).map(({ id }) => id)).toEqual(['c', 'b', 'a']);
});

test('coverage names the departments that nobody came from', () => {
  const { present, missing, elsewhere } = coverage(board({ people: people(8).set('x', { id: 'x', name: 'X', department: 'gone' }) }));
  expect(present.map(({ department, people }) => [department.id, people.length])).toEqual([
    ['analysis', 2],
    ['marketing', 2],
    ['customer-service', 1],
    ['it', 1],
    ['legal', 1],
    ['sales', 1],
  ]);
  expect(missing.map(({ id }) => id)).toEqual(['back-office']);
  expect(elsewhere.map(({ id }) => id)).toEqual(['x']);
});

test('a department’s share counts what it wrote and what it owns', () => {
  const view = board({
    branches: bones(12, (note, index) => ({ ...note, owner: index === 0 ? 'it' : null })),
    projects: [project('p', { owner: 'it' })],
  });
  expect([share(view, 'it'), share(view, 'back-office')]).toEqual([
    { wrote: 2, owns: 2 },
    { wrote: 0, owns: 0 },
  ]);
});
