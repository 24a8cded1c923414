import { expect, test } from 'vitest';
import { NOTHING, pick, standing, type How, type Picking } from './picking';

const order = ['a', 'b', 'c', 'd', 'e'];
const after = (...steps: [string, How?][]): string =>
  standing(order, steps.reduce<Picking>((before, [id, how = {}]) => pick(order, before, id, how), NOTHING).picked).join('');

test.each<[string, [string, How?][]]>([
  ['b', [['b']]],
  ['c', [['b'], ['c']]],
  ['bd', [['b'], ['d', { add: true }]]],
  ['d', [['b'], ['d', { add: true }], ['b', { add: true }]]],
  ['bcd', [['b'], ['d', { range: true }]]],
  ['bcd', [['d'], ['b', { range: true }]]],
  // The next range begins where the first one did.
  ['ab', [['b'], ['e', { range: true }], ['a', { range: true }]]],
  ['ade', [['a'], ['d', { add: true }], ['e', { range: true, add: true }]]],
  // Without a beginning a range is one cause.
  ['c', [['c', { range: true }]]],
])('%s', (expected, steps) => expect(after(...steps)).toBe(expected));

test('a range from a cause that is not in the list any more begins anew', () => {
  expect([...pick(order, { picked: new Set(['gone']), anchor: 'gone' }, 'c', { range: true }).picked]).toEqual(['c']);
  expect(standing(['c', 'a'], new Set(['a', 'gone', 'c']))).toEqual(['c', 'a']);
});
