import { expect, test } from 'vitest';
import { bones } from '../../../dev/boards';
import { asChoice, filtered, ofChoice } from './filter';

const branches = bones(9, (note, index) => ({
  ...note,
  list: index % 3 === 0 ? 'results' : null,
  owner: index === 4 ? 'it' : null,
  depth: 2,
}));
const ids = (choice: string) =>
  filtered(branches, ofChoice(choice))
    .flatMap(({ notes }) => notes.map(({ id }) => id))
    .sort()
    .join(' ');

test.each([
  ['list:results', 'n0 n3 n6'],
  ['owner:it', 'n4'],
  ['list:', 'n1 n2 n4 n5 n7 n8'],
  ['priority:now', ''],
])('%s shows %s', (choice, expected) => {
  expect(ids(choice)).toBe(expected);
  expect(asChoice(ofChoice(choice))).toBe(choice);
});

test('without a question everything is shown as it hangs', () => {
  expect(filtered(branches, ofChoice(''))).toBe(branches);
});

test('what fits stands at the margin, bones stay', () => {
  const shown = filtered(branches, ofChoice('list:results'));
  expect([shown.length, new Set(shown.flatMap(({ notes }) => notes.map(({ depth }) => depth)))]).toEqual([5, new Set([0])]);
});
