import { expect, test } from 'vitest';
import { board, note } from '../../dev/boards';
import { spread, spreadForAll } from './spread';

test('every cause is counted once, on its bone and for its department; who is here and wrote nothing is seen', () => {
  const bone = (id: string, from: (string | null)[]) => ({
    id,
    title: id,
    question: '',
    order: id,
    notes: from.map((department, at) => note(`${id}${at}`, { branch: id, department })),
  });
  const { columns, rows, sums } = spread({
    ...board(),
    branches: [bone('people', ['it', 'it', 'sales', null]), bone('methods', []), bone('machines', ['sales'])],
    people: new Map([['p', { id: 'p', name: 'Ewa', department: 'legal' }]]),
  });
  expect(columns).toEqual(['it', 'legal', 'sales', null]);
  expect(rows.map(({ counts, sum }) => [...counts, sum].join(' '))).toEqual(['2 0 1 1 4', '0 0 0 0 0', '0 0 1 0 1']);
  expect(sums).toEqual([2, 0, 2, 1]);
});

const told = (sealed_departments: 'all' | 'large' | 'none', from: (string | null)[]) => {
  const notes = from.map((department, at) => note(`n${at}`, { branch: 'people', department }));
  const people = ['it', 'it', 'it', 'legal', 'sales', 'sales'].map(
    (department, at) => [`p${at}`, { id: `p${at}`, name: 'Ewa', department }] as const,
  );
  const view = board(
    { branches: [{ id: 'people', title: '', question: '', order: 'a', notes }], people: new Map(people) },
    { sealed_departments },
  );
  const { columns, rows, sums } = spreadForAll(view);
  return [columns.map((id) => id ?? '-').join(' '), rows[0]!.counts.join(' '), sums.join(' '), rows[0]!.sum].join(' | ');
};

test('where hidden causes name no small department, its zero does not tell whose they are', () => {
  expect(told('large', ['it', 'sales', null, null])).toBe('it - | 1 3 | 1 3 | 4');
  // Nothing is hidden in this: every cause names its department on the fish as well.
  expect(told('large', ['it', 'sales'])).toBe('it legal sales | 1 0 1 | 1 0 1 | 2');
  expect(told('all', ['it', 'sales', null])).toBe('it legal sales - | 1 0 1 1 | 1 0 1 1 | 3');
  expect(told('none', ['it', 'sales', null])).toBe(' |  |  | 3');
});
