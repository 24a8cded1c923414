import { MISSED } from './parts';

/**
 * The app itself on this device: whether it opens without a network, and whether the server has a newer one. A newer one is
 * loaded as soon as nothing on this page would be lost by it. What is done about either comes later than the board.
 */
class AppShell {
  /** Without a network this page can be opened again. */
  kept = $state(isKept());
  /** The server has another version of this page. */
  newer = $state(false);
  /** Each says whether something would be lost with the page now. */
  readonly held = new Set<() => boolean>();

  /** While this says true, the page is not loaded anew. Returns how to end it. */
  holds(busy: () => boolean): () => void {
    this.held.add(busy);
    return () => void this.held.delete(busy);
  }

  /** After a connection that broke or a file that was missing: asks the server for its version. */
  look = (): void => act((keeping) => keeping.look());
  /** Once a board is open and quiet; the files that come later are kept as they come. Returns how to think better of it. */
  keepSoon(): () => void {
    const quiet = setTimeout(() => act((keeping) => keeping.keep()), 11_000);
    return () => clearTimeout(quiet);
  }
}

export const appShell = new AppShell();

/** The worker that keeps the app is there already. Where storage is blocked, to ask is an error. */
function isKept(): boolean {
  try {
    return Boolean(navigator.serviceWorker?.controller);
  } catch {
    return false;
  }
}

type Keeping = typeof import('./keep-app');
let loading: Promise<Keeping> | undefined;

function act(what: (keeping: Keeping) => Promise<void>): void {
  loading ??= import('./keep-app');
  loading.then(what).catch(() => (loading = undefined));
}

/** A part of the page that is not there any more after an upgrade. */
export function watchAppShell(): void {
  addEventListener(MISSED, appShell.look);
}
