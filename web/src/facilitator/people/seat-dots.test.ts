import { expect, test } from 'vitest';
import { board, bones, note } from '../../../dev/boards';
import { reachable } from './leading';
import { left, onBallot, refusal } from './seat-dots';

const RULES = { dots: 3, per_note: 2 };

test('the ballot holds every cause, or those that the vote names', () => {
  const view = board({ branches: bones(12, ({ id, branch }) => note(id, { branch })) });
  const ids = (notes?: string[]) => onBallot(view, { ...RULES, notes }).flatMap((bone) => bone.notes.map(({ id }) => id));
  expect(ids()).toHaveLength(12);
  expect(ids(['n3', 'gone'])).toEqual(['n3']);
  expect(onBallot(view, { ...RULES, notes: ['n3'] })).toHaveLength(1);
});

test('no more dots than were given out, and no more on one cause than are allowed', () => {
  expect([left({}, RULES), left({ a: 2 }, RULES), left({ a: 2, b: 2 }, RULES)]).toEqual([3, 1, 0]);
  expect(refusal({ a: 1 }, RULES, 'a')).toBe(null);
  expect(refusal({ a: 2 }, RULES, 'a')).toBe('enough');
  expect(refusal({ a: 2, b: 1 }, RULES, 'b')).toBe('none_left');
});

test('a link has the address by which people join', () => {
  expect(reachable('http://localhost:8080/board/b#secret', { link: 'http://192.168.1.20:8080/join#K7MQ2X' })).toBe(
    'http://192.168.1.20:8080/board/b#secret',
  );
  expect(reachable('http://localhost:8080/board/b#secret', { link: null })).toBe('http://localhost:8080/board/b#secret');
});
