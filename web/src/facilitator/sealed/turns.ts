// Hidden causes that are revealed one by one, in turns of the departments.

import type { Command } from '../../api';
import type { BoardView, NoteView } from '../../board/model';
import { searching } from '../../board/search';
import { likenessOf } from '../causes/duplicates';

/** The cause that everybody looks at now; it may have been removed since. */
export function causeInTurn({ session, notes }: Pick<BoardView, 'session' | 'notes'>): NoteView | null {
  return (session.turn && notes.get(session.turn)) || null;
}

export interface Candidate {
  note: NoteView;
  /** The title of its bone. */
  bone: string;
}

/** Does it explain the other one, however many steps away? */
function explains(view: Pick<BoardView, 'notes'>, note: NoteView, other: string): boolean {
  const seen = new Set<string>();
  for (let up: string | null = note.parent; up && !seen.has(up); up = view.notes.get(up)?.parent ?? null) {
    if (up === other) return true;
    seen.add(up);
  }
  return false;
}

/**
 * The causes that may say the same as this one: those on its bone first, the most alike of each bone before the others. What
 * is searched for is found as everywhere on the desk.
 */
export function candidates(view: Pick<BoardView, 'branches' | 'notes'>, note: NoteView, search = ''): Candidate[] {
  const wanted = searching(search);
  return view.branches
    .flatMap(({ id, title, notes }) =>
      notes.map((one) => ({ note: one, bone: title, here: id === note.branch, score: likenessOf(note, one) })),
    )
    .filter(({ note: one }) => one.id !== note.id && !explains(view, one, note.id))
    .filter(({ note: one }) => wanted === null || wanted(one))
    .sort((a, b) => Number(b.here) - Number(a.here) || b.score - a.score)
    .map(({ note: one, bone }) => ({ note: one, bone }));
}

interface Sends {
  readonly session: { locked: boolean };
  send: (...commands: Command[]) => Promise<boolean>;
}

/** Under the lock nothing changes on a bone: it is lifted for that moment, and set again even if the command was refused. */
export async function whileOpen(facilitation: Sends, command: Command): Promise<boolean> {
  const { locked } = facilitation.session;
  if (locked && !(await facilitation.send({ do: 'unlock' }))) return false;
  const done = await facilitation.send(command);
  if (locked) await facilitation.send({ do: 'lock' });
  return done;
}
