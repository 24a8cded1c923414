import { describe, expect, test } from 'vitest';
import { board, bones } from '../../../dev/boards';
import type { BoardView, NoteId } from '../../board/model';
import { ballots, firstPlaces, nextRound, opening } from './round';

const branches = bones(12);
const order = branches.flatMap(({ notes }) => notes);
const view: BoardView = board({ branches, notes: new Map(order.map((note) => [note.id, note])) }, {});
const ids = (at: number): NoteId[] => branches[at]!.notes.map(({ id }) => id);
const DOTS = { dots: 5, per_note: 2 };

describe('what a vote may be about', () => {
  test('one bone, what the list is narrowed to, the short list; never nothing', () => {
    const department = order[0]!.department;
    const offered = ballots(view, { field: 'department', value: department }, ['n1', 'gone']);
    expect(offered.get('filter')).toEqual(order.filter((note) => note.department === department).map(({ id }) => id));
    expect(offered.get('shortlist')).toEqual(['n1']);
    const full = branches.filter(({ notes }) => notes.length > 0);
    expect([...offered.keys()]).toEqual(['filter', 'shortlist', ...full.map(({ id }) => `bone:${id}`)]);
    expect(offered.get(`bone:${branches[0]!.id}`)).toEqual(ids(0));
    const empty = board({ branches: branches.map((branch) => ({ ...branch, notes: [] })) }, {});
    expect(ballots(empty, { field: 'owner', value: 'it' }, ['n1']).size).toBe(0);
  });
});

describe('the command that opens it', () => {
  test('says what was chosen and leaves out what was not', () => {
    expect(opening(DOTS, nextRound(null), new Map())).toEqual({ do: 'open_vote', ...DOTS, by_department: 'groups' });
    const round = { ...nextRound('v1', 'hidden'), name: '  Run-off ', on: 'filter' };
    expect(opening(DOTS, round, new Map([['filter', ['n1']]]))).toEqual({
      do: 'open_vote',
      ...DOTS,
      by_department: 'hidden',
      name: 'Run-off',
      notes: ['n1'],
    });
  });
  test('is about every cause when the filter was taken off, or the name is blank', () => {
    const said = opening(DOTS, { ...nextRound(null), name: '  ', on: 'filter' }, new Map());
    expect(said).not.toHaveProperty('notes');
    expect(said).not.toHaveProperty('name');
  });
});

test('board VOTE-10: the first places of an earlier round are whole ties, and not those of the present vote', () => {
  const round = (dots: number[]) => ({
    id: 'v',
    open: false,
    revealed: true,
    dots: 5,
    per_note: 5,
    voted: 3,
    eligible: 3,
    tally: Object.fromEntries(dots.map((count, at) => [order[at]!.id, { dots: count, by_department: {} }])),
  });
  const now = { ...view, session: { ...view.session, vote: round([0, 0, 0, 0, 0, 9]) } };
  expect(firstPlaces(now, round([5, 4, 2, 2, 2, 1])).map(({ dots }) => dots)).toEqual([5, 4, 2, 2, 2]);
  expect(firstPlaces(now, round([]))).toEqual([]);
});
