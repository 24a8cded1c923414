import * as Y from 'yjs';

/** The copy of the board that a device keeps. */
export interface Store {
  /** Resolves once the kept copy is in the document, or will not be. */
  ready: Promise<void>;
  close(): Promise<void>;
  /** Forgets the copy. */
  clear(): Promise<void>;
}

/** Why nothing is kept any more. */
export type Loss =
  /** The browser keeps nothing here, or not at present. */
  | 'refused'
  /** The connection to what is kept broke: it may be opened anew. */
  | 'closed'
  /** It was deleted: another window left the board, or a refusal made it worthless. */
  | 'deleted';

/** A browser may refuse to keep anything, or never answer: then the board is simply fetched. */
const PATIENCE_MS = 1500;
/** So many updates are kept one by one before the whole document takes their place. */
const FEW = 500;
const UPDATES = 'updates';

/** Null where the browser keeps nothing, and says so at once. Whatever fails here, the document goes on without it. */
export function openStore(name: string, doc: Y.Doc, lost: (why: Loss) => void): Store | null {
  let request: IDBOpenDBRequest;
  try {
    // Even to look at it fails where storage is blocked.
    request = indexedDB.open(name);
  } catch {
    return null;
  }
  return new KeptCopy(request, name, doc, lost);
}

/**
 * A document's updates in IndexedDB, in the form that `y-indexeddb` gave them. Not that library itself: it writes inside
 * the document's own transaction, so that a closed database would stop the document.
 */
class KeptCopy implements Store {
  readonly ready: Promise<void>;
  #settled: () => void = () => {};
  #db: IDBDatabase | null = null;
  /** Updates that are not written yet. */
  #pending: Uint8Array[] = [];
  /** A transaction is under way. Until the copy is read, there is one. */
  #busy = true;
  #over = false;
  /** The last key that was read into the document. */
  #read = 0;
  #count = 0;

  constructor(
    request: IDBOpenDBRequest,
    private readonly name: string,
    private readonly doc: Y.Doc,
    private readonly lost: (why: Loss) => void,
  ) {
    this.ready = new Promise((resolve) => {
      this.#settled = resolve;
      setTimeout(resolve, PATIENCE_MS);
    });
    request.onupgradeneeded = () => request.result.createObjectStore(UPDATES, { autoIncrement: true });
    request.onerror = () => this.#lose('refused');
    request.onsuccess = () => this.#opened(request.result);
  }

  async close(): Promise<void> {
    if (this.#pending.length > 0) this.#transact((updates) => this.#pending.forEach((update) => updates.add(update)));
    this.#end();
  }

  async clear(): Promise<void> {
    this.#pending = [];
    this.#end();
    try {
      const request = indexedDB.deleteDatabase(this.name);
      await new Promise<unknown>((done) => (request.onsuccess = request.onerror = request.onblocked = done));
    } catch {
      // Nothing is kept here.
    }
  }

  #opened(db: IDBDatabase): void {
    if (this.#over) return db.close();
    this.#db = db;
    db.onversionchange = () => this.#lose('deleted');
    db.onclose = () => this.#lose('closed');
    this.doc.on('update', this.#onUpdate);
    this.#transact((updates) => {
      // What is in the document already, where it was not opened for the first time.
      if (this.doc.store.clients.size > 0) updates.add(Y.encodeStateAsUpdate(this.doc));
      this.#takeIn(updates);
    });
  }

  readonly #onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin === this) return;
    this.#pending.push(update);
    if (!this.#busy) this.#write();
    // Nothing was answered for very long: what waits here must not grow for ever.
    else if (this.#pending.length > 4 * FEW) this.#lose('refused');
  };

  #write(): void {
    const updates = this.#pending.splice(0);
    this.#count += updates.length;
    this.#transact((store) => {
      for (const update of updates) store.add(update);
      if (this.#count >= FEW) this.#takeIn(store, () => this.#compact(store));
    });
  }

  /** Reads what is kept and was not read, be it from the last visit or from another window. */
  #takeIn(store: IDBObjectStore, then: () => void = () => {}): void {
    const unread = IDBKeyRange.lowerBound(this.#read, true);
    const keys = store.getAllKeys(unread);
    const values = store.getAll(unread);
    values.onsuccess = () => {
      if (this.#over) return;
      const updates = values.result as Uint8Array[];
      try {
        Y.transact(this.doc, () => updates.forEach((update) => Y.applyUpdate(this.doc, update, this)), this, false);
      } catch {
        // It was damaged: what could be read takes its place.
        this.#count = FEW;
      }
      this.#read = (keys.result.at(-1) as number | undefined) ?? this.#read;
      this.#count = Math.max(this.#count, updates.length);
      this.#settled();
      then();
    };
  }

  #compact(store: IDBObjectStore): void {
    store.delete(IDBKeyRange.upperBound(this.#read));
    store.add(Y.encodeStateAsUpdate(this.doc));
    this.#count = 1;
  }

  #transact(act: (updates: IDBObjectStore) => void): void {
    try {
      const transaction = this.#db?.transaction(UPDATES, 'readwrite');
      if (!transaction) return;
      this.#busy = true;
      // Also of a full disk: whatever went wrong inside ends the transaction.
      transaction.onabort = () => this.#lose('refused');
      transaction.oncomplete = () => {
        this.#busy = false;
        if (this.#pending.length > 0) this.#write();
      };
      act(transaction.objectStore(UPDATES));
    } catch {
      // It was closed and nobody said so.
      this.#lose('closed');
    }
  }

  #lose(why: Loss): void {
    if (this.#over) return;
    this.#end();
    this.lost(why);
  }

  #end(): void {
    this.#over = true;
    this.doc.off('update', this.#onUpdate);
    this.#db?.close();
    this.#settled();
  }
}
