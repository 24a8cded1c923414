// What this device remembers of a board between two visits: never anything that matters elsewhere.

const name = (board: string, what: string): string => `herringbone:desk:${board}:${what}`;

export function kept<T>(board: string, what: string): T | null {
  try {
    return JSON.parse(localStorage.getItem(name(board, what)) ?? 'null') as T | null;
  } catch {
    return null;
  }
}

export function keep(board: string, what: string, value: unknown): void {
  try {
    localStorage.setItem(name(board, what), JSON.stringify(value));
  } catch {
    // A browser that keeps nothing: it holds until the page is left.
  }
}
