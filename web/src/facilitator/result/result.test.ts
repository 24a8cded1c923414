import { describe, expect, test } from 'vitest';
import { bones, people, board, project } from '../../../dev/boards';
import type { BoardView } from '../../board/model';
import { coverage, share } from '../people/coverage';
import { beginning, wholeBeginning } from '../../board/beginning';
import { rated, ranking } from '../../board/derived';
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
    [Array(20).fill(1), 20, 'more than twelve only if they are equal'],
    [[9, ...Array(14).fill(1)], 15, 'also where fewer than three are left'],
    [[9, 8, 7, ...Array(14).fill(1)], 3, 'and not where three are enough'],
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

describe('a ranking that does not fit', () => {
  const standing = (dots: number[], most: number) => {
    const { shown, tied, fewer } = beginning(ranking(voted(tallyOf(dots))), most);
    return [shown.map(({ dots }) => dots).join(' '), tied, fewer];
  };
  test.each([
    [Array(10).fill(2), 8, '2 2 2 2 2 2 2 2', 2, 0],
    [[5, 2, 2, 2, 1], 2, '5 2', 2, 1],
    [[5, 4, 3], 2, '5 4', 0, 1],
    [[5, 4], 3, '5 4', 0, 0],
    [[], 3, '', 0, 0],
  ])('%j cut after %i says how many more have as many dots', (dots, most, shown, tied, fewer) => {
    expect(standing(dots as number[], most)).toEqual([shown, tied, fewer]);
  });
  test('a list that can grow ends with a whole tie', () => {
    const all = ranking(voted(tallyOf([5, ...Array(14).fill(2), 1])));
    expect(wholeBeginning(all, 10)).toHaveLength(15);
    expect(wholeBeginning(all, 1)).toHaveLength(1);
  });
});

test('ratings are read from the most important down, equal ones in reading order, merged ones not', () => {
  const one = (importance: number, urgency: number) => {
    return { importance, urgency, disagreement: 0, ratings: 3, suggestion: null, by_department: {} };
  };
  const [a, b, c, d, e] = order.map(({ id }) => id) as [string, string, string, string, string];
  const tally = { [e]: one(4, 5), [d]: one(5, 2), [c]: one(5, 4), [b]: one(4, 5), [a]: one(4, 5), gone: one(5, 5) };
  const rating = { id: 'r', open: false, revealed: true, notes: [], rated: 3, complete: 3, eligible: 3, voted: 3, tally };
  const view = board({ branches, notes: new Map(order.map((note) => [note.id, note])) }, { rating });
  expect(rated(view).map(({ note }) => note.id)).toEqual([c, d, a, b, e]);
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
