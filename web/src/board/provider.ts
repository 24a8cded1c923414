import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { uint32 } from 'lib0/random';
import { Awareness } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { Acknowledgement } from './acknowledgement';

export type Closed = 'denied' | 'removed' | 'gone' | 'busy' | 'restarting' | 'restored' | 'offline' | 'too-large' | 'malformed';

const CLOSE_CODES: Record<number, Closed> = {
  4400: 'malformed',
  4401: 'denied',
  4403: 'removed',
  4404: 'gone',
  4409: 'busy',
  4412: 'restored',
  4413: 'too-large',
  4429: 'busy',
  1012: 'restarting',
};

export interface LineEvents {
  /** Anything that may change the status. */
  changed: () => void;
  /** The server let in; nothing was compared yet. */
  opened: () => void;
  /** The first full comparison with the server since the connection was made. */
  synced: () => void;
  refused: (code: string, sentence: string) => void;
  closed: (why: Closed) => void;
}

export interface LineOptions {
  url: string;
  board: string;
  token: string;
  doc: Y.Doc;
  WebSocket?: typeof WebSocket;
  /** This page never writes. */
  reads?: boolean;
  /** Whether a Yjs client that the server does not know is somebody else's, who cannot have sent it to this page alone. */
  isOthers?: (client: number) => boolean;
}

/** An acknowledgement that stays away for this long is asked for … */
const ASK_MS = 4_000;
/** … and after this long the line is made anew; … */
const ANEW_MS = 12_000;
/** … later where the server has said why, and that it asks by itself. */
const UNSTORED_MS = 60_000;

/** A connection on which nothing has come for this long, while it is made or afterwards, is given up. */
export const SILENT_MS = 10_000;

const SYNC = 0;
const AUTH = 2;
/** The Yjs client that the server writes with. */
const SERVER = 1;

/**
 * One document on one line to the server: y-websocket's provider, listened in on, so that it is known what the
 * server has and what it refused.
 */
export class SyncProvider {
  readonly provider: WebsocketProvider;
  readonly acknowledgement = new Acknowledgement();
  /** Connected, and both sides have told each other what they have. */
  live = false;
  /** The server has said that it cannot store anything now, and what waits here has not been stored since. */
  unstored = false;
  /** Whether anything has come since it was last connected … */
  heard = false;
  /** … or it was waited for in vain. */
  waited = false;
  /** What others may know of this page. */
  #presence: Record<string, unknown> = {};
  /** Whether names were hidden when this page last looked. */
  #authors: unknown = 'shown';
  /** The client id that it writes under. */
  #writes = 0;
  #events: LineEvents;
  #waitingSince: number | null = null;
  #healing: ReturnType<typeof setInterval>;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #onUpdate: (update: Uint8Array, origin: unknown, doc: Y.Doc, transaction: Y.Transaction) => void;
  /** Whether the server has said everything it has since this page was opened. */
  compared = false;

  constructor(
    readonly options: LineOptions,
    events: LineEvents,
  ) {
    this.#events = events;
    const { doc } = options;
    this.provider = new WebsocketProvider(options.url, options.board, doc, {
      connect: false,
      params: { token: options.token },
      disableBc: true,
      awareness: new Awareness(doc),
      // When to connect again is for others to say.
      shouldReconnect: () => false,
      ...(options.WebSocket ? { WebSocketPolyfill: options.WebSocket } : {}),
    });
    this.writeAnew();
    this.#listen();
    this.#onUpdate = (update, _origin, _doc, transaction) => {
      // What came from the server or from the kept copy was not written now.
      if (!transaction.local) return;
      this.acknowledgement.local(update);
      events.changed();
    };
    // Yjs writes every change down again for whoever listens to updates; who never writes need not hear them.
    if (options.reads) doc.off('update', this.provider._updateHandler);
    else doc.on('update', this.#onUpdate);
    this.#healing = setInterval(() => this.#heal(), 2000);
    doc.on('afterAllTransactions', this.#onTransactions);
    this.provider.on('status', ({ status }) => {
      if (status !== 'connected') this.live = false;
      else {
        events.opened();
        // The provider forgets what the page said of itself whenever a connection ends.
        this.provider.awareness.setLocalState(this.#presence);
      }
      events.changed();
    });
    this.provider.on('connection-close', (event, provider) => {
      this.live = this.unstored = false;
      clearTimeout(this.#silence);
      // Nothing was heard for half a minute.
      const silent = !event && provider.shouldConnect;
      provider.shouldConnect = false;
      if (event || silent) events.closed(CLOSE_CODES[event?.code ?? 0] ?? 'offline');
      events.changed();
    });
  }

  connect(): void {
    this.#know(this.options.doc.clientID);
    this.heard = this.waited = false;
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      this.waited = true;
      this.#giveUp('offline');
    }, SILENT_MS);
    this.provider.connect();
  }

  /** A browser waits for minutes, and a proxy may wait with it. */
  #giveUp(why: Closed): void {
    this.provider.disconnect();
    this.#events.closed(why);
  }

  /** Says something of this page to the others. */
  say(key: string, value: unknown): void {
    this.#presence = { ...this.#presence, [key]: value };
    if (this.provider.wsconnected) this.provider.awareness.setLocalState(this.#presence);
  }

  /**
   * From now on this page writes under another client id, which is not the one that it is present under: whoever sees
   * a cause sees the id it was written with, and must not find in presence, now or kept from before, whose that is.
   */
  writeAnew(): void {
    this.#writes = this.options.doc.clientID = uint32();
    this.#know(this.#writes);
  }

  /** The provider asks its presence for the client that it writes with. */
  #know(client: number): void {
    const { meta } = this.provider.awareness;
    if (!meta.has(client)) meta.set(client, { clock: 0, lastUpdated: Date.now() });
  }

  readonly #onTransactions = (): void => {
    const { doc } = this.options;
    // Yjs takes another id when it sees that somebody else writes under this one: they were first.
    if (doc.clientID !== this.#writes) {
      this.#know((this.#writes = doc.clientID));
      this.#events.refused('forged', '');
    }
    const authors = doc.getMap('session').get('authors') ?? 'shown';
    // What was written while names were shown is known to be this person's, and what is written while they are must not lead
    // to what was written while they were not.
    if (authors !== this.#authors) this.writeAnew();
    this.#authors = authors;
  };

  /** An acknowledgement that stays away is asked for; then the line is made anew. */
  #heal(): void {
    if (!this.live || !this.acknowledgement.waiting) this.#waitingSince = null;
    else if (this.#waitingSince === null) this.#waitingSince = Date.now();
    else if (Date.now() - this.#waitingSince > (this.unstored ? UNSTORED_MS : ANEW_MS)) {
      this.#waitingSince = null;
      this.provider.disconnect();
      this.connect();
    } else if (!this.unstored && Date.now() - this.#waitingSince > ASK_MS) this.#ask();
  }

  /** Stops listening and sending; the document itself stays readable. */
  hangUp(): void {
    clearInterval(this.#healing);
    clearTimeout(this.#silence);
    this.options.doc.off('update', this.#onUpdate);
    this.options.doc.off('afterAllTransactions', this.#onTransactions);
    this.#events = { changed() {}, opened() {}, synced() {}, refused() {}, closed() {} };
    this.live = false;
    this.provider.destroy();
    this.provider.awareness.destroy();
  }

  /** Asks the server for everything it has of what waits here for its word. */
  #ask(): void {
    const socket = this.provider.ws;
    if (!this.live || !socket || socket.readyState !== socket.OPEN) return;
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, SYNC);
    encoding.writeVarUint(encoder, 0);
    encoding.writeVarUint8Array(encoder, Y.encodeStateVector(this.acknowledgement.confirmedVector(this.options.doc)));
    socket.send(encoding.toUint8Array(encoder) as Uint8Array<ArrayBuffer>);
  }

  #listen(): void {
    const handlers = this.provider.messageHandlers;
    const stock = handlers[SYNC];
    handlers[SYNC] = (encoder, decoder, provider, emitSynced, type) => {
      const peek = decoding.clone(decoder);
      const step = decoding.readVarUint(peek);
      const bytes = decoding.readVarUint8Array(peek);
      this.heard = true;
      clearTimeout(this.#silence);
      // What others wrote is not this page's to send: it would come back as this person's.
      if (step === 0 && this.#isAhead(bytes)) return this.#giveUp('restored');
      stock?.(encoder, decoder, provider, emitSynced, type);
      if (step === 0) this.acknowledgement.vector(bytes);
      else if (step === 1) this.#compared(bytes);
      else this.acknowledgement.arrived(bytes);
      this.unstored &&= this.acknowledgement.waiting;
      this.#events.changed();
    };
    handlers[AUTH] = (_encoder, decoder) => {
      if (decoding.readVarUint(decoder) !== 0) return;
      const reason = decoding.readVarString(decoder);
      const colon = reason.indexOf(':');
      const code = (colon < 0 ? reason : reason.slice(0, colon)).trim();
      if (code === 'storage') {
        // No refusal: what was written stays, and the server asks for it again.
        this.unstored = true;
        this.#events.changed();
      } else this.#events.refused(code, colon < 0 ? '' : reason.slice(colon + 1).trim());
    };
  }

  /** Has this page what others wrote and the server does not have any more? It was restored from a backup. */
  #isAhead(vector: Uint8Array): boolean {
    const { isOthers, doc } = this.options;
    if (!isOthers) return false;
    const there = Y.decodeStateVector(vector);
    // What the server itself wrote it compares by itself.
    return [...Y.decodeStateVector(Y.encodeStateVector(doc))].some(
      ([client, clock]) => client !== SERVER && clock > (there.get(client) ?? 0) && isOthers(client),
    );
  }

  #compared(answer: Uint8Array): void {
    this.acknowledgement.compare(this.options.doc, answer);
    this.compared = true;
    const first = !this.live;
    this.live = true;
    if (first) this.#events.synced();
  }
}
