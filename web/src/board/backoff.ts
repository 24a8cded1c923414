/** The longest wait while nothing answers: whoever is back should be found soon. */
const DOWN_MS = 5_000;
/** The longest wait while the server lets in and hangs up: more of the same helps nobody. */
const LOOP_MS = 30_000;
const FIRST_MS = 250;
/** A connection that lasted this long works; all that was before is forgotten. */
const STABLE_MS = 10_000;

/** When to connect again: each time twice as late, and not when everybody else does. */
export class Backoff {
  /** Tries in a row that nothing answered. */
  #unanswered = 0;
  /** Connections in a row that did not last. */
  #short = 0;
  #open = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stable: ReturnType<typeof setTimeout> | undefined;

  /** The server let in. */
  opened(): void {
    this.#open = true;
    this.#unanswered = 0;
  }

  /** The connection works, so far. */
  works(): void {
    clearTimeout(this.#stable);
    this.#stable = setTimeout(() => (this.#short = 0), STABLE_MS);
  }

  /** It broke: connects again after a while, at least so many milliseconds. */
  again(connect: () => void, least = 0): void {
    this.stop();
    const tries = this.#open ? this.#short++ : this.#unanswered++;
    const most = Math.min(FIRST_MS * 2 ** tries, this.#open ? LOOP_MS : DOWN_MS);
    this.#open = false;
    this.#timer = setTimeout(connect, least + most * (0.5 + Math.random() / 2));
  }

  /** Connects on another line: at once after a time without trouble, else as after a break. */
  renew(connect: () => void): void {
    this.#open = true;
    if (this.#short > 0) return this.again(connect);
    this.stop();
    this.#short++;
    connect();
  }

  /** Nothing is tried any more. */
  stop(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#stable);
  }
}
