import { describe, expect, test } from 'vitest';
import { NOW, timer } from '../../dev/boards';
import { isOvertaken, phaseOf, Signals, untilChange, type Signal } from './signals';

const at = (minutes: number, activity = 'a1') => ({ timer: timer(minutes), activity });
const SECOND = 1_000;

/** What is said when time goes by in steps of a quarter of a second. */
function listen(session: Parameters<Signals['next']>[0], seconds: number, signals = new Signals(), from = 0): [number, Signal][] {
  const said: [number, Signal][] = [];
  for (let t = from * SECOND; t <= (from + seconds) * SECOND; t += 250) {
    const signal = signals.next(session, NOW + t);
    if (signal) said.push([t / SECOND, signal]);
  }
  return said;
}

describe('a countdown', () => {
  test('is told once a minute before its end, and once at its end', () => {
    expect(listen(at(2), 300)).toEqual([
      [60, 'minute'],
      [120, 'end'],
    ]);
  });
  test('that was in its last minute, or over, when the page was opened is not told for what had passed', () => {
    expect(listen(at(0.5), 60)).toEqual([[30, 'end']]);
    expect(listen(at(-1), 60)).toEqual([]);
  });
  test('that is longer again is told again', () => {
    const signals = new Signals();
    expect(listen(at(2), 70, signals)).toEqual([[60, 'minute']]);
    expect(listen(at(5), 300, signals, 71)).toEqual([
      [240, 'minute'],
      [300, 'end'],
    ]);
  });
  test('that is made shorter is told at once', () => {
    const signals = new Signals();
    expect(listen(at(3), 1, signals)).toEqual([]);
    expect(listen(at(0.5), 10, signals, 2)).toEqual([[2, 'minute']]);
  });
  test('that stands still, or is none, is silent', () => {
    const signals = new Signals();
    expect(listen(at(1.5), 1, signals)).toEqual([]);
    expect(listen({ timer: { running: false, ends_at: null, remaining_ms: 30_000 }, activity: 'a1' }, 600, signals, 2)).toEqual([]);
    expect(listen({ timer: null, activity: 'a1' }, 600, signals, 700)).toEqual([]);
  });
  test('whose end begins the next activity is told also if that comes first', () => {
    const signals = new Signals();
    listen(at(2), 119, signals);
    expect(listen(at(10, 'a2'), 1, signals, 119.25)).toEqual([[119.25, 'end']]);
    // Not a second time, and not where the facilitator went on long before.
    expect(listen(at(20, 'a3'), 1, signals, 121)).toEqual([]);
  });
  test('that ended long ago, while the page slept, is not told any more', () => {
    const signals = new Signals();
    expect(listen(at(2), 1, signals)).toEqual([]);
    expect(listen(at(2), 1, signals, 3600)).toEqual([]);
  });
});

test('the phase, and when it changes', () => {
  expect([2, 1, 0.5, 0, -3].map((minutes) => phaseOf(at(minutes), NOW))).toEqual(['running', 'minute', 'minute', 'over', 'over']);
  expect([2, 1, -3].map((minutes) => untilChange(at(minutes), NOW))).toEqual([60_000, 60_000, null]);
  const still = { timer: { running: false, ends_at: null, remaining_ms: 30_000 }, activity: 'a1' };
  expect([phaseOf(still, NOW), untilChange(still, NOW)]).toEqual(['none', null]);
});

test.each([
  // The facilitator gives more time once it is up.
  ['end', 'a', 'running', true],
  ['end', 'a', 'minute', true],
  ['end', 'a', 'over', false],
  // The next activity began by itself: that the time is up stands a moment longer.
  ['end', 'b', 'running', false],
  ['minute', 'a', 'running', true],
  ['minute', 'a', 'minute', false],
  ['minute', 'a', 'none', false],
] as const)('a sign of the %s in %s while the time is %s is overtaken: %s', (signal, activity, phase, expected) => {
  expect(isOvertaken({ signal, activity: 'a' }, activity, phase)).toBe(expected);
});
