// When what was put off comes back now or never.

import { activityNow, type SessionView } from '../board/model';

/** The workshop is at its end: an activity that closes runs, or, in an agenda without one, the last of all. */
export function isEnding(session: SessionView): boolean {
  const now = activityNow(session);
  if (session.finished || !now) return false;
  const all = session.agenda.flatMap(({ activities }) => activities);
  return all.some(({ kind }) => kind === 'close') ? now.kind === 'close' : now.id === all.at(-1)?.id;
}
