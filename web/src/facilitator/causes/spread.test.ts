import { expect, test } from 'vitest';
import { board, note } from '../../../dev/boards';
import { spread } from './spread';

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
