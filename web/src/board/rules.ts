import type { NoteView, Role, SessionView } from './model';

/** What this person may do now; the server decides by the same rules, this only greys out what it would refuse. */
export type Deed = 'add' | 'edit' | 'move' | 'remove';

export function may(session: SessionView, role: Role, deed: Deed, note?: Pick<NoteView, 'mine'> | null): boolean {
  if (role === 'projector' || session.finished || session.locked) return false;
  if (role === 'facilitator') return true;
  const allowed = session.permissions[deed];
  if (allowed === 'any') return true;
  return allowed === 'own' && (deed === 'add' || (note?.mine ?? false));
}

/** UTF-16 code units that the server takes in one cause. */
export const NOTE_TEXT_LIMIT = 1000;
/** How deep causes nest: the server takes five levels. */
export const DEPTH_LIMIT = 5;
