import { untrack } from 'svelte';

/** Until it is asked for again. */
const AGAIN_MS = 5_000;

/** Asks for something until it is there, as long as the component lives that made it: a network that was away comes back. */
export class Asked<T> {
  value = $state.raw<T>();
  /** It could not be had so far. */
  failed = $state(false);
  /** By hand, or since the network is back: it is on its way again. */
  asking = $state(false);
  /** Asks for it at once. */
  again = (): void => {};

  constructor(source: () => () => Promise<T>) {
    $effect(() => {
      const load = source();
      this.value = undefined;
      this.failed = this.asking = false;
      let over = false;
      let waiting: ReturnType<typeof setTimeout> | undefined;
      let running = false;
      const ask = (): void => {
        clearTimeout(waiting);
        if (running) return;
        running = true;
        untrack(load)
          .then(
            (value) => {
              if (over) return;
              this.value = value;
              this.failed = false;
            },
            () => {
              if (over) return;
              this.failed = true;
              waiting = setTimeout(ask, AGAIN_MS);
            },
          )
          .finally(() => {
            running = false;
            if (!over) this.asking = false;
          });
      };
      this.again = () => {
        if (!this.failed) return;
        this.asking = true;
        ask();
      };
      addEventListener('online', this.again);
      ask();
      return () => {
        over = true;
        clearTimeout(waiting);
        removeEventListener('online', this.again);
      };
    });
  }
}
