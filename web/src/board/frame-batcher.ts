/**
 * Gathers many changes into one call per frame. A hidden page gets no frames; there a slow timer takes over, so
 * that titles and waiting code go on.
 */
export class FrameBatcher {
  #frame: number | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly run: () => void) {}

  beat(): void {
    if (this.#timer !== null) return;
    const frames = typeof requestAnimationFrame === 'function';
    if (frames) this.#frame = requestAnimationFrame(() => this.#fire());
    this.#timer = setTimeout(() => this.#fire(), frames ? 250 : 0);
  }

  stop(): void {
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#frame = null;
    this.#timer = null;
  }

  #fire(): void {
    this.stop();
    this.run();
  }
}
