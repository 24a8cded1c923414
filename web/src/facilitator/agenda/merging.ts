import { merged } from '../../board/merge';
import { activityAt, find, type Activity, type Meeting } from './agenda';

/**
 * An agenda that was changed here and elsewhere since it was opened: the fields of one activity are merged one by one; its
 * order, and what is on it, are taken from whoever changed them. Null where both did: then nobody can say what is meant.
 */
export function mergedAgenda(opened: Meeting[], wanted: Meeting[], now: Meeting[]): Meeting[] | null {
  const shape = (agenda: Meeting[]): string => JSON.stringify(agenda.map(({ activities }) => activities.map(({ id }) => id)));
  const [before, here, there] = [shape(opened), shape(wanted), shape(now)];
  if (here !== before && there !== before && here !== there) return null;
  const base = here === before ? now : wanted;
  const same = opened.length === wanted.length && opened.length === now.length;
  return base.map((meeting, index) => ({
    ...(same ? fields(opened[index]!, wanted[index]!, now[index]!) : meeting),
    activities: meeting.activities.map((activity) => {
      const [was, mine, theirs] = [opened, wanted, now].map((agenda) => activityAt(agenda, find(agenda, activity.id)));
      return was && mine && theirs ? (fields(was, mine, theirs) as Activity) : activity;
    }),
  }));
}

/** What people write. Of every other field it stands what was chosen here: two choices put together are none. */
const WORDS: ReadonlySet<PropertyKey> = new Set(['title', 'prompt']);

/** What was changed here, over what they have; a text that both changed has both. */
function fields<T extends object>(was: T, mine: T, theirs: T): T {
  const result = { ...theirs };
  for (const key of new Set([...Object.keys(was), ...Object.keys(mine)]) as Set<keyof T>) {
    const [a, b, c] = [was[key], mine[key], theirs[key]];
    if (JSON.stringify(a) === JSON.stringify(b)) continue;
    result[key] = WORDS.has(key) ? ((merged(String(a ?? ''), String(b ?? ''), String(c ?? '')) || undefined) as T[keyof T]) : b;
  }
  return result;
}
