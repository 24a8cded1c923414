// The notes for facilitators. They are in no document: the desk asks the server for them, and a new agenda mentions
// only those that it changes.

import { merged } from '../../board/merge';
import type { TakingBack } from '../../board/taking-back';
import type { Meeting } from './agenda';

/** By the id of their activity. An empty text is no note. */
export type Notes = Readonly<Record<string, string>>;

const activities = (agenda: Meeting[]) => agenda.flatMap((meeting) => meeting.activities);

export function notesOf(agenda: Meeting[]): Notes {
  return Object.fromEntries(activities(agenda).flatMap(({ id, note }) => (note ? [[id, note]] : [])));
}

export function withNotes(agenda: Meeting[], notes: Notes): Meeting[] {
  return agenda.map((meeting) => ({
    ...meeting,
    activities: meeting.activities.map(({ note: _, ...activity }) =>
      activity.id in notes ? { ...activity, note: notes[activity.id] } : activity,
    ),
  }));
}

export function withoutNotes(agenda: Meeting[]): Meeting[] {
  return withNotes(agenda, {});
}

/** The notes that were written here, with what others wrote into the same ones since they were opened. */
export function mergedNotes(opened: Notes, written: Notes, now: Notes): Notes {
  return Object.fromEntries(Object.entries(written).map(([id, text]) => [id, merged(opened[id] ?? '', text, now[id] ?? '').trim()]));
}

/** The id of an activity that went may be given to a new one, which does not take over its note. */
export function afterEdit(written: Notes, before: Meeting[], after: Meeting[]): Notes {
  const kept = new Set(activities(after).map(({ id }) => id));
  const gone = activities(before).filter(({ id }) => !kept.has(id));
  return { ...written, ...Object.fromEntries(gone.map(({ id }) => [id, ''])) };
}

/** Taking an agenda back also brings back the notes that it changed, and those of the activities that it removed. */
export function bringingNotesBack(taking: TakingBack, agenda: Meeting[], before: Notes): TakingBack {
  const now = new Map(activities(agenda).map((activity) => [activity.id, activity]));
  const back = taking.back.map((command) => {
    if (command.do !== 'set_agenda') return command;
    const old = command.agenda as Meeting[];
    const touched = activities(old).filter(({ id }) => now.get(id)?.note !== undefined || (!now.has(id) && before[id]));
    return { ...command, agenda: withNotes(old, Object.fromEntries(touched.map(({ id }) => [id, before[id] ?? '']))) };
  });
  return { ...taking, back };
}
