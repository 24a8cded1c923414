import { expect, test } from 'vitest';
import { AGENDA, NOW } from '../../../dev/boards';
import { calendar, dayOf, hasDates, momentOf, ofMoment, timeOfDay } from './calendar';

const board = { id: 'b1', title: 'Warsztat; CX, część', effect: 'Skutek', link: 'http://192.168.1.20:8080/join#K7MQ2X' };
const dated = AGENDA.map((meeting, index) => ({ ...meeting, starts_at: index === 1 ? NOW : null }));

test('only meetings with a date are events, as long as their activities', () => {
  const text = calendar({ ...board, meetings: dated }, NOW);
  expect(text.match(/BEGIN:VEVENT/g)).toHaveLength(1);
  expect(text).toContain('DTSTART:20261121T090000Z\r\nDTEND:20261121T105500Z\r\n');
  expect(text).toContain('SUMMARY:Warsztat\\; CX\\, część: Spotkanie 2\r\n');
  expect([hasDates(AGENDA), hasDates(dated)]).toEqual([false, true]);
});

test('no line is longer than 75 bytes, and folding loses nothing', () => {
  const long = 'Najniezrozumialsze współodpowiedzialności 🐟 '.repeat(9);
  const text = calendar({ ...board, effect: long, meetings: dated }, NOW);
  for (const line of text.split('\r\n')) expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75);
  expect(text.replaceAll('\r\n ', '')).toContain(long.trim());
});

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
