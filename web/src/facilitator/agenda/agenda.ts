// The agenda as numbers and as edits: what the strip along the bottom draws, and what dragging or a
// key does to it. Nothing here knows the screen or the connection.

import type { ActivityView as Activity, MeetingView as Meeting, TimerView } from '../../board/model';
import { activityAt, find, type Place } from '../../agenda/places';
import { remaining as left } from '../../ui/clock';

export { activityAt, find, following, type Place } from '../../agenda/places';
export type { Activity, Meeting };

/** The shortest and longest that an activity may be planned, in minutes. */
export const MINUTES = { least: 1, most: 240 };

export interface Segment {
  activity: Activity;
  meeting: number;
  /** Share of its meeting's width, 0 to 1. All segments of a meeting add up to 1. */
  width: number;
  state: 'past' | 'present' | 'future';
  /** How much of the present activity's time has gone, 0 to 1; 1 for the past, 0 for the future. */
  filled: number;
  /** Milliseconds over the planned time; only the present one can be over. */
  overrun: number;
}

/** Milliseconds left on the timer; negative when it has run over. Null without a timer. */
export function remaining(timer: TimerView | null, now: number): number | null {
  return timer ? left(timer, now) : null;
}

/** What an activity counts for in the strip: one without a countdown is drawn as short, not as nothing. */
function weight({ minutes }: Activity): number {
  return minutes || 5;
}

export function segments(agenda: Meeting[], present: string | null, timer: TimerView | null, now: number): Segment[][] {
  const at = find(agenda, present);
  const rest = remaining(timer, now);
  return agenda.map(({ activities }, meeting) => {
    const total = activities.reduce((sum, activity) => sum + weight(activity), 0);
    return activities.map((activity, index) => {
      const state = stateOf(at, { meeting, index });
      return {
        activity,
        meeting,
        width: weight(activity) / total,
        state,
        filled: state === 'past' ? 1 : state === 'future' ? 0 : filled(activity, rest),
        overrun: state === 'present' && rest !== null && rest < 0 ? -rest : 0,
      };
    });
  });
}

function stateOf(present: Place | null, place: Place): Segment['state'] {
  if (!present) return 'future';
  const distance = place.meeting - present.meeting || place.index - present.index;
  return distance < 0 ? 'past' : distance === 0 ? 'present' : 'future';
}

function filled(activity: Activity, rest: number | null): number {
  if (rest === null) return 0;
  // An extended timer may have more left than was planned: then it starts from empty again.
  const whole = Math.max(activity.minutes * 60_000, rest, 1);
  return Math.min(1, Math.max(0, 1 - rest / whole));
}

/** Milliseconds until this meeting ends if everything from here on takes as long as planned. */
export function untilEnd(agenda: Meeting[], present: string | null, timer: TimerView | null, now: number): number {
  const at = find(agenda, present) ?? { meeting: 0, index: -1 };
  const later = agenda[at.meeting]?.activities.slice(at.index + 1) ?? [];
  const planned = later.reduce((sum, activity) => sum + activity.minutes * 60_000, 0);
  return planned + Math.max(0, remaining(timer, now) ?? 0);
}

// Edits. Each gives a new agenda; an edit that cannot be done gives the agenda unchanged.

function changed(agenda: Meeting[], meeting: number, edit: (activities: Activity[]) => Activity[]): Meeting[] {
  return agenda.map((one, index) => (index === meeting ? { ...one, activities: edit(one.activities) } : one));
}

function withActivity(agenda: Meeting[], id: string, edit: (activity: Activity) => Activity): Meeting[] {
  const at = find(agenda, id);
  if (!at) return agenda;
  return changed(agenda, at.meeting, (all) => all.map((one) => (one.id === id ? edit(one) : one)));
}

export function resize(agenda: Meeting[], id: string, minutes: number): Meeting[] {
  const fitting = Math.min(MINUTES.most, Math.max(MINUTES.least, Math.round(minutes)));
  return withActivity(agenda, id, (activity) => ({ ...activity, minutes: fitting }));
}

export function change(agenda: Meeting[], id: string, fields: Partial<Omit<Activity, 'id'>>): Meeting[] {
  const { minutes, ...rest } = fields;
  const done = withActivity(agenda, id, (activity) => ({ ...activity, ...rest }));
  return minutes === undefined ? done : resize(done, id, minutes);
}

/** Puts an activity in front of what stands at `to` (counted before it is taken out). */
export function moveTo(agenda: Meeting[], id: string, to: Place): Meeting[] {
  const from = find(agenda, id);
  const activity = activityAt(agenda, from);
  if (!from || !activity || !agenda[to.meeting]) return agenda;
  const index = to.meeting === from.meeting && to.index > from.index ? to.index - 1 : to.index;
  const without = changed(agenda, from.meeting, (all) => all.filter((one) => one.id !== id));
  return changed(without, to.meeting, (all) => all.toSpliced(Math.min(index, all.length), 0, activity));
}

/** One step earlier or later; across the edge of a meeting it goes into the neighbouring one. */
export function moveBy(agenda: Meeting[], id: string, step: -1 | 1): Meeting[] {
  const from = find(agenda, id);
  if (!from) return agenda;
  const count = agenda[from.meeting]?.activities.length ?? 0;
  if (step < 0) {
    if (from.index > 0) return moveTo(agenda, id, { ...from, index: from.index - 1 });
    const before = agenda[from.meeting - 1];
    return before ? moveTo(agenda, id, { meeting: from.meeting - 1, index: before.activities.length }) : agenda;
  }
  if (from.index < count - 1) return moveTo(agenda, id, { ...from, index: from.index + 2 });
  return agenda[from.meeting + 1] ? moveTo(agenda, id, { meeting: from.meeting + 1, index: 0 }) : agenda;
}

/** An id that the agenda does not use yet; the pattern is the server's own. */
function freshId(agenda: Meeting[]): string {
  const used = new Set(agenda.flatMap(({ activities }) => activities.map(({ id }) => id)));
  for (let number = used.size + 1; ; number++) if (!used.has(`a${number}`)) return `a${number}`;
}

export function add(agenda: Meeting[], meeting: number, fields: Omit<Activity, 'id'>): Meeting[] {
  return changed(agenda, meeting, (all) => [...all, { ...fields, id: freshId(agenda) }]);
}

export function remove(agenda: Meeting[], id: string): Meeting[] {
  const at = find(agenda, id);
  return at ? changed(agenda, at.meeting, (all) => all.filter((one) => one.id !== id)) : agenda;
}

export function addMeeting(agenda: Meeting[], title: string): Meeting[] {
  return [...agenda, { title, activities: [] }];
}

export function renameMeeting(agenda: Meeting[], meeting: number, title: string): Meeting[] {
  return agenda.map((one, index) => (index === meeting ? { ...one, title } : one));
}

export function startMeeting(agenda: Meeting[], meeting: number, at: number | null): Meeting[] {
  return agenda.map((one, index) => (index === meeting ? { ...one, starts_at: at } : one));
}

export function removeMeeting(agenda: Meeting[], meeting: number): Meeting[] {
  return agenda.filter((_, index) => index !== meeting);
}
