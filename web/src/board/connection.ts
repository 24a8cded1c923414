import * as Y from 'yjs';
import { api, type Command } from '../api';
import { again, mayAgain, sortOut } from './resend';
import type { SyncProvider } from './provider';
import { authors, Copy, lostChanges, OwnCopy, unsentChanges, type Lost } from './unsent';
import type { Ballot, BoardView, NoteView, PresenceView, Role, Status, TrayItem } from './model';
import { watchOutside } from './browser-events';
import { Own } from './device-clients';
import { openStore } from './persistence';
import { FrameBatcher } from './frame-batcher';
import { ServerLink } from './reconnect';
import type { Outcome } from './history';
import { may, type Deed } from './rules';
import { LocalDoc, type Kept, type OpenStore } from './local-doc';
import type { TakingBack } from './taking-back';
import { browserKeep, Tray, type Keep } from './tray';
import { Writer } from './writer';
import { root } from '../device/root';

export interface ConnectionOptions {
  board: string;
  token: string;
  role: Role;
  /** Who this page belongs to, where it is a participant's. */
  participant?: PresenceView['user'];
  /** For tests: where the server is, and what the browser would provide. */
  url?: string;
  WebSocket?: typeof WebSocket;
  keep?: Keep;
  store?: OpenStore;
  http?: Pick<typeof api, 'command' | 'ballot' | 'state'>;
}

/**
 * The board on this device: a sheet that is written on at once, the way to the server that confirms or refuses it,
 * and the tray for what was refused. After a refusal, what was not confirmed is taken aside, and a fresh sheet takes
 * the place of the one that is ahead of the server.
 */
export class Connection extends Writer {
  protected sheet: LocalDoc;
  readonly #options: ConnectionOptions;
  readonly #http: Pick<typeof api, 'command' | 'ballot' | 'state'>;
  readonly #frames = new FrameBatcher(() => this.#tell());
  readonly #tray: Tray;
  readonly #own: Own;
  readonly #link: ServerLink;
  readonly #listeners = new Set<() => void>();
  readonly #unwatch: () => void;
  /** Notes that were sent once more by themselves after a refusal: once is enough. */
  readonly #retried = new Set<string>();
  #restored = 0;
  #view: BoardView | null = null;
  #stale = true;
  #loaded = false;
  #destroyed = false;

  constructor(options: ConnectionOptions) {
    super();
    this.#options = options;
    this.#http = options.http ?? api;
    const { board, token, role, participant = null, url, WebSocket } = options;
    const owner = `${board}:${participant?.id ?? role}`;
    const keep = options.keep ?? browserKeep();
    this.#tray = new Tray(keep, owner);
    this.#own = new Own(keep, owner);
    const doc = new Y.Doc();
    this.#link = new ServerLink(
      doc,
      {
        board,
        token,
        user: participant,
        url,
        WebSocket,
        reads: role === 'projector',
        state: this.#http.state,
        hasCopy: () => this.#loaded,
        isOthers: (client) => this.#isOthers(client),
      },
      {
        changed: () => this.#changed(),
        synced: () => (this.#loaded = true),
        refused: (code, fresh) => this.#startAfresh(code, fresh),
        ended: (why) => this.#putAside(unsentChanges(this.sheet.doc, this.#link.sync, this.view), why),
      },
    );
    this.sheet = this.#open(doc);
    this.#connect();
    this.#unwatch = watchOutside({
      online: () => this.#link.online(),
      offline: () => this.#link.cutOff(),
      kept: (key) => key === root + this.#tray.key && (this.#tray.reload(), this.#changed()),
    });
  }

  // Reading

  /** Called at most once a frame, after anything changed. Returns how to stop. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  override get view(): BoardView {
    if (this.#stale || !this.#view) {
      this.#stale = false;
      this.#view = this.sheet.look(this.#view, this.#link.here, this.#loaded);
    }
    return this.#view;
  }

  get status(): Status {
    return this.#link.status ?? (this.view.session.finished ? 'finished' : 'saved');
  }

  /** Whether this device keeps a copy of the board; where it does not, what was not sent is in this page alone. */
  get kept(): Kept {
    return this.sheet.kept;
  }

  get tray(): readonly TrayItem[] {
    return this.#tray.items;
  }

  /** How often the board turned out to be restored from a backup, and this page's copy to be of a time after it. */
  get restored(): number {
    return this.#restored;
  }

  /** Milliseconds on the server's clock. */
  serverNow(): number {
    return this.#link.now();
  }

  override may(deed: Deed, note?: Pick<NoteView, 'mine'> | null): boolean {
    return may(this.view.session, this.#options.role, deed, note);
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
    return item !== undefined && mayAgain(item, this.view, this.#options.role);
  }

  discard(id: string): void {
    this.#tray.drop(id);
    this.#changed();
  }

  // Writing

  /** Of a cause that is gone by now, what was written goes to the tray. */
  override editNote(id: string, text: string, opened?: string): void {
    if (this.view.notes.has(id)) return super.editNote(id, text, opened);
    this.keep({ kind: 'edited', note: id, text, branch: '', parent: null, reason: 'no-cause' });
  }

  /** These causes were sealed by this person, and are on the board now. */
  revealed(notes: string[]): void {
    this.sheet.revealed(notes);
  }

  /** What was sealed is changed under Yjs clients that write nothing else: others could tell whose it is by these. */
  protected override apart<T>(note: string | null, write: () => T): T {
    if (note === null ? !this.#own.hasRevealed : !this.#own.hadSealed(note)) return write();
    this.#link.sync.writeAnew();
    const written = write();
    this.#link.sync.writeAnew();
    return written;
  }

  // Commands

  /** `taking` says how it is taken back; without it, undo says that it cannot be. */
  command(command: Command, taking: TakingBack | null = null): Promise<{ seq: number }> {
    const answered = this.#give(command);
    this.sheet.history.gave(command, answered, taking);
    this.#changed();
    return answered;
  }

  /** A root of the document as it is on this device now, for what is shown seldom. */
  root(name: string): Record<string, unknown> {
    return this.sheet.doc.getMap(name).toJSON();
  }

  ballot(): Promise<Ballot> {
    return this.#http.ballot(this.#options.board, this.#options.token);
  }

  /** What others may know of this page now, such as the note being edited. */
  setPresence(key: string, value: unknown): void {
    this.#link.say(key, value);
  }

  // Taking back

  get canUndo(): boolean {
    return this.sheet.history.canUndo;
  }

  get canRedo(): boolean {
    return this.sheet.history.canRedo;
  }

  /** Is it an edit that undo would take back now, which a locked board does not take? */
  get editIsLast(): boolean {
    return this.sheet.history.editIsLast;
  }

  /** Takes back what was done last on this page, be it an edit or a command; never anything older. */
  undo(): Promise<Outcome> {
    return this.#taken(this.apart(null, () => this.sheet.history.undo(() => this.view, this.#give)));
  }

  redo(): Promise<Outcome> {
    return this.#taken(this.apart(null, () => this.sheet.history.redo(() => this.view, this.#give)));
  }

  // Leaving

  /** Leaves the board on this device: the kept copy goes, and what was not sent with it. */
  async forget(): Promise<void> {
    const { store } = this.sheet;
    this.destroy();
    for (const { id } of this.#tray.items) this.#tray.drop(id);
    this.#own.forget();
    await store?.clear();
  }

  /** Whoever was not let in may be by now. */
  again(): void {
    this.#link.online();
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.#unwatch();
    this.#frames.stop();
    this.#listeners.clear();
    this.#link.hangUp();
    this.sheet.close();
  }

  // Inside

  readonly #give = (command: Command): Promise<{ seq: number }> => this.#http.command(this.#options.board, this.#options.token, command);

  #taken(taking: Promise<Outcome>): Promise<Outcome> {
    return taking.finally(() => this.#changed());
  }

  #open(doc: Y.Doc): LocalDoc {
    const { role, participant, store = openStore } = this.#options;
    return new LocalDoc(doc, { role, participant: participant?.id ?? null, own: this.#own, store, changed: () => this.#changed() });
  }

  /** What this device kept is read first, so that the server sends only what is new. */
  #connect(): void {
    const { doc, store } = this.sheet;
    const { sync } = this.#link;
    if (!store) return sync.connect();
    void store.ready.then(() => {
      if (this.#destroyed || this.#link.sync !== sync) return;
      if (doc.getMap('session').size > 0) this.#loaded = true;
      this.#changed();
      sync.connect();
    });
  }

  #startAfresh(code: string, fresh: SyncProvider): void {
    const { doc } = fresh.options;
    const { clientID } = this.sheet.doc;
    const own = (client: number): boolean => client === clientID || this.#own.has(client);
    const copy = new Copy(doc, own);
    const has = code === 'restored' ? new OwnCopy(copy, this.#ownBefore(own), this.#link.sync.acknowledgement) : copy;
    if (code === 'restored') this.#restored++;
    const sorted = sortOut(lostChanges(this.sheet.doc, has, doc), code, this.#retried);
    this.#putAside(sorted.aside, code);
    // Only now that the tray has it may the refused copy go.
    const { store } = this.sheet;
    this.#link.exchange(fresh);
    this.sheet.close();
    this.#own.nextStore();
    void store?.clear();
    this.sheet = this.#open(doc);
    this.#stale = true;
    for (const item of sorted.again) again(this, item);
  }

  /** Of a client that the server does not know: somebody else's if this device remembers its own, or notes prove it. */
  #isOthers(client: number): boolean {
    const { doc } = this.sheet;
    if (client === doc.clientID || this.#own.has(client)) return false;
    return this.#own.isAny || authors(doc, true).has(client);
  }

  /** Where this device remembers none of its own clients, what was never acknowledged is its own. */
  #ownBefore(own: (client: number) => boolean): (client: number) => boolean {
    const unsent = this.#own.isAny ? new Set<number>() : authors(this.sheet.doc, false);
    return (client) => own(client) || unsent.has(client);
  }

  #putAside(lost: Lost[], reason: string): void {
    this.#tray.put(
      lost.map(({ clock: _, ...item }) => ({ ...item, reason })),
      Date.now(),
    );
  }

  #changed(): void {
    this.#stale = true;
    this.#frames.beat();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
