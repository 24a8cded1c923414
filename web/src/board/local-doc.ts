import * as Y from 'yjs';
import { put, rewrite } from './edits';
import { History } from './history';
import { merged } from './merge';
import type { BoardView, PresenceView, Role } from './model';
import type { Own } from './device-clients';
import type { Loss, Store } from './persistence';
import { BoardReader } from './board-reader';

export type OpenStore = (name: string, doc: Y.Doc, lost: (why: Loss) => void) => Store | null;

/** Whether this device keeps a copy: it does, it never did, or it did until something went wrong. */
export type Kept = 'kept' | 'never' | 'lost';

export interface SheetOptions {
  role: Role;
  /** Whose page this is, where it is a participant's. */
  participant: string | null;
  own: Own;
  store: OpenStore;
  changed: () => void;
}

/** A copy that broke is opened anew, but not for ever. */
const ANEW = 3;

/** Changes made by this page carry this origin: they, and only they, can be undone here. */
const HERE = { origin: 'this page' };

/**
 * One document on this device: how it looks, what can be undone in it, and the copy that is kept of it. After a
 * refusal a document is ahead of the server for ever, so it is closed as a whole and another sheet takes its place.
 */
export class LocalDoc {
  /** The kept copy; none where nothing can be kept, and none of what only a projector shows. */
  store: Store | null = null;
  kept: Kept = 'never';
  readonly #open: OpenStore;
  readonly #changed: () => void;
  #name = '';
  #opened = 0;
  readonly #own: Own;
  readonly #reader: BoardReader;
  readonly #undo: Y.UndoManager;
  readonly history: History;
  #step = '';

  constructor(
    readonly doc: Y.Doc,
    { role, participant, own, store, changed }: SheetOptions,
  ) {
    this.#own = own;
    this.#reader = new BoardReader(
      doc,
      { participant, writtenHere: (_, client) => own.has(client), hadSealed: (id) => own.hadSealed(id) },
      changed,
    );
    const roots = ['notes', 'projects', ...(role === 'facilitator' ? ['branches', 'board', 'facts'] : [])];
    this.#undo = new Y.UndoManager(
      roots.map((root) => doc.getMap(root)),
      { trackedOrigins: new Set([HERE]), captureTimeout: 1500 },
    );
    this.history = new History(this.#undo, () => this.#sign());
    for (const event of ['stack-item-added', 'stack-item-popped', 'stack-cleared'] as const) this.#undo.on(event, changed);
    this.#open = store;
    this.#changed = changed;
    if (role !== 'projector') this.#keep();
  }

  #keep(): void {
    this.#name = this.#own.storeName();
    this.#opened += 1;
    const again = this.kept !== 'never';
    this.store = this.#open(this.#name, this.doc, (why) => this.#lost(why));
    this.kept = this.store ? 'kept' : again ? 'lost' : 'never';
  }

  /** The document goes on without its copy, or with another one. */
  #lost(why: Loss): void {
    this.store = null;
    // Another window of this person went on with another copy, because the old one was refused.
    const moved = why === 'deleted' && this.#name !== this.#own.storeName();
    if ((moved || why === 'closed') && this.#opened < ANEW) this.#keep();
    else this.kept = 'lost';
    this.#changed();
  }

  /** The board as it looks; whatever is as it was `before` stays the same object. */
  look(before: BoardView | null, here: PresenceView[], loaded: boolean): BoardView {
    return this.#reader.read(before, here, loaded);
  }

  /** Typing on in one text is one step for undo; everything else is a step of its own. */
  write<T>(change: () => T, step = ''): T {
    if (step === '' || step !== this.#step) this.#undo.stopCapturing();
    this.#step = step;
    this.#sign();
    return this.doc.transact(change, HERE);
  }

  /** These causes of this person were sealed before. */
  revealed(notes: string[]): void {
    if (!this.#own.revealed(notes)) return;
    this.#reader.again();
    this.#changed();
  }

  /** What this document's client writes is known as this person's, before the server says so, and without it. */
  #sign(): void {
    this.#own.wrote(this.doc.clientID);
  }

  map(root: 'notes' | 'branches' | 'projects', id: string): Y.Map<unknown> | null {
    const value = this.doc.getMap(root).get(id);
    return value instanceof Y.Map ? value : null;
  }

  /** `opened` is what the value was changed from: what others wrote since then stays. */
  set(map: Y.Map<unknown> | null, key: string, value: string | null, opened?: string): void {
    if (!map) return;
    const now = map.get(key);
    if (now instanceof Y.Text) rewrite(now, value ?? '', opened);
    else if (opened === undefined || typeof now !== 'string') put(map, key, value);
    else put(map, key, merged(opened, value ?? '', now) || null);
  }

  /** Nothing is read, undone or kept from now on. */
  close(): void {
    this.#reader.close();
    this.#undo.destroy();
    void this.store?.close();
    this.doc.destroy();
  }
}
