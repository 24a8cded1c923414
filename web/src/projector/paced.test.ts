import { expect, test } from 'vitest';
import { covered, placesOf } from './paced';

test('places are shown from the last to the first, and equal ones together', () => {
  const rows = [9, 7, 7, 3, 1].map((dots) => ({ dots }));
  expect(placesOf(rows)).toBe(4);
  expect([0, 1, 2, 3, 4, 9].map((places) => covered(rows, places))).toEqual([5, 4, 3, 1, 0, 0]);
  expect(covered([], 0)).toBe(0);
});
