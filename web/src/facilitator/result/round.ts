// The next round of voting as the facilitator chose it, and the rounds before.

import { causes, ranking, type Standing } from '../../board/derived';
import { further } from '../../board/further';
import { wholeBeginning } from '../../board/beginning';
import type { Command } from '../../api';
import type { BoardView, NoteId } from '../../board/model';

/** How a result may be split by department, the ordinary way first (VOTE-13). */
export const SPLITS = ['groups', 'shown', 'hidden'] as const;
export type Split = (typeof SPLITS)[number];

export interface Round {
  /** The vote that it follows: what was chosen is for one round only. */
  after: string | null;
  name: string;
  split: Split;
  /** What is on the ballot: `all`, or one of the choices of `ballots`. */
  on: string;
  /** Whether causes that are still to be verified are left out. */
  verified: boolean;
}

export type OpenVote = Extract<Command, { do: 'open_vote' }>;

/** What nobody chose anything for: every cause, no name. How results are split stays as it was last time. */
export const nextRound = (after: string | null, split: Round['split'] = 'groups'): Round => ({
  after,
  name: '',
  split,
  on: 'all',
  verified: false,
});

interface Choices {
  /** What the board is narrowed to; null if it is not. */
  shown: ReadonlySet<NoteId> | null;
  shortlist: readonly NoteId[];
  /** Chosen one by one. */
  chosen: readonly NoteId[];
}

/** The causes of each level, where there is more than one. */
function levels(view: BoardView): [number, NoteId[]][] {
  const depths = [...new Set(causes(view).map(({ depth }) => depth))].sort((a, b) => a - b);
  const of = (depth: number): NoteId[] =>
    causes(view)
      .filter((note) => note.depth === depth)
      .map(({ id }) => id);
  return depths.length > 1 ? depths.map((depth) => [depth, of(depth)]) : [];
}

/** The ballots that are not every cause, and not empty, by the value of the choice. */
export function ballots(view: BoardView, { shown, shortlist, chosen }: Choices): Map<string, NoteId[]> {
  const standing = new Set(view.branches.flatMap(({ notes }) => notes.map(({ id }) => id)));
  const ids = (branches: BoardView['branches']): NoteId[] => branches.flatMap(({ notes }) => notes.map(({ id }) => id));
  const all: [string, NoteId[]][] = [
    ['filter', shown ? ids(view.branches).filter((id) => shown.has(id)) : []],
    ['chosen', chosen.filter((id) => standing.has(id))],
    ['shortlist', shortlist.filter((id) => standing.has(id))],
    ...levels(view).map(([depth, notes]): [string, NoteId[]] => [`level:${depth}`, notes]),
    ...view.branches.map((branch): [string, NoteId[]] => [
      `bone:${branch.id}`,
      [...ids([branch]), ...further(view, branch.id).map(({ id }) => id)],
    ]),
  ];
  return new Map(all.filter(([, notes]) => notes.length > 0));
}

/** The causes of a ballot that are still to be verified. A ballot that is not offered any more is every cause. */
export function unverified(view: BoardView, round: Round, offered: ReadonlyMap<string, NoteId[]>): NoteId[] {
  return ballot(view, round, offered).filter((id) => view.notes.get(id)?.evidence === 'verify');
}

const ballot = (view: BoardView, { on }: Round, offered: ReadonlyMap<string, NoteId[]>): NoteId[] =>
  offered.get(on) ?? causes(view).map(({ id }) => id);

/**
 * The command for a round. A ballot that is not there any more, such as of a filter that was taken off, is every cause. What is to be
 * verified stays on a ballot that would be empty without it.
 */
export function opening(
  view: BoardView,
  dots: { dots: number; per_note: number },
  round: Round,
  offered: ReadonlyMap<string, NoteId[]>,
): OpenVote {
  const open = new Set(round.verified ? unverified(view, round, offered) : []);
  const verified = ballot(view, round, offered).filter((id) => !open.has(id));
  const notes = open.size > 0 && verified.length > 0 ? verified : offered.get(round.on);
  const name = round.name.trim();
  return { do: 'open_vote', ...dots, by_department: round.split, ...(name && { name }), ...(notes && { notes }) };
}

/** The first places of an earlier round, equal ones together (VOTE-10). */
export function firstPlaces(view: BoardView, round: NonNullable<BoardView['session']['vote']>, most = 3): Standing[] {
  return wholeBeginning(ranking({ ...view, session: { ...view.session, vote: round } }), most);
}
