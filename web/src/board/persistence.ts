import { IndexeddbPersistence } from 'y-indexeddb';
import type * as Y from 'yjs';

/** The copy of the board that a device keeps. */
export interface Store {
  /** Resolves once the kept copy is in the document, or will not be. */
  ready: Promise<void>;
  close(): Promise<void>;
  /** Forgets the copy. */
  clear(): Promise<void>;
}

/** A browser may refuse to keep anything, or take long: then the board is simply fetched. */
const PATIENCE_MS = 1500;

export function openStore(name: string, doc: Y.Doc): Store | null {
  if (typeof indexedDB === 'undefined') return null;
  const kept = new IndexeddbPersistence(name, doc);
  const opened: Promise<unknown> = kept._db;
  const failed = opened.then(
    () => new Promise<void>(() => {}),
    () => undefined,
  );
  const late = new Promise<void>((resolve) => setTimeout(resolve, PATIENCE_MS));
  return {
    ready: Promise.race([kept.whenSynced.then(() => undefined), failed, late]),
    close: () => kept.destroy().catch(() => undefined),
    clear: () => kept.clearData().catch(() => undefined),
  };
}
