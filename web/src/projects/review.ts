// What the meeting before had promised, and what became of it.

import type { BoardView, ProjectView } from '../board/model';
import { dueBefore, lastWord, standingOf, type Standing } from './progress';

/** `dropped`: it was taken off the board since. */
export type Outcome = Standing | 'dropped';
export const OUTCOMES = ['done', 'late', 'moved', 'open', 'stopped', 'dropped'] as const satisfies readonly Outcome[];

export interface Reviewed {
  id: string;
  title: string;
  outcome: Outcome;
  status: ProjectView['status'];
  owner: string | null;
  person: string;
  due: string;
  /** When it was due at first, if that is another day. */
  dueFirst: string;
  /** What was last said of it. */
  word: string;
  /** It goes on here. */
  project: ProjectView | null;
}

/** Every project that was promised: what is done first, then what asks for a word. */
export function reviewOf({ session, projects }: Pick<BoardView, 'session' | 'projects'>, today: string): Reviewed[] {
  const reviewed = (session.promised ?? []).map((promised): Reviewed => {
    const { project: id, title, status, owner = null, person = '', due = '', due_first: dueFirst = '', word = '' } = promised;
    const project = projects.find((one) => one.id === id) ?? null;
    if (project) {
      const first = dueBefore(project)[0] ?? '';
      const { title, status, owner, person, due } = project;
      const said = { title, status, owner, person, due, dueFirst: first === due ? '' : first, word: lastWord(project)?.word ?? '' };
      return { id, project, outcome: standingOf(project, today), ...said };
    }
    const outcome = status === 'done' || status === 'stopped' ? status : 'dropped';
    return { id, project, outcome, title, status, owner, person, due, dueFirst, word };
  });
  return reviewed.sort((a, b) => OUTCOMES.indexOf(a.outcome) - OUTCOMES.indexOf(b.outcome));
}

/** How many there are of each outcome that there is. */
export function outcomes(reviewed: readonly Reviewed[]): { outcome: Outcome; count: number }[] {
  const count = (outcome: Outcome): number => reviewed.filter((one) => one.outcome === outcome).length;
  return OUTCOMES.map((outcome) => ({ outcome, count: count(outcome) })).filter(({ count }) => count > 0);
}
