import { refusal, type Change, type Refused } from '../generated/rules';
import { LIMITS } from '../generated/schema';
import { activityNow, type NoteView, type Role, type SessionView } from './model';

/** What one does with causes. */
export type Deed = 'add' | 'edit' | 'move' | 'remove';

const CHANGES: Record<Deed, Change> = { add: 'addNote', edit: 'editNote', move: 'moveNote', remove: 'removeNote' };

/** Why the server would refuse it now, or null: from the very table that it judges by. */
export function why(session: SessionView, role: Role, change: Change, own = true): Refused | null {
  const { finished, locked, permissions } = session;
  return refusal(role, { finished, locked, planning: activityNow(session)?.kind === 'plan', permissions }, change, own);
}

/** What this person may do now; the server decides by the same rules, this only greys out what it would refuse. */
export function may(session: SessionView, role: Role, deed: Deed, note?: Pick<NoteView, 'mine'> | null): boolean {
  return why(session, role, CHANGES[deed], deed === 'add' || (note?.mine ?? false)) === null;
}

/** Characters that the server takes in one cause, as people count them. */
export const NOTE_TEXT_LIMIT = LIMITS.noteText;
/** How deep causes nest. */
export const DEPTH_LIMIT = LIMITS.depth;
