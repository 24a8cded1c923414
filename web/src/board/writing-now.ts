/** Who writes which cause right now, said by presence. While names are hidden the server tells nobody (PRES-13). */
import type { BoardView, PresenceView } from './model';

/** The key under which a page says which cause its person writes. */
export const WRITES = 'writes';

export interface WritingNow {
  client: number;
  note: string;
  /** None for facilitators. */
  user: PresenceView['user'];
}

/** What others write, of the causes that are on the board. */
export function writingNow({ here, notes }: Pick<BoardView, 'here' | 'notes'>): WritingNow[] {
  return here.flatMap(({ clientId, own, user, state }) => {
    const note = state[WRITES];
    return !own && typeof note === 'string' && notes.has(note) ? [{ client: clientId, note, user }] : [];
  });
}
