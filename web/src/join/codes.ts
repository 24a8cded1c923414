import { recall, type Me } from '../device/me';
import { store, stored } from '../device/storage';
import { root } from '../device/root';

/** Which board a code led to from this device, so that scanning the code again finds the same person. */
const key = (code: string): string => `herringbone:code:${normal(code)}`;

export function normal(code: string): string {
  return code.replace(/[\s-]/g, '').toUpperCase();
}

export function rememberCode(code: string, board: string): void {
  store(key(code), board);
}

export function knownHere(code: string): { board: string; me: Me } | null {
  const board = stored(key(code));
  const me = board ? recall(board) : null;
  return board && me ? { board, me } : null;
}

export function boardLink(board: string, token: string): string {
  return `${root}/board/${encodeURIComponent(board)}#${encodeURIComponent(token)}`;
}
