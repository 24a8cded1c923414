/** What the browser tells a page of the world outside: the network, and other windows of the same person. */
export interface Outside {
  online: () => void;
  offline: () => void;
  /** Another window changed what is kept under this key. */
  kept: (key: string | null) => void;
}

/** Returns how to stop listening. Where there is no browser (in tests), nothing happens. */
export function watchOutside(to: Outside): () => void {
  const stop = new AbortController();
  const listen = (event: string, heard: (event: Event) => void): void =>
    globalThis.addEventListener?.(event, heard, { signal: stop.signal });
  listen('online', to.online);
  listen('offline', to.offline);
  listen('storage', (event) => to.kept((event as StorageEvent).key));
  return () => stop.abort();
}
