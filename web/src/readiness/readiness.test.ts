import { describe, expect, test } from 'vitest';
import { board, people } from '../../dev/boards';
import type { ActivityKind, SessionView } from '../board/model';
import { isAsked, peopleWork, readiness } from './readiness';

const session = (kind: ActivityKind, fields: Partial<SessionView> = {}): SessionView =>
  board({}, { activity: 'x', agenda: [{ title: '', activities: [{ id: 'x', kind, title: '', minutes: 5 }] }], ...fields }).session;
const open = { id: 'v', open: true, revealed: false, voted: 0, eligible: 2, dots: 3, per_note: 1 };

describe('people work', () => {
  test.each(['collect', 'silent', 'discuss', 'plan'] as const)('in %s, unless the board is locked', (kind) => {
    expect(peopleWork(session(kind))).toBe(true);
    expect(peopleWork(session(kind, { locked: true }))).toBe(false);
    expect(peopleWork(session(kind, { finished: true }))).toBe(false);
  });
  test.each(['welcome', 'understand', 'break', 'vote', 'prioritise', 'close'] as const)('in %s only under an open ballot', (kind) => {
    expect(peopleWork(session(kind, { locked: true }))).toBe(false);
    expect(peopleWork(session(kind, { locked: true, vote: open }))).toBe(true);
  });
  test('where their word begins the next activity', () => {
    const agenda = [
      { title: '', activities: [{ id: 'x', kind: 'understand' as const, title: '', minutes: 5, when_done: 'next' as const }] },
    ];
    expect(peopleWork(session('understand', { agenda, locked: true }))).toBe(true);
  });
  test('in no activity nobody is asked', () => {
    expect(peopleWork(board().session)).toBe(false);
  });
});

describe('how many are finished', () => {
  const ready = { done: 1, of: 3, by_department: { it: [1, 2], legal: [0, 1], sales: [0, 0] } as Record<string, [number, number]> };
  test('stands as the server counts it, in the board’s order of departments', () => {
    const found = readiness(board({ people: people(5) }, session('collect', { ready })));
    expect(found).toMatchObject({ done: 1, of: 3 });
    expect(found?.departments.map(({ department, done, of }) => [department.id, done, of])).toEqual([
      ['it', 1, 2],
      ['legal', 0, 1],
    ]);
  });
  test('is told by an older board without departments', () => {
    expect(readiness(board({ people: people(5) }, session('collect', { done: 2 })))).toEqual({ done: 2, of: 5, departments: [] });
  });
  test('is not told where nobody works', () => {
    expect(readiness(board({}, session('break', { locked: true, ready })))).toBeNull();
  });
});

test('somebody without a device is asked for a ballot only', () => {
  const seat = { id: 's', name: 'Ola', department: 'it', seat: true };
  expect(isAsked(session('collect'), seat)).toBe(false);
  expect(isAsked(session('collect'), { ...seat, seat: false })).toBe(true);
  expect(isAsked(session('vote', { locked: true, vote: open }), seat)).toBe(true);
});
