import { ApiError } from '../api';
import { texts, withWords } from '../i18n/index.svelte';
import { shared } from '../i18n/messages/shared';

/** Why one did not get in, or will not (by the refusal's code). The sentences are loaded when one is needed. */
export async function refused(error: unknown): Promise<string> {
  try {
    const { refusalText } = await withWords(() => import('./refusal-text'));
    return refusalText(typeof error === 'string' ? new ApiError(error, 409, '') : error);
  } catch {
    const s = texts(shared);
    return error instanceof ApiError && error.code === 'network' ? s.error_network : s.error_load;
  }
}
