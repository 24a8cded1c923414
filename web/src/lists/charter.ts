/** The goals that the charter says as texts, for the list of goals. */
import * as Y from 'yjs';
import { addNote } from '../board/edits';
import type { BoardView } from '../board/model';
import { orderAfter } from '../board/order';
import { line } from '../board/text';
import type { GoalHorizon, GoalView } from './lists';

export interface WrittenGoal {
  text: string;
  horizon: GoalHorizon;
}

/** Each line of the charter's goals that is not on the list yet, in any case. */
export function fromCharter({ goals }: Pick<BoardView, 'goals'>, listed: readonly Pick<GoalView, 'note'>[]): WrittenGoal[] {
  const known = new Set(listed.map(({ note }) => line(note.text).toLowerCase()));
  const lines = (text: string, horizon: GoalHorizon): WrittenGoal[] => text.split('\n').map((one) => ({ text: line(one), horizon }));
  const written = [...lines(goals.thisYear, 'this-year'), ...lines(goals.years, '3-5-years')];
  return written.filter(({ text }) => {
    const key = text.toLowerCase();
    return text !== '' && !known.has(key) && Boolean(known.add(key));
  });
}

/** Puts them on a bone, one under the other. */
export function addGoals(doc: Y.Doc, view: BoardView, branch: string | undefined, goals: readonly WrittenGoal[]): void {
  let order: string | null = null;
  for (const { text, horizon } of goals) {
    const note = doc.getMap('notes').get(addNote(doc, view, { branch, text, details: { list: 'goals', horizon } }));
    if (!(note instanceof Y.Map)) continue;
    if (order) note.set('order', orderAfter(order));
    order = String(note.get('order'));
  }
}
