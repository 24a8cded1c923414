import { expect, test } from 'vitest';
import { board, project } from '../../dev/boards';
import { isLate, standingOf } from './progress';
import { outcomes, reviewOf } from './review';

const TODAY = '2026-11-26';

test.each([
  [{ due: '2026-11-25' }, true],
  [{ due: '2026-11-26' }, false],
  [{ due: '' }, false],
  [{ due: 'soon' }, false],
  [{ due: '2026-11-25', status: 'done' }, false],
  [{ due: '2026-11-25', status: 'stopped' }, false],
  [{ due: '2026-11-25', status: 'running' }, true],
] as const)('prog_6: %j is late: %j', (of, late) => expect(isLate(project('p', of), TODAY)).toBe(late));

const moved = { project: 'p', at: 1, due: '2027-01-31', due_before: '2026-12-31' };

test.each([
  [{ status: 'done', due: '2026-01-01' }, 'done'],
  [{ due: '2026-01-01', progress: [moved] }, 'late'],
  [{ due: '2027-01-31', progress: [moved] }, 'moved'],
  [{ due: '2027-01-31', progress: [{ ...moved, due_before: undefined }] }, 'open'],
] as const)('%j stands as %s', (of, standing) =>
  expect(standingOf(project('p', { ...of, progress: [...('progress' in of ? of.progress : [])] }), TODAY)).toBe(standing),
);

test('a review names every promise, what is done first, with the first due day and the last word', () => {
  const promised = [
    { project: 'p1', title: 'Then', status: 'running' as const, due: '2026-12-31' },
    { project: 'p2', title: 'Done', status: 'done' as const, word: 'It works' },
    { project: 'p3', title: 'Gone', status: 'planned' as const },
  ];
  const said = [moved, { project: 'p1', at: 2, word: 'The vendor' }, { project: 'p1', at: 3, status: 'running' as const }];
  const here = project('p1', { title: 'Now', due: '2027-01-31', progress: said, person: 'Anna' });
  const reviewed = reviewOf(board({ projects: [here, project('p9')] }, { promised }), TODAY);
  expect(reviewed.map(({ id, title, outcome, dueFirst, word }) => [id, title, outcome, dueFirst, word])).toEqual([
    ['p2', 'Done', 'done', '', 'It works'],
    ['p1', 'Now', 'moved', '2026-12-31', 'The vendor'],
    ['p3', 'Gone', 'dropped', '', ''],
  ]);
  expect(outcomes(reviewed)).toEqual([
    { outcome: 'done', count: 1 },
    { outcome: 'moved', count: 1 },
    { outcome: 'dropped', count: 1 },
  ]);
});
