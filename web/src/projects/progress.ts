// How a project stands on a day. Days are written as `2026-02-28`, by the calendar of this device.

import type { ProgressView, ProjectView } from '../board/model';

/** What people ask of a project that was promised. */
export type Standing = 'done' | 'stopped' | 'late' | 'moved' | 'open';
export const STANDINGS = ['late', 'moved', 'open', 'stopped', 'done'] as const satisfies readonly Standing[];

/** It was due before this day, and is neither done nor stopped (PROG-6). */
export function isLate({ due, status }: Pick<ProjectView, 'due' | 'status'>, today: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(due) && due < today && status !== 'done' && status !== 'stopped';
}

/** The days on which it was due before, the first one first. */
export function dueBefore({ progress }: Pick<ProjectView, 'progress'>): string[] {
  return progress.flatMap(({ due, due_before }) => (due && due_before && due !== due_before ? [due_before] : []));
}

export function standingOf(project: Pick<ProjectView, 'due' | 'status' | 'progress'>, today: string): Standing {
  if (project.status === 'done' || project.status === 'stopped') return project.status;
  if (isLate(project, today)) return 'late';
  return dueBefore(project).length > 0 ? 'moved' : 'open';
}

/** What was last reported in words; what came with an answer is said where the answer is. */
export function lastWord({ progress }: Pick<ProjectView, 'progress'>): ProgressView | null {
  return progress.findLast(({ word, decision }) => word && !decision) ?? null;
}

/** A day as people read it. */
export function spokenDay(day: string, language: string): string {
  const at = Date.parse(`${day}T12:00:00Z`);
  if (Number.isNaN(at)) return day;
  return new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
    .format(at)
    .replaceAll(' ', '\u00a0');
}
