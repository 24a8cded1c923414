import type { Keep } from './tray';
import { root } from '../device/root';

/**
 * What one person's pages on this device remember of a board besides its content: the Yjs clients they wrote
 * with (so that own causes are known as own before, or without, attribution), and the name of the present copy.
 */
export class Own {
  #clients: Set<number>;
  /** Causes that this person had sealed: nobody else knows whose they are. */
  #revealed: Set<string>;

  constructor(
    private readonly keep: Keep,
    private readonly owner: string,
  ) {
    this.#clients = new Set(this.#read('clients') as number[] | null);
    this.#revealed = new Set(this.#read('revealed') as string[] | null);
  }

  hadSealed(note: string): boolean {
    return this.#revealed.has(note);
  }

  get hasRevealed(): boolean {
    return this.#revealed.size > 0;
  }

  /** False where nothing is new. */
  revealed(notes: string[]): boolean {
    if (notes.every((note) => this.#revealed.has(note))) return false;
    this.#revealed = new Set(notes);
    this.#save('revealed', notes);
    return true;
  }

  has(client: number): boolean {
    return this.#clients.has(client);
  }

  /** Whether it is known of any client that this person wrote with it. */
  get isAny(): boolean {
    return this.#clients.size > 0;
  }

  wrote(client: number): void {
    if (this.#clients.has(client)) return;
    const kept = (this.#read('clients') as number[] | null) ?? [];
    this.#clients = new Set([...kept, ...this.#clients, client].slice(-100));
    this.#save('clients', [...this.#clients]);
  }

  storeName(): string {
    return `${root}herringbone:${this.owner}:${(this.#read('copy') as number | null) ?? 1}`;
  }

  /** After a refusal the copy is left behind: another window may still have it open, so it cannot be reused. */
  nextStore(): void {
    this.#save('copy', ((this.#read('copy') as number | null) ?? 1) + 1);
  }

  forget(): void {
    this.keep.removeItem(`herringbone:clients:${this.owner}`);
    this.keep.removeItem(`herringbone:copy:${this.owner}`);
    this.keep.removeItem(`herringbone:revealed:${this.owner}`);
  }

  #read(what: string): unknown {
    try {
      return JSON.parse(this.keep.getItem(`herringbone:${what}:${this.owner}`) ?? 'null');
    } catch {
      return null;
    }
  }

  #save(what: string, value: unknown): void {
    try {
      this.keep.setItem(`herringbone:${what}:${this.owner}`, JSON.stringify(value));
    } catch {
      // Known until the page is left.
    }
  }
}
