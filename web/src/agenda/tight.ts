// Whether an agenda leaves enough time for so many people. The numbers are those of facilitators, not laws: they warn, and
// forbid nothing.

import type { ActivityKind } from '../board/model';

/** An activity as far as its time goes. */
export interface Timed {
  kind: ActivityKind;
  minutes?: number;
}

/** Minutes that each kind needs at least: to explain it, and for each person on top. */
const LEAST: Record<ActivityKind, { base: number; each: number }> = {
  // Everybody says their name and what they hope for.
  welcome: { base: 3, each: 0.15 },
  understand: { base: 10, each: 0 },
  // All write at the same time; what was written is read.
  collect: { base: 8, each: 0.5 },
  silent: { base: 5, each: 0 },
  break: { base: 5, each: 0.2 },
  // People speak one after the other.
  discuss: { base: 5, each: 1.5 },
  vote: { base: 3, each: 0.15 },
  prioritise: { base: 6, each: 0.4 },
  plan: { base: 15, each: 1 },
  close: { base: 3, each: 0.25 },
};

/** Minutes after which people need a break. */
export const LONGEST_WITHOUT_BREAK = 120;

/** The least minutes for an activity with so many people. */
export function needed(kind: ActivityKind, people: number): number {
  const { base, each } = LEAST[kind];
  return Math.ceil(base + each * people);
}

/** The minutes that an activity lacks; 0 if it has enough or no countdown. */
export function lacking({ kind, minutes = 0 }: Timed, people: number): number {
  return minutes === 0 ? 0 : Math.max(0, needed(kind, people) - minutes);
}

/** The activities of an agenda that are too short. */
export function tooShort<A extends Timed>(agenda: { activities: A[] }[], people: number): A[] {
  return agenda.flatMap(({ activities }) => activities.filter((activity) => lacking(activity, people) > 0));
}

/** The longest time in a meeting that goes on without a break, in minutes. */
export function withoutBreak(activities: Timed[]): number {
  let [longest, now] = [0, 0];
  for (const { kind, minutes = 0 } of activities) {
    now = kind === 'break' ? 0 : now + minutes;
    longest = Math.max(longest, now);
  }
  return longest;
}
