// The dots of somebody without a device, placed by whoever leads the board.

import type { BoardView, BranchView, VoteView } from '../../board/model';

export type Dots = Readonly<Record<string, number>>;
export type Rules = Pick<VoteView, 'dots' | 'per_note' | 'notes'>;

/** The bones with the causes that are on the ballot; a bone without any is left out. */
export function onBallot(view: Pick<BoardView, 'branches'>, { notes: listed }: Rules): BranchView[] {
  return view.branches
    .map((bone) => ({ ...bone, notes: listed ? bone.notes.filter(({ id }) => listed.includes(id)) : bone.notes }))
    .filter(({ notes }) => notes.length > 0);
}

export function left(dots: Dots, rules: Rules): number {
  return Math.max(0, rules.dots - Object.values(dots).reduce((sum, n) => sum + n, 0));
}

/** Why one more dot cannot lie on a cause; null when it can. */
export function refusal(dots: Dots, rules: Rules, note: string): 'none_left' | 'enough' | null {
  if (left(dots, rules) === 0) return 'none_left';
  return (dots[note] ?? 0) >= rules.per_note ? 'enough' : null;
}
