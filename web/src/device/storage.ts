// What this device remembers between two visits: never anything that matters elsewhere. In a browser that keeps nothing (a
// private window, storage that is blocked) everything holds until the page is left.

/** What is kept under a key; null if nothing is. */
export function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** False where nothing is kept, or there is no more room. */
export function store(key: string, value: string): boolean {
  try {
    localStorage.setItem(key, value);
    return true;
  } catch {
    return false;
  }
}

export function discard(key: string): void {
  try {
    localStorage.removeItem(key);
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
