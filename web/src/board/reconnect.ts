import * as Y from 'yjs';
import { ApiError, type Answer, type BoardState } from '../api';
import { Backoff } from './backoff';
import { ServerClock } from './clock';
import { SyncProvider, type Closed } from './provider';
import type { PresenceView, Status } from './model';
import { root } from '../device/root';

export interface ReachOptions {
  board: string;
  token: string;
  user: PresenceView['user'];
  /** For tests: where the server is, and what the browser would provide. */
  url?: string;
  WebSocket?: typeof WebSocket;
  /** This page never writes. */
  reads?: boolean;
  state: (board: string, token: string) => Promise<Pick<Answer<BoardState>, 'clockOffset' | 'roundTrip'>>;
  /** Is there a copy of the board on this device, from the server or kept? */
  hasCopy: () => boolean;
  /** Is this Yjs client, which the server does not know, somebody else's? */
  isOthers?: (client: number) => boolean;
}

export interface ReachEvents {
  /** Anything that may change the status. */
  changed: () => void;
  /** Everything that the server has is here. */
  synced: () => void;
  /** Something of this page was refused, with this code; on `fresh` there is a copy of what the server has instead. */
  refused: (code: string, fresh: SyncProvider) => void;
  /** Nothing can be sent any more. */
  ended: (why: 'removed' | 'gone') => void;
}

/** A restart takes a few tries to connect again; only then is it being offline. */
const RESTART_MS = 20_000;
/** How long to wait after too many refusals. */
const BUSY_MS = 20_000;

/**
 * The way to the server. There is one line at a time, on which the server confirms and refuses; after a refusal it is
 * cut, and a second one fetches a fresh copy of the board, while the first one's document goes on taking what is typed.
 */
export class ServerLink {
  readonly #clock = new ServerClock();
  readonly #options: ReachOptions;
  readonly #events: ReachEvents;
  #sync: SyncProvider;
  #closed: Closed | null = null;
  #recovery: { sync: SyncProvider; code: string } | null = null;
  readonly #backoff = new Backoff();
  #restartedAt = 0;
  /** Tries in a row on which nothing came, not even a close code. */
  #unheard = 0;
  /** Such a try failed, and pages come through all the same. */
  #blocked = false;
  #over = false;
  /** What this page says of itself, also on the next line. */
  readonly #presence = new Map<string, unknown>();

  constructor(doc: Y.Doc, options: ReachOptions, events: ReachEvents) {
    this.#options = options;
    this.#events = events;
    this.#sync = this.#dial(doc);
  }

  get sync(): SyncProvider {
    return this.#sync;
  }

  /** Why it is not all saved; null where it is. */
  get status(): Exclude<Status, 'saved' | 'finished'> | null {
    const closed = this.#closed;
    if (closed === 'removed' || closed === 'gone' || closed === 'denied' || closed === 'busy') return closed;
    if (this.#blocked) return 'blocked';
    if (this.#recovery) return 'refused';
    if (this.#sync.live && !this.#sync.acknowledgement.waiting) return null;
    if (this.#sync.live) return this.#sync.unstored ? 'unstored' : 'sending';
    if (closed === 'restarting') return 'restarting';
    return closed || this.#options.hasCopy() ? 'offline' : 'connecting';
  }

  /** Milliseconds on the server's clock. */
  now(): number {
    return this.#clock.now();
  }

  /** Who is connected now, and what their pages say of them. */
  get here(): PresenceView[] {
    const { awareness } = this.#sync.provider;
    return [...awareness.getStates()].map(([clientId, state]) => {
      const user = state.user as PresenceView['user'] | undefined;
      return { clientId, own: clientId === awareness.clientID, user: user && typeof user.id === 'string' ? user : null, state };
    });
  }

  /** What others may know of this page now. */
  say(key: string, value: unknown): void {
    this.#presence.set(key, value);
    this.#sync.say(key, value);
    this.#recovery?.sync.say(key, value);
  }

  /** From now on this is the line; the one before is hung up. */
  exchange(sync: SyncProvider): void {
    this.#sync.hangUp();
    this.#sync = sync;
  }

  /** What was missing is back, the network or a sign-in: tries at once, if it was missing. */
  online(): void {
    if (['offline', 'restarting', 'denied'].includes(this.#closed ?? '')) this.#resume();
  }

  /** The device says that it has no network: no need to wait until the line finds out. */
  cutOff(): void {
    this.#closed = 'offline';
    this.#blocked = false;
    this.#sync.provider.ws?.close();
    this.#events.changed();
  }

  hangUp(): void {
    this.#over = true;
    this.#backoff.stop();
    this.#recovery?.sync.hangUp();
    this.#recovery?.sync.options.doc.destroy();
    this.#sync.hangUp();
  }

  #dial(doc: Y.Doc): SyncProvider {
    const { board, token, url, WebSocket, user } = this.#options;
    const sync: SyncProvider = new SyncProvider(
      {
        url: url ?? `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${root}/sync`,
        board,
        token,
        doc,
        WebSocket,
        reads: this.#options.reads,
        isOthers: this.#options.isOthers,
      },
      {
        changed: () => {
          if (sync.heard) this.#blocked = false;
          this.#events.changed();
        },
        opened: () => this.#backoff.opened(),
        synced: () => this.#synced(sync),
        refused: (code) => this.#refused(code),
        closed: (why) => this.#syncClosed(sync, why),
      },
    );
    if (user) sync.say('user', user);
    for (const [key, value] of this.#presence) sync.say(key, value);
    sync.provider.awareness.on('change', () => this.#events.changed());
    return sync;
  }

  #synced(sync: SyncProvider): void {
    if (this.#over) return;
    this.#closed = null;
    this.#backoff.works();
    this.#events.synced();
    if (this.#recovery?.sync === sync) {
      const { code } = this.#recovery;
      this.#recovery = null;
      this.#events.refused(code, sync);
    }
    void this.#clock.ask(() => this.#options.state(this.#options.board, this.#options.token));
    this.#events.changed();
  }

  /** Something that this page said was refused. Where nothing written waits for the server, it was presence. */
  #refused(code: string): void {
    if (code === 'forged' || this.#sync.acknowledgement.waiting) this.#recover(code);
  }

  /** Fetches a fresh copy beside the present one. */
  #recover(code: string): void {
    if (this.#over || this.#recovery) return;
    this.#sync.provider.disconnect();
    const sync = this.#dial(new Y.Doc());
    this.#recovery = { sync, code };
    if (this.#closed !== 'busy') this.#backoff.renew(() => sync.connect());
    this.#events.changed();
  }

  #syncClosed(sync: SyncProvider, why: Closed): void {
    if (this.#over || (this.#recovery && sync !== this.#recovery.sync)) return;
    const expected = why === 'offline' && this.#closed === 'restarting' && Date.now() - this.#restartedAt < RESTART_MS;
    if (why === 'restarting') this.#restartedAt = Date.now();
    this.#closed = expected ? 'restarting' : why;
    this.#unheard = why === 'offline' && !sync.heard ? this.#unheard + 1 : 0;
    if (why === 'malformed' || why === 'too-large' || why === 'restored') {
      // What this page sent could not even be read, or its copy is of another time: the same path as a refusal.
      if (!this.#recovery) this.#recover(why);
      else this.#backoff.again(() => sync.connect());
    } else if (why === 'busy') this.#backoff.again(() => this.#resume(), BUSY_MS);
    else if (why === 'offline' || why === 'restarting') {
      this.#backoff.again(() => sync.connect());
      // A proxy in between may hide the close code, or let no websocket through; a plain question is answered plainly.
      // One try may fail because the server was not there yet.
      if (why === 'offline' && (!this.#options.hasCopy() || this.#unheard > 1 || sync.waited)) void this.#askWhy();
    } else if (why === 'removed' || why === 'gone') this.#events.ended(why);
    this.#events.changed();
  }

  async #askWhy(): Promise<void> {
    // The next try may have begun by the time of the answer.
    const inVain = this.#unheard > 1 || (this.#recovery?.sync ?? this.#sync).waited;
    try {
      await this.#options.state(this.#options.board, this.#options.token);
      this.#blocked = !this.#over && inVain && !(this.#recovery?.sync ?? this.#sync).heard;
      this.#events.changed();
    } catch (error) {
      this.#blocked = false;
      this.#events.changed();
      const told = { 401: 'denied', 403: 'removed', 404: 'gone' } as const;
      const why = error instanceof ApiError ? told[error.status as keyof typeof told] : undefined;
      if (!why || this.#over || this.#sync.live) return;
      this.#backoff.stop();
      this.#sync.provider.disconnect();
      this.#closed = why;
      this.#events.changed();
    }
  }

  #resume(): void {
    this.#backoff.stop();
    this.#closed = 'offline';
    (this.#recovery?.sync ?? this.#sync).connect();
    this.#events.changed();
  }
}
