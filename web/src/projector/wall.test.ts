import { expect, test } from 'vitest';
import { activity, board, bones } from '../../dev/boards';
import type { BoardView, SessionView } from '../board/model';
import { optionOf, wish } from '../facilitator/stage/wall-options';
import { sceneOf } from './scene';
import { counting, FIRST_CHOICE, momentOf, wallChoice, wallShows, type WallChoice } from './wall';

const ballot = { id: 'v', open: false, revealed: true, dots: 5, per_note: 2, voted: 1, eligible: 3, tally: {} };
const rated = { id: 'r', open: false, revealed: true, notes: [], voted: 1, complete: 1, eligible: 3, tally: {} };

function at(session: Partial<SessionView> = {}): BoardView {
  return board({ branches: bones(20) }, { activity: 'a6', vote: ballot, rating: rated, ...session });
}
function chosen(view: BoardView, choice: Partial<WallChoice>): WallChoice {
  return { ...FIRST_CHOICE, during: momentOf(view.session), ...choice };
}

test.each([
  ['auto', 'fish'],
  ['fish', 'fish'],
  ['agenda', 'agenda'],
  ['coverage', 'coverage'],
  ['votes', 'votes'],
  ['matrix', 'matrix'],
  ['projects', 'projects'],
  ['black', 'black'],
] as const)('with %s chosen while people discuss, the wall shows %s', (picture, scene) => {
  const view = at();
  expect(sceneOf(view, chosen(view, { picture }))).toBe(scene);
});

test('a chosen cause is shown on the fish, one that is gone is not', () => {
  const view = at({ activity: 'a1' });
  expect(sceneOf(view, chosen(view, { picture: 'cause', note: 'n3' }))).toBe('fish');
  expect(sceneOf(view, chosen(view, { picture: 'cause', note: 'gone' }))).toBe('opening');
});

test('words at the end can be chosen once they are shown, also when the workshop is finished', () => {
  const said = (revealed: boolean) => at({ finished: true, words: { said: 2, revealed } });
  expect(sceneOf(said(true))).toBe('closing');
  expect(sceneOf(said(true), chosen(said(true), { picture: 'words' }))).toBe('words');
  expect(sceneOf(said(false), chosen(said(false), { picture: 'words' }))).toBe('closing');
});

test('a chosen fact and the question about it are left when the workshop goes on; without facts there is nothing to choose', () => {
  const view = { ...at(), facts: { f1: { target: 1 }, f2: { target: 2 } } };
  const choice = chosen(view, { picture: 'facts', fact: 'f2', question: 2 });
  expect(sceneOf(view, choice)).toBe('facts');
  expect(wallChoice([{ clientId: 1, user: null, state: { wall: choice } }])).toMatchObject({ fact: 'f2', question: 2 });
  expect(counting({ ...view.session, activity: 'a3' }, choice)).toMatchObject({ picture: 'auto', fact: null, question: 0 });
  expect(sceneOf(at(), chosen(at(), { picture: 'facts' }))).toBe('fish');
});

test('a result that is not revealed is on no wall', () => {
  const view = at({ vote: { ...ballot, revealed: false }, rating: null });
  for (const picture of ['votes', 'matrix'] as const) expect(sceneOf(view, chosen(view, { picture }))).toBe('fish');
});

test.each<[string, Partial<SessionView>]>([
  ['another activity', { activity: 'a3' }],
  ['an opened vote', { vote: { ...ballot, id: 'v2', open: true, revealed: false } }],
  ['a revealed rating', { rating: { ...rated, id: 'r2' } }],
  ['the end', { finished: true }],
])('%s releases what was chosen, and the wall follows the workshop', (_, change) => {
  const before = at();
  const after = at(change);
  const choice = chosen(before, { picture: 'black', bone: 'people', tour: 'held', view: 'columns' });
  expect(sceneOf(after, choice)).toBe(sceneOf(after));
  expect(counting(after.session, choice)).toMatchObject({ picture: 'auto', bone: null, tour: 'auto', view: 'columns' });
});

test('what changes on the board and its clock releases nothing', () => {
  const choice = chosen(at(), { picture: 'agenda' });
  const view = at({ locked: true, hidden: 3, timer: { running: true, ends_at: 1, remaining_ms: null }, vote: { ...ballot, voted: 3 } });
  expect(sceneOf(view, choice)).toBe('agenda');
});

test('a call to a cause goes before what was chosen, but not before a ballot', () => {
  const called = at({ summon: { note: 'n1', call: 1 } });
  expect(sceneOf(called, chosen(called, { picture: 'black' }))).toBe('fish');
  const voting = at({ summon: { note: 'n1', call: 1 }, vote: { ...ballot, open: true, revealed: false } });
  expect(sceneOf(voting, chosen(voting, { picture: 'black' }))).toBe('black');
});

test('between two meetings the wall says when it goes on; a clock stopped over a result does not end a meeting', () => {
  const over = { locked: true, timer: { running: false, ends_at: null, remaining_ms: 60_000 }, vote: null, rating: null };
  expect(sceneOf(at({ ...over }))).toBe('between');
  expect(sceneOf(at({ ...over, locked: false }))).toBe('fish');
  expect(sceneOf(at({ ...over, activity: 'a3' }))).toBe('fish');
  const agenda = [
    { title: '', activities: [activity('v', 'vote', '', 5)] },
    { title: '', activities: [activity('z', 'close', '', 5)] },
  ];
  const looking = { ...over, agenda, activity: 'v', vote: ballot };
  expect(sceneOf(at(looking))).toBe('votes');
  expect(sceneOf(at({ ...looking, timer: { running: false, ends_at: null, remaining_ms: -1 } }))).toBe('between');
});

test('of several facilitators the last one counts, and what makes no sense is left out', () => {
  const here = [{ wall: { picture: 'black', at: 7 } }, { wall: { ...FIRST_CHOICE, picture: 'agenda', at: 5 } }, { wall: 'nonsense' }, {}];
  const choice = wallChoice(here.map((state, clientId) => ({ clientId, user: null, state })));
  expect(choice).toMatchObject({ picture: 'black', at: 7 });
  const odd = wallChoice([{ clientId: 1, user: null, state: { wall: { picture: 'disco', view: 3, bone: 7, tour: [], steps: NaN } } }]);
  expect(odd).toEqual(FIRST_CHOICE);
  expect(wallShows([{ clientId: 1, user: null, state: { shows: { scene: 4, width: -0 } } }])).toMatchObject({
    scene: 'fish',
    width: 1920,
    height: 1080,
  });
});

test.each(['auto', 'fish', 'columns', 'bone:people', 'cause', 'agenda', 'coverage', 'votes', 'matrix', 'projects', 'words', 'black'])(
  'the option %s says what it chose',
  (option) => {
    const choice = { ...FIRST_CHOICE, bone: 'methods', note: 'x', ...wish(option, 4, 'n1') };
    expect(optionOf(choice)).toBe(option);
    expect(choice.note).toBe(option === 'cause' ? 'n1' : null);
  },
);

test('a whole fish that is chosen ends the look at a bone', () => {
  const bone = { ...FIRST_CHOICE, ...wish('bone:people', 4, null) };
  expect(bone).toMatchObject({ picture: 'fish', bone: 'people', tour: 'held' });
  expect({ ...bone, ...wish('fish', bone.steps, null) }).toMatchObject({
    bone: null,
    tour: 'auto',
    to: 'whole',
    steps: bone.steps + 1,
    view: 'fish',
  });
});

test('the cause that was revealed last in turn is shown until it is gone, after a call and a ballot', () => {
  expect(sceneOf(at({ turn: 'n3' }))).toBe('turn');
  expect(sceneOf(at({ turn: 'gone' }))).toBe('fish');
  expect(sceneOf(at({ turn: 'n3', summon: { note: 'n1', call: 1 } }))).toBe('fish');
  expect(sceneOf(at({ turn: 'n3', vote: { ...ballot, open: true, revealed: false } }))).toBe('voting');
});
