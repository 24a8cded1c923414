import { expect, test } from 'vitest';
import { project } from '../../dev/boards';
import { EMPTY_SESSION } from '../board/board-reader';
import { learnedUntil, teamOf } from './team';
import { traits } from './traits';

const board = {
  language: 'en',
  projects: [project('a', { competences: ['SQL', 'Law', 'Patience'] })],
  session: {
    ...EMPTY_SESSION,
    competences: ['law'],
    team: [
      { name: 'sql', needed: false },
      { name: 'LAW', has: ['ann'], learns: [{ name: 'Ann', until: '2027-01-01' }, { name: 'Bob', until: '2027-01-31' }, { name: 'Eve' }] },
    ],
  },
};

test('COMP-2: a competence is needed as it is said, or else as the projects say', () => {
  const rows = teamOf(board, '2027-01-31');
  expect(rows.map(({ name, needed, missing, expected }) => [name, needed, missing, expected])).toEqual([
    ['Law', true, false, true],
    ['Patience', true, true, false],
    ['SQL', false, false, false],
  ]);
});

test('COMP-3: who learns is late from the day after, unless they have it; the review has the late ones first', () => {
  const due = (today: string) => learnedUntil(teamOf(board, today), today).map(({ name, learned, late }) => [name, learned, late]);
  expect(due('2027-01-31')).toEqual([
    ['Ann', true, false],
    ['Bob', false, false],
  ]);
  expect(due('2027-02-01')).toEqual([
    ['Bob', false, true],
    ['Ann', true, false],
  ]);
});

test('COMP-2: there are ten traits in every language, none twice', () => {
  for (const language of ['en', 'pl', 'uk']) expect(new Set(traits(language)).size).toBe(10);
});
