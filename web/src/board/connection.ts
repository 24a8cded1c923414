import * as Y from 'yjs';
import { api, ApiError, type Command } from '../api';
import { ServerClock } from './clock';
import { again, mayAgain, sortOut } from './again';
import { addNote, moveNote, put, rewrite, type Move, type NewNote } from './edits';
import { Line, type Closed } from './line';
import { Copy, lostChanges, type Lost } from './lost';
import type { Ballot, BoardView, NoteView, PresenceView, Role, Status, TrayItem } from './model';
import { watchOutside } from './outside';
import { Own } from './own';
import { openStore, type Store } from './persistence';
import { Picture } from './picture';
import { may } from './rules';
import { Pulse } from './pulse';
import { browserKeep, Tray, type Keep } from './tray';

export interface ConnectionOptions {
  board: string;
  token: string;
  role: Role;
  /** Who this page belongs to, where it is a participant's. */
  participant?: { id: string; name: string; department: string | null } | null;
  /** For tests: where the server is, and what the browser would provide. */
  url?: string;
  WebSocket?: typeof WebSocket;
  keep?: Keep;
  store?: (name: string, doc: Y.Doc) => Store | null;
  http?: Pick<typeof api, 'command' | 'ballot' | 'state'>;
}

/** Changes made by this page carry this origin: they, and only they, can be undone here. */
const HERE = { origin: 'this page' };

/**
 * The board on this device: a Yjs document that is written to at once, whatever the network does, and a line on
 * which the server confirms or refuses. After a refusal the document is ahead of the server for ever; so what was
 * not confirmed is taken aside into the tray, and a fresh document takes its place.
 */
export class Connection {
  readonly options: ConnectionOptions;
  readonly #http: Pick<typeof api, 'command' | 'ballot' | 'state'>;
  readonly #clock = new ServerClock();
  readonly #pulse = new Pulse(() => this.#tell());
  readonly #tray: Tray;
  readonly #own: Own;
  readonly #listeners = new Set<() => void>();
  #doc!: Y.Doc;
  #line!: Line;
  #picture!: Picture;
  #undo!: Y.UndoManager;
  #store: Store | null = null;
  #view!: BoardView;
  #stale = true;
  #loaded = false;
  #closed: Closed | null = null;
  #recovery: { line: Line; code: string } | null = null;
  #busyTimer: ReturnType<typeof setTimeout> | undefined;
  #unwatch: () => void;
  #destroyed = false;
  #retried = new Set<string>();
  #step = '';
  #restartedAt = 0;

  constructor(options: ConnectionOptions) {
    this.options = options;
    this.#http = options.http ?? api;
    const owner = `${options.board}:${options.participant?.id ?? options.role}`;
    const keep = options.keep ?? browserKeep();
    this.#tray = new Tray(keep, owner);
    this.#own = new Own(keep, owner);
    this.#open(new Y.Doc(), null);
    this.#unwatch = watchOutside({
      online: () => (this.#closed === 'offline' || this.#closed === 'restarting') && this.#resume(),
      offline: () => this.#cutOff(),
      kept: (key) => key === this.#tray.key && this.#trayChanged(),
    });
  }

  // Reading

  /** Called at most once a frame, after anything changed. Returns how to stop. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get view(): BoardView {
    if (this.#stale) {
      this.#stale = false;
      this.#view = this.#picture.read(this.#view ?? null, this.#here(), this.#loaded);
    }
    return this.#view;
  }

  get status(): Status {
    const closed = this.#closed;
    if (closed === 'removed' || closed === 'gone' || closed === 'denied') return closed;
    if (closed === 'busy') return 'busy';
    if (this.#recovery) return 'refused';
    if (!this.#line.live) return closed === 'restarting' ? 'restarting' : closed || this.#loaded ? 'offline' : 'connecting';
    if (this.#line.acknowledgement.waiting) return 'sending';
    return this.view.session.finished ? 'finished' : 'saved';
  }

  get tray(): readonly TrayItem[] {
    return this.#tray.items;
  }

  get canUndo(): boolean {
    return this.#undo.canUndo();
  }

  get canRedo(): boolean {
    return this.#undo.canRedo();
  }

  /** Milliseconds on the server's clock. */
  serverNow(): number {
    return this.#clock.now();
  }

  may(deed: 'add' | 'edit' | 'move' | 'remove', note?: Pick<NoteView, 'mine'> | null): boolean {
    return may(this.view.session, this.options.role, deed, note);
  }

  // Writing the document: at once here, confirmed later

  addNote(note: NewNote): string {
    return this.#write(() => {
      const id = addNote(this.#doc, this.view, note);
      this.#own.wrote(this.#doc.clientID);
      return id;
    });
  }

  editNote(id: string, text: string): void {
    this.#write(() => {
      const value = this.#map('notes', id)?.get('text');
      if (value instanceof Y.Text) rewrite(value, text);
    }, `edit ${id}`);
  }

  /** False where the move would make a circle or nest too deep. */
  moveNote(id: string, move: Move): boolean {
    return this.#write(() => moveNote(this.#doc, this.view, id, move, (note) => this.may('move', note)));
  }

  removeNote(id: string): void {
    this.#write(() => this.#doc.getMap('notes').delete(id));
  }

  /** Evidence, figure, reference, list, owner of a cause. */
  setField(id: string, key: 'evidence' | 'figure' | 'reference' | 'list' | 'owner', value: string | null): void {
    this.#write(() => this.#set(this.#map('notes', id), key, value));
  }

  setBranch(id: string, key: 'title' | 'question' | 'order', value: string): void {
    this.#write(() => this.#set(this.#map('branches', id), key, value));
  }

  addBranch(branch: { id: string; title: string; question: string; order: string }): void {
    this.#write(() => {
      const map = new Y.Map<unknown>();
      for (const key of ['title', 'question', 'order'] as const) map.set(key, branch[key]);
      this.#doc.getMap('branches').set(branch.id, map);
    });
  }

  removeBranch(id: string): void {
    this.#write(() => this.#doc.getMap('branches').delete(id));
  }

  setBoard(key: 'effect' | 'title' | 'goal_workshop' | 'goal_organisation', value: string): void {
    this.#write(() => this.#set(this.#doc.getMap('board'), key, value));
  }

  setProject(id: string, key: string, value: string | null): void {
    this.#write(() => this.#set(this.#map('projects', id), key, value));
  }

  /** Replaces one of a project's lists: `notes`, `competences`, `tools`, `methods`, `approvals`. */
  setProjectList(id: string, key: string, items: string[]): void {
    this.#write(() => {
      const project = this.#map('projects', id);
      if (!project) return;
      let list = project.get(key);
      if (!(list instanceof Y.Map)) project.set(key, (list = new Y.Map()));
      const map = list as Y.Map<unknown>;
      for (const item of [...map.keys()]) if (!items.includes(item)) map.delete(item);
      items.forEach((item, index) => put(map, item, `a${String(index).padStart(3, '0')}`));
    });
  }

  removeProject(id: string): void {
    this.#write(() => this.#doc.getMap('projects').delete(id));
  }

  /** Any other change of the document, undone as one step. */
  change<T>(write: (doc: Y.Doc) => T): T {
    return this.#write(() => write(this.#doc));
  }

  undo(): void {
    this.#undo.undo();
  }

  redo(): void {
    this.#undo.redo();
  }

  // The tray

  /** Puts a text aside that could not be sent by a command. */
  keep(item: Omit<TrayItem, 'id' | 'at'>): void {
    this.#tray.put([item], Date.now());
    this.#changed();
  }

  /** Adds or changes it again. False, and nothing happens, where it would be refused again. */
  resend(id: string): boolean {
    const item = this.#tray.find(id);
    if (!item || !this.mayResend(id)) return false;
    this.#tray.drop(id);
    again(this, item);
    this.#changed();
    return true;
  }

  mayResend(id: string): boolean {
    const item = this.#tray.find(id);
    return item !== undefined && mayAgain(item, this.view, this.options.role);
  }

  discard(id: string): void {
    this.#tray.drop(id);
    this.#changed();
  }

  // Commands

  command(command: Command): Promise<{ seq: number }> {
    return this.#http.command(this.options.board, this.options.token, command);
  }

  ballot(): Promise<Ballot> {
    return this.#http.ballot(this.options.board, this.options.token);
  }

  /** What others may know of this page now, such as the note being edited. */
  setPresence(key: string, value: unknown): void {
    this.#line.provider.awareness.setLocalStateField(key, value);
  }

  /** Leaves the board on this device: the kept copy goes, and what was not sent with it. */
  async forget(): Promise<void> {
    const store = this.#store;
    this.destroy();
    for (const { id } of this.#tray.items) this.#tray.drop(id);
    this.#own.forget();
    await store?.clear();
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    clearTimeout(this.#busyTimer);
    this.#unwatch();
    this.#pulse.stop();
    this.#listeners.clear();
    this.#recovery?.line.hangUp();
    this.#recovery?.line.options.doc.destroy();
    this.#close();
  }

  // Inside

  /** Makes `doc` the board on this device; `line` where it is connected already. */
  #open(doc: Y.Doc, line: Line | null): void {
    this.#doc = doc;
    this.#picture = new Picture(doc, { participant: this.options.participant?.id ?? null, writtenHere: (_, client) => this.#own.has(client) }, () => this.#changed());
    const roots = ['notes', 'projects', ...(this.options.role === 'facilitator' ? ['branches', 'board'] : [])];
    this.#undo = new Y.UndoManager(roots.map((root) => doc.getMap(root)), { trackedOrigins: new Set([HERE]), captureTimeout: 1500 });
    for (const event of ['stack-item-added', 'stack-item-popped', 'stack-cleared'] as const) this.#undo.on(event, () => this.#changed());
    this.#line = line ?? this.#dial(doc);
    this.#line.provider.awareness.on('change', () => this.#changed());
    const store = this.options.role === 'projector' ? null : (this.options.store ?? openStore)(this.#own.storeName(), doc);
    this.#store = store;
    if (line) return;
    if (!store) return this.#line.connect();
    // What this device kept is read first, so that the server sends only what is new.
    void store.ready.then(() => {
      if (this.#destroyed || this.#doc !== doc) return;
      if (doc.getMap('session').size > 0) this.#loaded = true;
      this.#changed();
      this.#line.connect();
    });
  }

  #close(): void {
    this.#picture.close();
    this.#undo.destroy();
    this.#line.hangUp();
    void this.#store?.close();
    this.#doc.destroy();
  }

  #dial(doc: Y.Doc): Line {
    const { board, token, url, WebSocket, participant } = this.options;
    const line: Line = new Line(
      { url: url ?? `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/sync`, board, token, doc, WebSocket },
      {
        changed: () => this.#changed(),
        synced: () => this.#synced(line),
        refused: (code) => this.#refused(code),
        closed: (why) => this.#lineClosed(line, why),
      },
    );
    if (participant) line.provider.awareness.setLocalStateField('user', participant);
    return line;
  }

  #synced(line: Line): void {
    if (this.#destroyed) return;
    this.#closed = null;
    this.#loaded = true;
    if (this.#recovery?.line === line) this.#recovered();
    void this.#clock.ask(() => this.#http.state(this.options.board, this.options.token));
    this.#changed();
  }

  /** Something of this page was refused: fetch a fresh copy beside the present one, then exchange them. */
  #refused(code: string): void {
    if (this.#destroyed || this.#recovery) return;
    this.#line.provider.disconnect();
    this.#recovery = { line: this.#dial(new Y.Doc()), code };
    if (this.#closed !== 'busy') this.#recovery.line.connect();
    this.#changed();
  }

  #recovered(): void {
    const { line, code } = this.#recovery!;
    this.#recovery = null;
    const lost = lostChanges(this.#doc, new Copy(line.options.doc), line.options.doc);
    const sorted = sortOut(lost, code, this.#retried);
    this.#putAside(sorted.aside, code);
    // Only now that the tray has it may the refused copy go.
    const old = this.#store;
    this.#close();
    this.#own.nextStore();
    void old?.clear();
    this.#open(line.options.doc, line);
    this.#stale = true;
    for (const item of sorted.again) again(this, item);
  }

  #lineClosed(line: Line, why: Closed): void {
    if (this.#destroyed || (this.#recovery && line !== this.#recovery.line)) return;
    // A restart takes a few tries to connect again; only then is it being offline.
    const expected = why === 'offline' && this.#closed === 'restarting' && Date.now() - this.#restartedAt < 20_000;
    if (why === 'restarting') this.#restartedAt = Date.now();
    this.#closed = expected ? 'restarting' : why;
    if (why === 'malformed' || why === 'too-large') {
      // What this page sent could not even be read: the same path as a refusal.
      if (!this.#recovery) this.#refused(why);
    } else if (why === 'busy') {
      clearTimeout(this.#busyTimer);
      this.#busyTimer = setTimeout(() => this.#resume(), 20_000);
    } else if (why === 'offline' && !this.#loaded) {
      // A proxy in between may hide the close code; a plain question is answered plainly.
      void this.#askWhy();
    } else if (why === 'removed' || why === 'gone') {
      // Nothing can be sent any more, but what was written stays readable on this device.
      this.#keepUnsent(why);
    }
    this.#changed();
  }

  async #askWhy(): Promise<void> {
    try {
      await this.#http.state(this.options.board, this.options.token);
    } catch (error) {
      const told = { 401: 'denied', 403: 'removed', 404: 'gone' } as const;
      const why = error instanceof ApiError ? told[error.status as keyof typeof told] : undefined;
      if (!why || this.#destroyed || this.#line.live) return;
      this.#line.provider.disconnect();
      this.#closed = why;
      this.#changed();
    }
  }

  #resume(): void {
    this.#closed = 'offline';
    (this.#recovery?.line ?? this.#line).connect();
    this.#changed();
  }

  #keepUnsent(reason: string): void {
    let lost = lostChanges(this.#doc, this.#line.acknowledgement);
    if (!this.#line.compared) {
      // What an earlier visit could not send is in the kept copy: mine, and never attributed by the server.
      const attributed = this.#doc.getMap('attribution');
      const unsent = [...this.view.notes.values()].filter(({ id, mine }) => mine && !attributed.has(id) && !lost.some(({ note }) => note === id));
      lost = [...lost, ...unsent.map(({ id, text, branch, parent }): Lost => ({ kind: 'added', note: id, text, branch, parent, clock: 0 }))];
    }
    this.#putAside(lost, reason);
  }

  #putAside(lost: Lost[], reason: string): void {
    this.#tray.put(lost.map(({ clock: _, ...item }) => ({ ...item, reason })), Date.now());
  }

  #set(map: Y.Map<unknown> | null, key: string, value: string | null): void {
    if (!map) return;
    const now = map.get(key);
    if (now instanceof Y.Text) rewrite(now, value ?? '');
    else put(map, key, value);
  }

  #map(root: 'notes' | 'branches' | 'projects', id: string): Y.Map<unknown> | null {
    const value = this.#doc.getMap(root).get(id);
    return value instanceof Y.Map ? value : null;
  }

  /** Typing on in one text is one step for undo; everything else is a step of its own. */
  #write<T>(change: () => T, step = ''): T {
    if (step === '' || step !== this.#step) this.#undo.stopCapturing();
    this.#step = step;
    return this.#doc.transact(change, HERE);
  }

  #here(): PresenceView[] {
    return [...this.#line.provider.awareness.getStates()].map(([clientId, state]) => {
      const user = state.user as PresenceView['user'] | undefined;
      return { clientId, user: user && typeof user.id === 'string' ? user : null, state };
    });
  }

  #changed(): void {
    this.#stale = true;
    this.#pulse.beat();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  #trayChanged(): void {
    this.#tray.reload();
    this.#changed();
  }

  /** The device says that it has no network: no need to wait until the line finds out. */
  #cutOff(): void {
    this.#closed = 'offline';
    this.#line.provider.ws?.close();
    this.#changed();
  }
}
