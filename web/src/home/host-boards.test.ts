import { expect, it } from 'vitest';
import { fitting, isBare, type ListedBoard } from './host-boards.svelte';

const board = (id: string, title: string, more: Partial<ListedBoard> = {}): ListedBoard => ({
  id,
  title,
  state: 'new',
  archived: false,
  dates: {},
  counts: { people: 0, causes: 0, projects: 0 },
  late: 0,
  ...more,
});
const some = (late: number): Partial<ListedBoard> => ({ counts: { people: 3, causes: 9, projects: 2 }, late });
const BOARDS = [
  board('a', 'Dlaczego klienci czekają? Łódź'),
  board('b', 'Чому клієнти чекають?', some(1)),
  board('c', 'Why customers wait', { archived: true, ...some(2) }),
];
const ids = (found: ListedBoard[]): string => found.map(({ id }) => id).join('');

it('lists archived boards apart, and those with late projects', () => {
  expect(ids(fitting(BOARDS, 'current', ''))).toBe('ab');
  expect(ids(fitting(BOARDS, 'late', ''))).toBe('b');
  expect(ids(fitting(BOARDS, 'archived', ''))).toBe('c');
});

it('lists what will be gone soon together, archived or not', () => {
  const boards = [...BOARDS, board('d', 'Old', { expiring: true }), board('e', 'Older', { expiring: true, archived: true })];
  expect(ids(fitting(boards, 'expiring', ''))).toBe('de');
  expect(ids(fitting(boards, 'current', ''))).toBe('abd');
  expect(ids(fitting(boards, 'archived', ''))).toBe('ce');
});

it('finds every word of a title, whatever its case and marks', () => {
  for (const [search, found] of [
    ['KLIENCI lodz', 'a'],
    ['czekaja', 'a'],
    ['чекають', 'b'],
    ['klienci wait', ''],
    ['   ', 'ab'],
  ] as const)
    expect(ids(fitting(BOARDS, 'current', search)), search).toBe(found);
});

it('finds one of a thousand in a moment', () => {
  const many = Array.from({ length: 1000 }, (_, n) => board(String(n), `Dlaczego klienci czekają, spotkanie ${n}`));
  const from = performance.now();
  expect(ids(fitting(many, 'current', 'spotkanie 997'))).toBe('997');
  expect(performance.now() - from).toBeLessThan(100);
});

it('lets only a bare board be deleted without being archived', () => {
  expect(isBare(BOARDS[0]!)).toBe(true);
  expect(isBare(BOARDS[1]!)).toBe(false);
  expect(isBare(board('d', '', { state: 'finished' }))).toBe(false);
});
