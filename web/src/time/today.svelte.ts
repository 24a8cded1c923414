import { dayOf } from '../facilitator/agenda/calendar';

/** The day by the server's clock and this device's calendar, on a page that may stay open over midnight. */
export class Today {
  now = $state(0);
  readonly day = $derived(dayOf(this.now));

  /** For a component: it looks at the clock as long as that is there. */
  constructor(now: () => number) {
    this.now = now();
    $effect(() => {
      const ticking = setInterval(() => (this.now = now()), 30_000);
      return () => clearInterval(ticking);
    });
  }
}
