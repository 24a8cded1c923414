import { root } from '../device/root';
/** Where a cause that is being written goes. */
export interface Aim {
  bone: string;
  /** The cause that it explains. */
  under: string | null;
  /** It was begun where nobody sees who writes what. */
  silent: boolean;
}

/**
 * What stands in the field for the next cause. Where it goes is settled with its first letter: neither a call to look
 * elsewhere nor another activity nor a reload moves it, only the person who writes.
 */
export class Draft {
  text = $state('');
  #aim = $state.raw<Aim | null>(null);
  readonly #key: string;

  constructor(board: string) {
    this.#key = `${root}herringbone:writing:${board}`;
    try {
      const kept = JSON.parse(sessionStorage.getItem(this.#key) ?? 'null') as { text: string; aim: Aim } | null;
      if (kept) [this.text, this.#aim] = [kept.text, kept.aim];
    } catch {
      // Nothing was kept.
    }
  }

  /** Null while nothing is written. */
  get aim(): Aim | null {
    return this.#aim;
  }

  write(text: string, aim: Aim): void {
    this.text = text;
    this.#aim = text.trim() ? (this.#aim ?? aim) : null;
    this.#keep();
  }

  /** Only what the writer does moves it. */
  turn(aim: Partial<Aim>): void {
    if (!this.#aim) return;
    this.#aim = { ...this.#aim, ...aim };
    this.#keep();
  }

  clear(): void {
    this.text = '';
    this.#aim = null;
    this.#keep();
  }

  #keep(): void {
    try {
      if (this.#aim) sessionStorage.setItem(this.#key, JSON.stringify({ text: this.text, aim: this.#aim }));
      else sessionStorage.removeItem(this.#key);
    } catch {
      // Kept until the page is left.
    }
  }
}
