import { expect, test } from 'vitest';
import { NOW } from '../../../dev/boards';
import { dayOf, momentOf, ofMoment, timeOfDay } from './calendar';

test('a moment is chosen part by part, and its day is one that the month has', () => {
  expect(ofMoment(momentOf(NOW))).toBe(NOW);
  const leap = { year: 2028, month: 1, day: 31, hour: 9, minute: 30 };
  expect(momentOf(ofMoment({ ...leap, month: 2 }))).toEqual({ ...leap, month: 2, day: 29 });
  expect(momentOf(ofMoment({ ...leap, year: 2027, month: 2 })).day).toBe(28);
});

test('a day is the same after it was shown, wherever the device is', () => {
  for (const day of ['2026-02-28', '2028-02-29', '2026-12-31', '2026-01-01']) expect(dayOf(timeOfDay(day))).toBe(day);
  expect([timeOfDay(null), timeOfDay(''), dayOf(null)]).toEqual([null, null, '']);
});
