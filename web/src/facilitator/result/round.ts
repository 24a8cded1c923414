// The next round of voting as the facilitator chose it, and the rounds before.

import { ranking, type Standing } from '../../board/derived';
import { wholeBeginning } from '../../board/beginning';
import type { Command } from '../../api';
import type { BoardView, NoteId } from '../../board/model';
import { filtered, type Filter } from '../stage/filter';

/** How a result may be split by department, the ordinary way first (VOTE-13). */
export const SPLITS = ['groups', 'shown', 'hidden'] as const;

export interface Round {
  /** The vote that it follows: what was chosen is for one round only. */
  after: string | null;
  name: string;
  split: (typeof SPLITS)[number];
  /** What is on the ballot: `all`, or one of the choices of `ballots`. */
  on: string;
}

export type OpenVote = Extract<Command, { do: 'open_vote' }>;

/** What nobody chose anything for: every cause, no name. How results are split stays as it was last time. */
export const nextRound = (after: string | null, split: Round['split'] = 'groups'): Round => ({ after, name: '', split, on: 'all' });

/** The ballots that are not every cause, and not empty, by the value of the choice. */
export function ballots(view: BoardView, filter: Filter | null, shortlist: readonly NoteId[]): Map<string, NoteId[]> {
  const standing = new Set(view.branches.flatMap(({ notes }) => notes.map(({ id }) => id)));
  const ids = (branches: BoardView['branches']): NoteId[] => branches.flatMap(({ notes }) => notes.map(({ id }) => id));
  const all: [string, NoteId[]][] = [
    ['filter', filter ? ids(filtered(view.branches, filter)) : []],
    ['shortlist', shortlist.filter((id) => standing.has(id))],
    ...view.branches.map((branch): [string, NoteId[]] => [`bone:${branch.id}`, ids([branch])]),
  ];
  return new Map(all.filter(([, notes]) => notes.length > 0));
}

/** The command for a round. A ballot that is not there any more, such as of a filter that was taken off, is every cause. */
export function opening(dots: { dots: number; per_note: number }, round: Round, offered: ReadonlyMap<string, NoteId[]>): OpenVote {
  const notes = offered.get(round.on);
  const name = round.name.trim();
  return { do: 'open_vote', ...dots, by_department: round.split, ...(name && { name }), ...(notes && { notes }) };
}

/** The first places of an earlier round, equal ones together (VOTE-10). */
export function firstPlaces(view: BoardView, round: NonNullable<BoardView['session']['vote']>, most = 3): Standing[] {
  return wholeBeginning(ranking({ ...view, session: { ...view.session, vote: round } }), most);
}
