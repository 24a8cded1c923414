import { keepToken, route } from '../../routes';
import type { Place } from '../facilitator-state.svelte';
import { root } from '../../device/root';

/**
 * Opens the projector's page in a window of this computer. Its token is left for it on the device, so that no
 * secret stands in an address bar that the whole room can read; before the server has told the projector's link, the
 * board is shown with the facilitator's right to read.
 */
export function openProjector({ board, token }: Place, link: string | null): void {
  const to = link === null ? null : route(`${root}/project/any`, new URL(link).hash);
  const own = (to && 'token' in to && to.token) || token;
  keepToken('projector', board, own);
  const kept = keepToken('projector', board, null) === own;
  window.open(`${root}/project/${encodeURIComponent(board)}${kept ? '' : `#${own}`}`, `projector-${board}`);
}
