import { ApiError } from '../api';
import { participant } from '../i18n/messages/participant';
import { shared } from '../i18n/messages/shared';
import { texts } from '../i18n/index.svelte';
import { toasts } from '../ui/toast.svelte';
import { refusalText } from './refusal-text';

/** Says why what was asked for was not done. */
export function tellRefused(error: unknown): void {
  const code = error instanceof ApiError ? error.code : 'network';
  toasts.say(refusalText(texts(participant), texts(shared), code), { tone: 'danger' });
}
