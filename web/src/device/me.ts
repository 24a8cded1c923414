import { api } from '../api';
import { discard, storedJson, storeJson } from './storage';

/** Who this device is on a board: remembered on joining, so that a refresh or a second visit is the same person. */
export interface Me {
  participant: string;
  name: string;
  department: string | null;
  token: string;
  title: string;
}

const key = (board: string): string => `herringbone:me:${board}`;

export function remember(board: string, me: Me): void {
  storeJson(key(board), me);
}

export function recall(board: string): Me | null {
  return storedJson<Me>(key(board));
}

export function forget(board: string): void {
  discard(key(board));
}

/** Who holds this token: as remembered here, else as the server says; unknown while neither tells. */
export async function identify(board: string, token: string): Promise<Me | null> {
  const kept = recall(board);
  if (kept?.token === token) return kept;
  try {
    const { body } = await api.state(board, token);
    const person = body.people.find(({ id }) => id === body.participant);
    if (!person) return null;
    const me = { participant: person.id, name: person.name, department: person.department || null, token, title: body.title };
    remember(board, me);
    return me;
  } catch {
    return null;
  }
}
