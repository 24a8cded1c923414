import { expect, test } from 'vitest';
import { board, NOW, timer } from '../../dev/boards';
import type { ActivityView, SessionView } from '../board/model';
import { sentences, signalWords, whatNext, type Wording } from './what-next';

const say = (key: string) => (values: { time?: string; title?: string } | string) =>
  `${key} ${typeof values === 'string' ? values : [values.time && 'at', values.title].filter(Boolean).join(' ')}`.trim();
const t = new Proxy({} as Wording['t'], {
  get: (_, key: string) => (['locked', 'last_minute', 'over'].includes(key) ? key : say(key)),
});
const s = { activity_vote: 'Vote' } as Wording['s'];
const wording: Wording = { t, s, language: 'en' };

function session(minutes: number, fields: Partial<ActivityView> = {}, more: Partial<SessionView> = {}): SessionView {
  const activities: ActivityView[] = [
    { id: 'a', kind: 'collect', title: 'A', minutes: 5, ...fields },
    { id: 'b', kind: 'vote', title: '', minutes: 5 },
  ];
  return board({}, { agenda: [{ title: '', activities }], activity: 'a', timer: timer(minutes), ...more }).session;
}

test('what happens at the end by itself is said with its time, else what comes then', () => {
  expect(whatNext(session(5), NOW, wording)).toBe('comes Vote');
  expect(whatNext(session(5, { at_end: 'lock' }), NOW, wording)).toBe('locks_at at');
  expect(whatNext(session(5, { at_end: 'next' }), NOW, wording)).toBe('goes_on_at at Vote');
  const vote = { id: 'v', open: true, revealed: false, voted: 0, eligible: 2, dots: 3, per_note: 1 };
  expect(whatNext(session(5, { at_end: 'lock' }, { vote }), NOW, wording)).toBe('vote_closes_at at');
});

test('after a deadline that goes on the next activity has begun, also before the server has said so', () => {
  expect(whatNext(session(0, { at_end: 'next' }), NOW, wording)).toBe('now Vote');
  expect(whatNext(session(-1, { at_end: 'next' }), NOW, wording)).toBe('comes Vote');
});

test('after a deadline that locks the board is locked, also before the server has said so', () => {
  expect(whatNext(session(-1, { at_end: 'lock' }, { locked: true }), NOW, wording)).toBe('locked');
  expect(whatNext(session(0, { at_end: 'lock' }), NOW, wording)).toBe('locked');
  // Unlocked by hand since.
  expect(whatNext(session(-1, { at_end: 'lock' }), NOW, wording)).toBe('comes Vote');
});

test('a sign says what it is and what comes, or what has begun by itself', () => {
  expect(signalWords({ signal: 'minute', activity: 'a' }, session(1), NOW, wording)).toEqual(['last_minute', 'comes Vote']);
  expect(signalWords({ signal: 'end', activity: 'a' }, session(0), NOW, wording)).toEqual(['over', 'comes Vote']);
  expect(signalWords({ signal: 'end', activity: 'a' }, session(5, {}, { activity: 'b' }), NOW, wording)).toEqual(['over', 'now Vote']);
  expect([sentences(['A', 'B']), sentences(['A', ''])]).toEqual(['A. B', 'A']);
});
