import { expect, test } from 'vitest';
import { board, NOW, timer } from '../../dev/boards';
import type { ActivityView } from '../board/model';
import { byItself } from './by-itself';

function said(id: string, fields: Partial<ActivityView>, minutes: number | null = 5, finished = false) {
  const { session } = board();
  const agenda = [
    { title: 'One', activities: ['a1', 'a2'].map((id) => ({ id, kind: 'collect' as const, title: id, minutes: 10, ...fields })) },
  ];
  const now = { ...session, agenda, activity: id, timer: minutes === null ? null : timer(minutes), finished };
  return byItself(now, NOW).map(({ what, next }) => [what, next?.id ?? '']);
}

test('what happens at the end of the countdown is said while it is still to come', () => {
  expect(said('a1', {})).toEqual([]);
  expect(said('a1', { at_end: 'stay' })).toEqual([]);
  expect(said('a1', { at_end: 'lock' })).toEqual([['locks', '']]);
  expect(said('a1', { at_end: 'next' })).toEqual([['goes_on_at_end', 'a2']]);
  expect(said('a1', { at_end: 'lock' }, -1)).toEqual([]);
  expect(said('a1', { at_end: 'lock' }, null)).toEqual([]);
  expect(said('a1', { at_end: 'lock' }, 5, true)).toEqual([]);
});

test('after the last activity nothing goes on', () => {
  expect(said('a2', { at_end: 'next', when_done: 'next' })).toEqual([]);
  expect(said('a1', { at_end: 'lock', when_done: 'next' })).toEqual([
    ['locks', ''],
    ['goes_on_when_done', 'a2'],
  ]);
  expect(said('a1', { when_done: 'next' }, null)).toEqual([['goes_on_when_done', 'a2']]);
});
