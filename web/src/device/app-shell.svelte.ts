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
  keep = (): void => act((keeping) => keeping.keep());
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

/** After the first picture: what follows costs nothing that anybody waits for. */
export function watchAppShell(): void {
  // A part of the page that is not there any more after an upgrade.
  addEventListener('vite:preloadError', appShell.look);
  const quiet = (): unknown => setTimeout(appShell.keep, 3000);
  if (document.readyState === 'complete') quiet();
  else addEventListener('load', quiet, { once: true });
  // What was loaded since then.
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && appShell.keep());
}
