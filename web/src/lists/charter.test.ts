import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { BoardReader } from '../board/board-reader';
import { addGoals, fromCharter } from './charter';
import { lists } from './lists';

test('GOAL-1: the lines of the charter become goals, in their order, and none twice', () => {
  const doc = new Y.Doc();
  const bone = new Y.Map(Object.entries({ title: 'People', order: 'a0' }));
  doc.getMap('branches').set('people', bone);
  doc.getMap('board').set('goal_this_year', 'NPS of 0\n\n  Half as many complaints ');
  doc.getMap('board').set('goal_3_5_years', 'nps of 0\nNPS of 40');
  const reader = new BoardReader(doc, { participant: null, writtenHere: () => false }, () => undefined);
  const view = () => reader.read(null, [], true);
  const written = fromCharter(view(), []);
  expect(written).toEqual([
    { text: 'NPS of 0', horizon: 'this-year' },
    { text: 'Half as many complaints', horizon: 'this-year' },
    { text: 'NPS of 40', horizon: '3-5-years' },
  ]);
  doc.transact(() => addGoals(doc, view(), 'people', written));
  const { goals } = lists(view());
  expect(goals.map(({ note, horizon }) => `${note.text}: ${horizon}`)).toEqual([
    'NPS of 0: this-year',
    'Half as many complaints: this-year',
    'NPS of 40: 3-5-years',
  ]);
  expect(fromCharter(view(), goals)).toEqual([]);
});
