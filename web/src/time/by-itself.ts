/** What the running activity does by itself, so that nobody is surprised by it. */
import { following } from '../agenda/places';
import { activityNow, type ActivityView, type SessionView } from '../board/model';
import { remaining } from '../ui/clock';

export interface ByItself {
  /** Also the name of its message. */
  what: 'locks' | 'goes_on_at_end' | 'goes_on_when_done';
  next: ActivityView | null;
}

/** Nothing happens after the deadline has passed, after the last activity, and without a countdown at its end. */
export function byItself(session: SessionView, now: number): ByItself[] {
  const activity = activityNow(session);
  if (!activity || session.finished) return [];
  const next = following(session.agenda, activity.id)?.activity ?? null;
  const ahead = session.timer !== null && remaining(session.timer, now) > 0;
  const all: ByItself[] = [];
  if (ahead && activity.at_end === 'lock') all.push({ what: 'locks', next: null });
  if (ahead && activity.at_end === 'next' && next) all.push({ what: 'goes_on_at_end', next });
  if (activity.when_done === 'next' && next) all.push({ what: 'goes_on_when_done', next });
  return all;
}
