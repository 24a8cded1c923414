import { expect, test } from 'vitest';
import { AGENDA, NOW, timer } from '../../../dev/boards';
import * as agenda from './agenda';

const ids = (meetings: agenda.Meeting[]) => meetings.map(({ activities }) => activities.map(({ id }) => id).join(' '));
const start = ['a1 a2 a3 a4 a5 a6', 'a7 a8 a9 a10'];

test('segments of a meeting are as wide as their minutes', () => {
  const [first] = agenda.segments(AGENDA, 'a3', timer(7.5), NOW);
  expect(first?.reduce((sum, { width }) => sum + width, 0)).toBeCloseTo(1);
  expect(first?.map(({ width }) => width * 125)).toEqual([10, 20, 30, 15, 5, 45]);
  expect(first?.map(({ state }) => state[1]).join('')).toBe('aaruuu');
  expect(first?.map(({ filled }) => filled)).toEqual([1, 1, 0.75, 0, 0, 0]);
});

test('only the present segment runs over', () => {
  const all = agenda.segments(AGENDA, 'a7', timer(-2), NOW).flat();
  expect(all.filter(({ overrun }) => overrun > 0).map(({ activity, overrun }) => [activity.id, overrun])).toEqual([['a7', 120_000]]);
});

test('an extended timer never fills backwards', () => {
  const [first] = agenda.segments(AGENDA, 'a1', timer(25), NOW);
  expect(first?.[0]?.filled).toBe(0);
});

test('a paused timer stands still', () => {
  expect(agenda.remaining({ running: false, ends_at: null, remaining_ms: 5_000 }, NOW + 1e9)).toBe(5_000);
});

test('the end of a meeting counts what is left and what comes', () => {
  expect(agenda.untilEnd(AGENDA, 'a5', timer(3), NOW)).toBe(48 * 60_000);
  expect(agenda.untilEnd(AGENDA, null, null, NOW)).toBe(125 * 60_000);
});

test('what follows crosses into the next meeting and ends with the last', () => {
  expect(agenda.following(AGENDA, 'a6')).toMatchObject({ activity: { id: 'a7' }, place: { meeting: 1, index: 0 } });
  expect(agenda.following(AGENDA, 'a10')).toBeNull();
  expect(agenda.following([{ title: '', activities: [] }, ...AGENDA], null)?.activity.id).toBe('a1');
});

test.each([
  ['a1', { meeting: 0, index: 2 }, ['a2 a1 a3 a4 a5 a6', start[1]]],
  ['a3', { meeting: 0, index: 0 }, ['a3 a1 a2 a4 a5 a6', start[1]]],
  ['a3', { meeting: 0, index: 6 }, ['a1 a2 a4 a5 a6 a3', start[1]]],
  ['a3', { meeting: 1, index: 1 }, ['a1 a2 a4 a5 a6', 'a7 a3 a8 a9 a10']],
  ['a3', { meeting: 7, index: 0 }, start],
  ['gone', { meeting: 0, index: 0 }, start],
])('%s is put before %j', (id, to, expected) => {
  expect(ids(agenda.moveTo(AGENDA, id, to))).toEqual(expected);
});

test.each([
  ['a2', 1, ['a1 a3 a2 a4 a5 a6', start[1]]],
  ['a2', -1, ['a2 a1 a3 a4 a5 a6', start[1]]],
  ['a6', 1, ['a1 a2 a3 a4 a5', 'a6 a7 a8 a9 a10']],
  ['a7', -1, ['a1 a2 a3 a4 a5 a6 a7', 'a8 a9 a10']],
  ['a1', -1, start],
  ['a10', 1, start],
] as const)('a key moves %s by %i', (id, step, expected) => {
  expect(ids(agenda.moveBy(AGENDA, id, step))).toEqual(expected);
});

test('minutes stay within bounds', () => {
  const minutes = (wanted: number) => agenda.resize(AGENDA, 'a1', wanted)[0]?.activities[0]?.minutes;
  expect([minutes(-4), minutes(12.4), minutes(9999)]).toEqual([1, 12, 240]);
});

test('a new activity has an id of its own', () => {
  const without = agenda.remove(AGENDA, 'a4');
  const more = agenda.add(agenda.add(without, 0, { kind: 'break', title: 'x', minutes: 5 }), 1, { kind: 'break', title: 'y', minutes: 5 });
  const all = more.flatMap(({ activities }) => activities.map(({ id }) => id));
  expect(new Set(all).size).toBe(all.length);
});

test('meetings are added, renamed and removed', () => {
  const three = agenda.renameMeeting(agenda.addMeeting(AGENDA, 'III'), 2, 'IV');
  expect(three.map(({ title }) => title)).toEqual(['Spotkanie 1', 'Spotkanie 2', 'IV']);
  expect(agenda.removeMeeting(three, 2)).toEqual(AGENDA);
});
