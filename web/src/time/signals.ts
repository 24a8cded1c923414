// When a countdown is worth a sign: a minute before its end, and at its end. It knows no screen and no clock.

import type { SessionView } from '../board/model';
import { remaining } from '../ui/clock';

/** From here on it is the last minute. */
export const MINUTE = 60_000;
/** A server's deadline may reach a page a moment before the page's own clock is there. */
const EARLY = 1_500;
/** A page that slept through the end says nothing of it so long after. */
const LATE = 30_000;

export type Signal = 'minute' | 'end';
export type Phase = 'none' | 'running' | 'minute' | 'over';

/** A sign that has just come. */
export interface Flash {
  signal: Signal;
  /** The activity whose time it was. */
  activity: string | null;
}

/** Time was given again, so it is no last minute any more, or no end. What goes on by itself leaves the sign of the end. */
export function isOvertaken(flash: Flash, activity: string | null, phase: Phase): boolean {
  if (flash.signal === 'minute') return phase === 'running';
  return flash.activity === activity && (phase === 'running' || phase === 'minute');
}

type Timed = Pick<SessionView, 'timer' | 'activity'>;

export function phaseOf({ timer }: Timed, now: number): Phase {
  if (!timer?.running || timer.ends_at === null) return 'none';
  const left = remaining(timer, now);
  return left <= 0 ? 'over' : left <= MINUTE ? 'minute' : 'running';
}

/** Milliseconds until the phase changes by itself; null if it does not. */
export function untilChange({ timer }: Timed, now: number): number | null {
  if (!timer?.running || timer.ends_at === null) return null;
  const left = remaining(timer, now);
  return left > MINUTE ? left - MINUTE : left > 0 ? left : null;
}

/** Gives each sign once, however often it is asked, and none for what had passed when the page was opened. */
export class Signals {
  #activity: string | null = null;
  #deadline: number | null = null;
  #warned = true;
  #ended = true;

  next({ timer, activity }: Timed, now: number): Signal | null {
    const deadline = timer?.running ? timer.ends_at : null;
    if (deadline !== this.#deadline || activity !== this.#activity) {
      const before = this.#deadline;
      // The next activity began by itself.
      const over = !this.#ended && before !== null && activity !== this.#activity && before <= now + EARLY;
      this.#turn(deadline, activity, now);
      if (over) return 'end';
    }
    if (deadline === null) return null;
    const left = deadline - now;
    if (left <= 0) {
      const said = this.#ended;
      this.#warned = this.#ended = true;
      return said || left < -LATE ? null : 'end';
    }
    if (left > MINUTE || this.#warned) return null;
    this.#warned = true;
    return 'minute';
  }

  /** Another countdown, or the same one made longer or shorter. */
  #turn(deadline: number | null, activity: string | null, now: number): void {
    const same = activity === this.#activity && this.#deadline !== null;
    const left = deadline === null ? Infinity : deadline - now;
    this.#deadline = deadline;
    this.#activity = activity;
    if (left > MINUTE) this.#warned = false;
    else if (!same) this.#warned = true;
    if (left > 0) this.#ended = false;
    else if (!same) this.#ended = true;
  }
}
