import * as Y from 'yjs';
import { put, rewrite } from './edits';
import type { BoardView, PresenceView, Role } from './model';
import type { Own } from './device-clients';
import type { Store } from './persistence';
import { BoardReader } from './board-reader';

export interface SheetOptions {
  role: Role;
  /** Whose page this is, where it is a participant's. */
  participant: string | null;
  own: Own;
  store: (name: string, doc: Y.Doc) => Store | null;
  changed: () => void;
}

/** Changes made by this page carry this origin: they, and only they, can be undone here. */
const HERE = { origin: 'this page' };

/**
 * One document on this device: how it looks, what can be undone in it, and the copy that is kept of it. After a
 * refusal a document is ahead of the server for ever, so it is closed as a whole and another sheet takes its place.
 */
export class LocalDoc {
  /** The kept copy; none where nothing can be kept, and none of what only a projector shows. */
  readonly store: Store | null;
  readonly #own: Own;
  readonly #reader: BoardReader;
  readonly #undo: Y.UndoManager;
  #step = '';

  constructor(
    readonly doc: Y.Doc,
    { role, participant, own, store, changed }: SheetOptions,
  ) {
    this.#own = own;
    this.#reader = new BoardReader(doc, { participant, writtenHere: (_, client) => own.has(client) }, changed);
    const roots = ['notes', 'projects', ...(role === 'facilitator' ? ['branches', 'board'] : [])];
    this.#undo = new Y.UndoManager(
      roots.map((root) => doc.getMap(root)),
      { trackedOrigins: new Set([HERE]), captureTimeout: 1500 },
    );
    for (const event of ['stack-item-added', 'stack-item-popped', 'stack-cleared'] as const) this.#undo.on(event, changed);
    this.store = role === 'projector' ? null : store(own.storeName(), doc);
  }

  /** The board as it looks; whatever is as it was `before` stays the same object. */
  look(before: BoardView | null, here: PresenceView[], loaded: boolean): BoardView {
    return this.#reader.read(before, here, loaded);
  }

  get canUndo(): boolean {
    return this.#undo.canUndo();
  }

  get canRedo(): boolean {
    return this.#undo.canRedo();
  }

  undo(): void {
    this.#sign();
    this.#undo.undo();
  }

  redo(): void {
    this.#sign();
    this.#undo.redo();
  }

  /** Typing on in one text is one step for undo; everything else is a step of its own. */
  write<T>(change: () => T, step = ''): T {
    if (step === '' || step !== this.#step) this.#undo.stopCapturing();
    this.#step = step;
    this.#sign();
    return this.doc.transact(change, HERE);
  }

  /** What this document's client writes is known as this person's, before the server says so, and without it. */
  #sign(): void {
    this.#own.wrote(this.doc.clientID);
  }

  map(root: 'notes' | 'branches' | 'projects', id: string): Y.Map<unknown> | null {
    const value = this.doc.getMap(root).get(id);
    return value instanceof Y.Map ? value : null;
  }

  set(map: Y.Map<unknown> | null, key: string, value: string | null): void {
    if (!map) return;
    const now = map.get(key);
    if (now instanceof Y.Text) rewrite(now, value ?? '');
    else put(map, key, value);
  }

  /** Nothing is read, undone or kept from now on. */
  close(): void {
    this.#reader.close();
    this.#undo.destroy();
    void this.store?.close();
    this.doc.destroy();
  }
}
