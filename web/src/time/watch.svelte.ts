import { untrack } from 'svelte';
import type { SessionView } from '../board/model';
import { LOOK_MS } from '../ui/clock';
import { isOvertaken, phaseOf, Signals, untilChange, type Flash, type Phase } from './signals';

/** How long a sign stands large on a screen. */
const SHOWN_MS = { minute: 10_000, end: 15_000 };
/** What the server says of its clock may come late: then it is looked at again as soon as the countdown is. */
const PACE = { least: 20, most: LOOK_MS };

/** Follows the countdown of a board by the server's clock, as long as the component lives that made it. */
export class TimeWatch {
  phase = $state<Phase>('none');
  flash = $state.raw<Flash | null>(null);
  #signals = new Signals();
  #activity: string | null = null;
  #gone: ReturnType<typeof setTimeout> | undefined;

  constructor(
    session: () => SessionView,
    private readonly now: () => number,
    private readonly on: (flash: Flash) => void = () => {},
  ) {
    $effect(() => {
      const { timer, activity } = session();
      const timed = { timer, activity };
      let next: ReturnType<typeof setTimeout> | undefined;
      const look = (): void => {
        const rest = untilChange(timed, this.#look(timed));
        if (rest !== null) next = setTimeout(look, Math.min(Math.max(rest, PACE.least), PACE.most));
      };
      untrack(look);
      return () => clearTimeout(next);
    });
    $effect(() => () => clearTimeout(this.#gone));
  }

  #look(timed: Pick<SessionView, 'timer' | 'activity'>): number {
    const now = this.now();
    this.phase = phaseOf(timed, now);
    const signal = this.#signals.next(timed, now);
    if (signal) this.#say({ signal, activity: this.#activity ?? timed.activity });
    else if (this.flash && isOvertaken(this.flash, timed.activity, this.phase)) this.flash = null;
    this.#activity = timed.activity;
    return now;
  }

  #say(flash: Flash): void {
    this.flash = flash;
    clearTimeout(this.#gone);
    this.#gone = setTimeout(() => (this.flash = null), SHOWN_MS[flash.signal]);
    this.on(flash);
  }
}
