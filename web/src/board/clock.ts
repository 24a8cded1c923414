import { store, stored } from '../device/storage';

/** Under which this device keeps how far the server was ahead when it last said so. */
const KEY = 'herringbone:clock';
/** Against the time since the page was opened, a clock that was not set moves less than this. */
const SET_MS = 1_000;
/** An answer that took longer leaves too much open: a page that loads, or a busy server. Then it is asked again, later and later. */
const SLOW_MS = 200;
const AGAIN_MS = [1_000, 3_000, 9_000];

type Request = () => Promise<{ clockOffset: number | null; roundTrip: number }>;

const sinceOpened = (): number => Date.now() - performance.now();

/** How far the server's clock is ahead, from the answers that tell its time. */
export class ServerClock {
  /** Until the server has said it: what it said last, so that a countdown is right from its first moment on. */
  #offset = Number(stored(KEY)) || 0;
  #set = sinceOpened();
  #request: Request | null = null;
  /** Counts the askings, so that an older one gives way. */
  #asking = 0;

  now(): number {
    // Somebody set the clock of this device, or it slept: what is known of the server's no longer counts.
    if (Math.abs(sinceOpened() - this.#set) > SET_MS && this.#request) void this.ask(this.#request);
    return Date.now() + this.#offset;
  }

  /** Asks until an answer was quick. Of several, the quickest counts. */
  async ask(request: Request): Promise<void> {
    const asking = ++this.#asking;
    this.#request = request;
    this.#set = sinceOpened();
    let best = Infinity;
    for (const wait of [...AGAIN_MS, null]) {
      try {
        const { clockOffset, roundTrip } = await request();
        if (asking !== this.#asking || clockOffset === null) return;
        if (roundTrip < best) {
          best = roundTrip;
          this.#offset = clockOffset;
          store(KEY, String(Math.round(clockOffset)));
        }
      } catch {
        // The next connection asks again.
        return;
      }
      if (best <= SLOW_MS || wait === null) return;
      await new Promise((passed) => setTimeout(passed, wait));
      if (asking !== this.#asking) return;
    }
  }
}
