import { expect, test } from 'vitest';
import { board, NOW } from '../../../dev/boards';
import { course, sum } from './course';

const MINUTE = 60_000;
const run = (activity: string, from: number, to?: number) => ({
  activity,
  from: NOW + from * MINUTE,
  ...(to === undefined ? {} : { to: NOW + to * MINUTE }),
});
const runs = [run('a1', 0, 12), run('a2', 12, 30), run('gone', 30, 31), run('a1', 31, 33), run('a3', 33)];

test('what each activity took stands beside what it was planned for; of several runs the sum', () => {
  const all = course(board({}, { runs, activity: 'a3' }).session, NOW + 40 * MINUTE);
  expect(all.slice(0, 4).map(({ activity, planned, actual, running }) => [activity.id, planned, actual, running])).toEqual([
    ['a1', 10, 14, false],
    ['a2', 20, 18, false],
    ['a3', 30, 7, true],
    ['a4', 15, null, false],
  ]);
  // What runs is not yet compared.
  expect(sum(all)).toEqual({ planned: 30, actual: 32 });
});

test('an older board tells no runs, and a finished one has none under way', () => {
  expect(course(board({}, { activity: 'a1' }).session, NOW).every(({ actual }) => actual === null)).toBe(true);
  const finished = course(board({}, { runs, activity: 'a3', finished: true }).session, NOW + 400 * MINUTE);
  expect(finished[2]).toMatchObject({ actual: null, running: false });
});
