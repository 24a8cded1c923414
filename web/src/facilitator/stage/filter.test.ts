import { describe, expect, test } from 'vitest';
import { bones } from '../../../dev/boards';
import { asChoice, filtered, ofChoice, shown } from './filter';

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

describe('what is looked for', () => {
  const said = bones(3, (note, index) => ({
    ...note,
    text: ['Łączność z siecią zawodzi', 'Люди бояться, бо ґрунт хиткий', 'Сім’я чекає; Zażółć'][index]!,
    figure: index === 1 ? '312 skarg' : null,
    addressee: index === 2 ? 'Рада директорів' : null,
  }));
  test.each([
    ['lacznosc', 'n0'],
    ['ŁĄCZ siec', 'n0'],
    ['  zawodzi   łączność ', 'n0'],
    ['грунт', 'n1'],
    ['БОЯТЬСЯ', 'n1'],
    ['312', 'n1'],
    ["сім'я", 'n2'],
    ['zazolc', 'n2'],
    ['рада', 'n2'],
    ['łączność ґрунт', ''],
  ])('%s', (query, expected) => expect([...(shown(said, null, query) ?? [])].join(' ')).toBe(expected));

  test('nothing looked for narrows nothing; a filter and a search narrow together', () => {
    expect(shown(said, null, ' ')).toBeNull();
    expect(shown(branches, ofChoice('list:results'), 'n3')?.size ?? 0).toBeLessThanOrEqual(1);
    expect([...(shown(branches, ofChoice('list:results'), '') ?? [])].sort()).toEqual(['n0', 'n3', 'n6']);
  });
});
