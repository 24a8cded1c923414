// How long activities took, against how long they were planned for.

import type { MeetingView, SessionView } from '../../board/model';
import type { Activity } from './agenda';

export interface Course {
  activity: Activity;
  planned: number;
  /** Minutes of all its runs together; null where it has not run. */
  actual: number | null;
  /** It runs now. */
  running: boolean;
}

const MINUTE = 60_000;

/** The activities of the agenda in its order. Runs of activities that are no longer on it are left out. */
export function course({ agenda, runs, activity, finished }: SessionView, now: number): Course[] {
  const took = new Map<string, number>();
  for (const run of runs ?? []) {
    // A workshop that is finished, or whose activity was taken off, has no run under way.
    const to = run.to ?? (run.activity === activity && !finished ? now : null);
    if (to !== null) took.set(run.activity, (took.get(run.activity) ?? 0) + Math.max(0, to - run.from));
  }
  return agenda.flatMap((meeting: MeetingView) =>
    meeting.activities.map((one) => {
      const ms = took.get(one.id);
      return {
        activity: one,
        planned: one.minutes,
        actual: ms === undefined ? null : Math.round(ms / MINUTE),
        running: one.id === activity && !finished,
      };
    }),
  );
}

/** All that is over: planned and actual minutes together. */
export function sum(all: readonly Course[]): { planned: number; actual: number } {
  const over = all.filter(({ actual, running }) => actual !== null && !running);
  return {
    planned: over.reduce((sum, { planned }) => sum + planned, 0),
    actual: over.reduce((sum, { actual }) => sum + (actual ?? 0), 0),
  };
}
