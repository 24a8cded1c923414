// Hidden causes that are revealed one by one, in turns of the departments.

import type { Command } from '../../api';
import type { BoardView, NoteView } from '../../board/model';
import { stems } from '../causes/duplicates';

/** The cause that everybody looks at now; it may have been removed since. */
export function causeInTurn({ session, notes }: Pick<BoardView, 'session' | 'notes'>): NoteView | null {
  return (session.turn && notes.get(session.turn)) || null;
}

export interface Candidate {
  note: NoteView;
  /** The title of its bone. */
  bone: string;
}

/** Upper and lower case, and the marks of Latin letters, do not matter; й and ї are letters of their own. */
function folded(text: string): string {
  const bare = text.toLowerCase().replaceAll('ł', 'l').normalize('NFD');
  return bare.replace(/(\p{Script=Latin})\p{M}+/gu, '$1').normalize('NFC');
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
 * The causes that may say the same as this one: those on its bone first, the most alike of each bone before the others. Every
 * word that is searched for begins somewhere in the cause.
 */
export function candidates(view: Pick<BoardView, 'branches' | 'notes'>, note: NoteView, search = ''): Candidate[] {
  const own = stems(note.text);
  const words = folded(search).split(/\s+/u).filter(Boolean);
  const alike = ({ text }: NoteView): number => [...stems(text)].filter((stem) => own.has(stem)).length;
  return view.branches
    .flatMap(({ id, title, notes }) => notes.map((one) => ({ note: one, bone: title, here: id === note.branch, score: alike(one) })))
    .filter(({ note: one }) => one.id !== note.id && !explains(view, one, note.id))
    .filter(({ note: one }) => words.every((word) => folded(one.text).includes(word)))
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
