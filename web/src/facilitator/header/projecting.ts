import { shelf } from '../../home/kept.svelte';
import { keepToken } from '../../routes';
import type { Place } from '../desk.svelte';

/** The projector's own token, where this device made the board; it may be handed on, the facilitator's may not. */
export function projectorToken(board: string): string | null {
  return shelf.boards.find(({ id }) => id === board)?.projector_token ?? null;
}

/** The projector's link for another computer. */
export function projectorLink(board: string): string | null {
  const token = projectorToken(board);
  return token && `${location.origin}/project/${board}#${token}`;
}

/**
 * Opens the projector's page in a window of this computer. Its token is left for it on the device, so that no
 * secret stands in an address bar that the whole room can read; a board that was made elsewhere is shown with the
 * facilitator's right to read.
 */
export function openProjector({ board, token }: Place): void {
  const own = projectorToken(board) ?? token;
  keepToken('projector', board, own);
  const kept = keepToken('projector', board, null) === own;
  window.open(`/project/${encodeURIComponent(board)}${kept ? '' : `#${own}`}`, `projector-${board}`);
}
