/** How far the server's clock is ahead, from the answers that tell its time. */
export class ServerClock {
  #offset = 0;

  now(): number {
    return Date.now() + this.#offset;
  }

  async ask(request: () => Promise<{ clockOffset: number | null }>): Promise<void> {
    try {
      const { clockOffset } = await request();
      if (clockOffset !== null) this.#offset = clockOffset;
    } catch {
      // The next connection asks again.
    }
  }
}
