import { describe, expect, test } from 'vitest';
import { board, bones } from '../../../dev/boards';
import type { BoardView, NoteId } from '../../board/model';
import { shown } from '../stage/filter';
import { ballots, firstPlaces, nextRound, opening, unverified } from './round';

const branches = bones(12);
const order = branches.flatMap(({ notes }) => notes);
const view: BoardView = board({ branches, notes: new Map(order.map((note) => [note.id, note])) }, {});
const ids = (at: number): NoteId[] => branches[at]!.notes.map(({ id }) => id);
const DOTS = { dots: 5, per_note: 2 };

describe('what a vote may be about', () => {
  test('one bone, what the list is narrowed to, the short list; never nothing', () => {
    const department = order[0]!.department;
    const narrowed = shown(branches, { field: 'department', value: department }, '');
    const offered = ballots(view, { shown: narrowed, shortlist: ['n1', 'gone'], chosen: ['n2', 'gone', 'n0'] });
    expect(offered.get('filter')).toEqual(order.filter((note) => note.department === department).map(({ id }) => id));
    expect(offered.get('shortlist')).toEqual(['n1']);
    expect(offered.get('chosen')).toEqual(['n2', 'n0']);
    const full = branches.filter(({ notes }) => notes.length > 0);
    const levels = [...new Set(order.map(({ depth }) => depth))].sort();
    const level = levels.length > 1 ? levels.map((depth) => `level:${depth}`) : [];
    expect([...offered.keys()]).toEqual(['filter', 'chosen', 'shortlist', ...level, ...full.map(({ id }) => `bone:${id}`)]);
    expect(offered.get(`bone:${branches[0]!.id}`)).toEqual(ids(0));
    const under = board(
      { branches: [{ ...branches[0]!, notes: [order[0]!, { ...order[1]!, depth: 1 }, { ...order[2]!, depth: 0 }] }] },
      {},
    );
    const byLevel = ballots(under, { shown: null, shortlist: [], chosen: [] });
    expect([byLevel.get('level:0'), byLevel.get('level:1')]).toEqual([[order[0]!.id, order[2]!.id], [order[1]!.id]]);
    const empty = board({ branches: branches.map((branch) => ({ ...branch, notes: [] })) }, {});
    expect(ballots(empty, { shown: new Set(), shortlist: ['n1'], chosen: ['n1'] }).size).toBe(0);
  });
});

describe('the command that opens it', () => {
  test('says what was chosen and leaves out what was not', () => {
    expect(opening(view, DOTS, nextRound(null), new Map())).toEqual({ do: 'open_vote', ...DOTS, by_department: 'groups' });
    const round = { ...nextRound('v1', 'hidden'), name: '  Run-off ', on: 'filter' };
    expect(opening(view, DOTS, round, new Map([['filter', ['n1']]]))).toEqual({
      do: 'open_vote',
      ...DOTS,
      by_department: 'hidden',
      name: 'Run-off',
      notes: ['n1'],
    });
  });
  test('is about every cause when the filter was taken off, or the name is blank', () => {
    const said = opening(view, DOTS, { ...nextRound(null), name: '  ', on: 'filter' }, new Map());
    expect(said).not.toHaveProperty('notes');
    expect(said).not.toHaveProperty('name');
  });
});

describe('what is still to be verified', () => {
  const verify = bones(12, (note, index) => ({ ...note, evidence: index % 4 === 0 ? ('verify' as const) : null }));
  const notes = verify.flatMap((branch) => branch.notes);
  const doubtful = board({ branches: verify, notes: new Map(notes.map((note) => [note.id, note])) }, {});
  const open = notes.filter(({ evidence }) => evidence === 'verify').map(({ id }) => id);
  const on = (notes: string[]) => new Map([['filter', notes]]);

  test('is counted on the ballot that was chosen, and left out only if that is wanted', () => {
    const round = { ...nextRound(null), on: 'filter' };
    expect(unverified(doubtful, round, on(['n0', 'n1', 'n4']))).toEqual(['n0', 'n4']);
    expect(unverified(doubtful, nextRound(null), on(['n0'])).sort()).toEqual([...open].sort());
    expect(opening(doubtful, DOTS, round, on(['n0', 'n1'])).notes).toEqual(['n0', 'n1']);
    expect(opening(doubtful, DOTS, { ...round, verified: true }, on(['n0', 'n1'])).notes).toEqual(['n1']);
  });
  test('left out of every cause leaves the others', () => {
    const { notes: left } = opening(doubtful, DOTS, { ...nextRound(null), verified: true }, new Map());
    expect([left?.length, left?.some((id) => open.includes(id))]).toEqual([9, false]);
  });
  test('stays where nothing else would be on the ballot, and where there is none all are on it', () => {
    const round = { ...nextRound(null), on: 'filter', verified: true };
    expect(opening(doubtful, DOTS, round, on(['n0', 'n4'])).notes).toEqual(['n0', 'n4']);
    expect(opening(view, DOTS, { ...nextRound(null), verified: true }, new Map())).not.toHaveProperty('notes');
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
