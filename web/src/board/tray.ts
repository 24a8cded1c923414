import { discard, store, stored } from '../device/storage';
import { freshId } from './ids';
import type { TrayItem } from './model';

/** Where a browser keeps small things; `localStorage`, or a plain map in tests and where the browser keeps nothing. */
export interface Keep {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export class Forgetful implements Keep {
  #values = new Map<string, string>();
  getItem(key: string): string | null {
    return this.#values.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.#values.set(key, value);
  }
  removeItem(key: string): void {
    this.#values.delete(key);
  }
}

/** `localStorage`; what it does not take, or where reading it is not even allowed, is kept until the page is left. */
class BrowserKeep extends Forgetful {
  override getItem(key: string): string | null {
    return super.getItem(key) ?? stored(key);
  }
  override setItem(key: string, value: string): void {
    if (store(key, value)) super.removeItem(key);
    else super.setItem(key, value);
  }
  override removeItem(key: string): void {
    super.removeItem(key);
    discard(key);
  }
}

export function browserKeep(): Keep {
  return new BrowserKeep();
}

/** What the board did not take, kept on this device until it is sent again or thrown away by its person. */
export class Tray {
  #items: readonly TrayItem[] = [];
  #key: string;

  constructor(
    private readonly keep: Keep,
    owner: string,
  ) {
    this.#key = `herringbone:tray:${owner}`;
    this.reload();
  }

  get items(): readonly TrayItem[] {
    return this.#items;
  }

  get key(): string {
    return this.#key;
  }

  find(id: string): TrayItem | undefined {
    return this.#items.find((item) => item.id === id);
  }

  put(items: Omit<TrayItem, 'id' | 'at'>[], at: number): void {
    this.reload();
    const fresh = items.map((item) => ({ ...item, id: freshId('t', 8), at }));
    // A later text for the same cause replaces an earlier one that says the same.
    const kept = this.#items.filter(
      (old) => !fresh.some((item) => item.note === old.note && item.kind === old.kind && item.text === old.text),
    );
    this.#save([...kept, ...fresh]);
  }

  drop(id: string): void {
    this.reload();
    this.#save(this.#items.filter((item) => item.id !== id));
  }

  /** Another window of the same person may have changed it. */
  reload(): void {
    try {
      const kept: unknown = JSON.parse(this.keep.getItem(this.#key) ?? '[]');
      this.#items = Array.isArray(kept) ? (kept as TrayItem[]) : [];
    } catch {
      this.#items = [];
    }
  }

  #save(items: readonly TrayItem[]): void {
    this.#items = items;
    try {
      if (items.length === 0) this.keep.removeItem(this.#key);
      else this.keep.setItem(this.#key, JSON.stringify(items));
    } catch {
      // Storage is full: the items stay until the page is left.
    }
  }
}
