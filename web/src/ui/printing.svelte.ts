import { flushSync } from 'svelte';

/**
 * Whether the page is going onto paper. What is only for paper is built at that moment, before the browser looks.
 * Made while a component is set up.
 */
export function printing(): { readonly now: boolean } {
  let now = $state(false);
  $effect(() => {
    const media = matchMedia('print');
    const print = (on: boolean): void => flushSync(() => void (now = on));
    const start = (): void => print(true);
    const end = (): void => print(false);
    const change = (): void => print(media.matches);
    addEventListener('beforeprint', start);
    addEventListener('afterprint', end);
    media.addEventListener('change', change);
    return () => {
      removeEventListener('beforeprint', start);
      removeEventListener('afterprint', end);
      media.removeEventListener('change', change);
    };
  });
  return {
    get now() {
      return now;
    },
  };
}
