// The moments of a workshop whose board may be wanted again, and why a file of one does not come.

import { ApiError } from '../../api';
import type { ActivityView, SessionView } from '../../board/model';

/** The end of an activity. */
export interface Ended {
  at: number;
  activity: ActivityView;
}

/** The ends of the agenda's activities, the latest first. An activity that ran twice has two. */
export function ends({ agenda, runs }: Pick<SessionView, 'agenda' | 'runs'>): Ended[] {
  const known = new Map(agenda.flatMap(({ activities }) => activities.map((activity) => [activity.id, activity])));
  return (runs ?? [])
    .flatMap(({ activity, to }) => {
      const found = known.get(activity);
      return found && typeof to === 'number' ? [{ at: to, activity: found }] : [];
    })
    .sort((one, other) => other.at - one.at);
}

/** The name of a sentence. */
export type Trouble = `export_${'no_moment' | 'too_early' | 'too_late' | 'too_large' | 'busy' | 'failed'}`;

const BY_CODE: Record<string, Trouble> = {
  'too-early': 'export_too_early',
  'too-late': 'export_too_late',
  'too-large-to-draw': 'export_too_large',
  'too-many-exports': 'export_busy',
  busy: 'export_busy',
  restarting: 'export_busy',
};

export function troubleOf(error: unknown): Trouble {
  return (error instanceof ApiError ? BY_CODE[error.code] : undefined) ?? 'export_failed';
}
