import { freshId } from '../../board/ids';
import { discard, stored, store } from '../../device/storage';

const place = (board: string): string => `herringbone:desk:${board}:next`;
let kept: { board: string; key: string } | null = null;

/** The key under which the server knows the request again: one until it was answered, also over a reload of the page. */
export function requestKey(board: string): string {
  const key = (kept?.board === board ? kept.key : stored(place(board))) ?? freshId('next-', 24);
  kept = { board, key };
  store(place(board), key);
  return key;
}

/** It was answered: the next one is another. */
export function forgetRequest(board: string): void {
  kept = null;
  discard(place(board));
}
