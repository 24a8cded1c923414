// What this device remembers between two visits: never anything that matters elsewhere. In a browser that keeps nothing (a
// private window, storage that is blocked) everything holds until the page is left. An app under a path keeps what is its own
// under names of its own, because another one on the same host reads the same storage.

import { root } from './root';

/** What is kept under a key; null if nothing is. */
export function stored(key: string): string | null {
  try {
    return localStorage.getItem(root + key);
  } catch {
    return null;
  }
}

/** False where nothing is kept, or there is no more room. */
export function store(key: string, value: string): boolean {
  try {
    localStorage.setItem(root + key, value);
    return true;
  } catch {
    return false;
  }
}

export function discard(key: string): void {
  try {
    localStorage.removeItem(root + key);
  } catch {
    // Nothing was kept.
  }
}

/** The same for what is more than a text; null also if what is kept is no JSON. */
export function storedJson<T>(key: string): T | null {
  try {
    return JSON.parse(stored(key) ?? 'null') as T | null;
  } catch {
    return null;
  }
}

export function storeJson(key: string, value: unknown): void {
  store(key, JSON.stringify(value));
}
