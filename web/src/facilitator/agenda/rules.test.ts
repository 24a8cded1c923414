import { expect, test } from 'vitest';
import { openedBones, ruled, withRight } from './rules';

const ALL = ['people', 'methods', 'machines'];

test('bones are closed and opened one by one, in the board’s order; all open is not said', () => {
  expect(openedBones(ALL, undefined, 'methods', false)).toEqual(['people', 'machines']);
  expect(openedBones(ALL, ['machines'], 'people', true)).toEqual(['people', 'machines']);
  expect(openedBones(ALL, ['people', 'machines'], 'methods', true)).toBeUndefined();
  expect(openedBones(ALL, ['people', 'gone'], 'machines', true)).toEqual(['people', 'machines']);
});

test('a right is chosen, and taken back to what the kind of activity says', () => {
  expect(withRight(undefined, 'move', 'any')).toEqual({ move: 'any' });
  expect(withRight({ move: 'any' }, 'add', 'none')).toEqual({ move: 'any', add: 'none' });
  expect(withRight({ move: 'any', add: 'none' }, 'move', '')).toEqual({ add: 'none' });
  expect(withRight({ add: 'none' }, 'add', '')).toBeUndefined();
  expect(withRight(null, 'add', '')).toBeUndefined();
});

test('an activity has rules of its own if it names bones or rights', () => {
  expect([{}, { branches: ['people'] }, { permissions: { add: 'none' as const } }].map(ruled)).toEqual([false, true, true]);
});
