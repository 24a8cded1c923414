import { expect, test } from 'vitest';
import { ApiError } from '../../api';
import type { ActivityView } from '../../board/model';
import { ends, troubleOf } from './moments';

const activity = (id: string): ActivityView => ({ id, kind: 'collect', title: id, minutes: 5 }) as ActivityView;

test('the ends of activities are offered, the latest first', () => {
  const agenda = [
    { title: '', starts_at: null, activities: [activity('a'), activity('b')] },
    { title: '', starts_at: null, activities: [activity('c')] },
  ];
  const runs = [
    { activity: 'a', from: 10, to: 20 },
    { activity: 'gone', from: 20, to: 25 },
    { activity: 'b', from: 25, to: 30 },
    { activity: 'a', from: 30, to: 40 },
    { activity: 'c', from: 40, to: null },
  ];
  expect(ends({ agenda, runs } as never).map(({ at, activity }) => [at, activity.id])).toEqual([
    [40, 'a'],
    [30, 'b'],
    [20, 'a'],
  ]);
  expect(ends({ agenda, runs: undefined } as never)).toEqual([]);
});

test('what does not come is told by what to do', () => {
  expect(troubleOf(new ApiError('too-early', 422, ''))).toBe('export_too_early');
  expect(troubleOf(new ApiError('too-late', 422, ''))).toBe('export_too_late');
  expect(troubleOf(new ApiError('busy', 503, ''))).toBe('export_busy');
  expect(troubleOf(new ApiError('network', 0, ''))).toBe('export_failed');
  expect(troubleOf(new Error('else'))).toBe('export_failed');
});
