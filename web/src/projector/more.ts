import type { Beginning } from '../board/beginning';
import type { projector } from '../i18n/messages/projector';
import type { Words } from '../i18n/index.svelte';

/** What the wall says of the causes with dots for which it has no room. */
export function moreWithDots(t: Words<typeof projector>, { shown, tied, fewer }: Beginning): string {
  const last = shown.at(-1);
  if (!last || tied === 0) return fewer > 0 ? t.more(fewer) : '';
  const equal = t.more_tied({ n: tied, dots: last.dots });
  return fewer > 0 ? `${equal}, ${t.more_fewer(fewer)}` : equal;
}
