/** Where an activity stands in the agenda, and what comes after it. */
import { activityNow, type ActivityView, type MeetingView, type SessionView } from '../board/model';

export interface Place {
  meeting: number;
  index: number;
}

export function find(agenda: MeetingView[], id: string | null): Place | null {
  if (id === null) return null;
  for (const [meeting, { activities }] of agenda.entries()) {
    const index = activities.findIndex((activity) => activity.id === id);
    if (index >= 0) return { meeting, index };
  }
  return null;
}

export function activityAt(agenda: MeetingView[], place: Place | null): ActivityView | null {
  return place ? (agenda[place.meeting]?.activities[place.index] ?? null) : null;
}

/** What comes after the activity, in its own meeting or as the first of a later one. */
export function following(agenda: MeetingView[], id: string | null): { activity: ActivityView; place: Place } | null {
  const present = find(agenda, id);
  const flat = agenda.flatMap(({ activities }, meeting) => activities.map((activity, index) => ({ activity, place: { meeting, index } })));
  if (!present) return flat[0] ?? null;
  const at = flat.findIndex(({ activity }) => activity.id === id);
  return flat[at + 1] ?? null;
}

/** The last activity of a meeting is over and the board is locked until the next one. */
export function betweenMeetings({ agenda, activity, locked }: SessionView): boolean {
  const at = find(agenda, activity);
  const next = following(agenda, activity);
  return locked && at !== null && next !== null && next.place.meeting !== at.meeting;
}

/**
 * As above, for everybody to see: a clock that is stopped only to look at a result ends no meeting. What locks the board
 * by itself is over once its clock was stopped, a ballot once its time is used up as well.
 */
export function meetingEnded(session: SessionView): boolean {
  const { timer } = session;
  const kind = activityNow(session)?.kind;
  if (!kind || timer?.running || !betweenMeetings(session)) return false;
  if (['collect', 'silent', 'discuss', 'plan'].includes(kind)) return true;
  return timer !== null && (['break', 'close'].includes(kind) || (timer.remaining_ms ?? 0) <= 0);
}
