import { expect, it } from 'vitest';
import { checklist, pointBack, USUAL, type Point } from './checklist';

const OWN: Point = { id: 'c1', text: 'Bring the survey', done: false };

it('has every usual point and those that facilitators added', () => {
  const items = checklist([{ id: 'room', text: '', done: true }, OWN], new Set(['effect']));
  expect(items.map(({ id }) => id)).toEqual([...USUAL, 'c1']);
  expect(items.filter(({ done }) => done).map(({ id }) => id)).toEqual(['effect', 'room']);
  expect(items.find(({ id }) => id === 'effect')?.seen).toBe(true);
  expect(items.find(({ id }) => id === 'room')?.seen).toBe(false);
  expect(items.at(-1)).toEqual({ ...OWN, seen: false });
});

it('leaves out what is not asked of a board', () => {
  expect(checklist([], new Set(), ['effect']).map(({ id }) => id)).toEqual(['effect']);
});

it.each([
  [
    'a tick',
    { do: 'set_point', point: 'room', done: true },
    [],
    [{ id: 'room', text: '', done: true }],
    { do: 'set_point', point: 'room', done: false },
  ],
  ['a new point', { do: 'set_point', point: 'c1', text: 'Bring the survey' }, [], [OWN], { do: 'set_point', point: 'c1', text: '' }],
  [
    'a removal',
    { do: 'set_point', point: 'c1', text: '' },
    [{ ...OWN, done: true }],
    [],
    { do: 'set_point', point: 'c1', text: 'Bring the survey', done: true },
  ],
  [
    'other words',
    { do: 'set_point', point: 'c1', text: 'Print it' },
    [OWN],
    [{ ...OWN, text: 'Print it' }],
    { do: 'set_point', point: 'c1', text: 'Bring the survey', done: false },
  ],
] as const)('%s is taken back as long as nobody changed it since', (_, command, before, after, back) => {
  let now: readonly Point[] = after;
  const taking = pointBack(command, before, () => now);
  expect(taking.back).toEqual([back]);
  expect(taking.stands({} as never)).toBe(true);
  now = [{ id: command.point, text: 'Another one', done: false }];
  expect(taking.stands({} as never)).toBe(false);
});
