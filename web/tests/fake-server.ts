import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import type { Keep } from '../src/board/tray';
import type { Store } from '../src/board/persistence';

/** The server's side of y-websocket in memory: judges whole updates, sends back what it took, refuses the rest. */
export class FakeServer {
  readonly doc = new Y.Doc();
  readonly sockets = new Set<FakeSocket>();
  up = true;
  /** What a proxy on the way makes of a websocket: nothing, a refused upgrade, or a wait without end. */
  proxy: 'open' | 'strips' | 'hangs' | 'swallows' = 'open';
  /** Answers are held back while false. */
  talking = true;
  /** Says why an update that has an effect may not be applied. */
  judge: (before: Y.Doc, after: Y.Doc) => string | null = () => null;
  /** Whether it can store nothing, says so once to whoever writes, and asks them again. */
  full = false;
  #told = new Set<FakeSocket>();
  /** Yjs clients that are somebody else's: whoever writes under them forges. */
  stolen = new Set<number>();
  refusals: string[] = [];
  /** The server that is there instead of this one. */
  successor: FakeServer | null = null;
  /** How often somebody came in. */
  entries = 0;
  /** Ends each connection with this code as soon as it has everything. */
  dismissWith: number | null = null;
  closeWith: number | null = null;
  #held: (() => void)[] = [];

  /** Whether it closes who has more than it of what it wrote itself (4412), as the real one does. */
  closesAhead = false;

  constructor(backup?: Uint8Array) {
    this.doc.clientID = 1;
    this.doc.on('update', (update: Uint8Array) => {
      for (const socket of this.sockets) this.#say(socket, message(0, 2, update));
    });
    if (backup) {
      Y.applyUpdate(this.doc, backup);
      return;
    }
    this.doc.transact(() => {
      ['people', 'methods'].forEach((id, index) => {
        const branch = new Y.Map<unknown>();
        branch.set('title', id);
        branch.set('question', `${id}?`);
        branch.set('order', `a${index}`);
        this.doc.getMap('branches').set(id, branch);
      });
      this.doc.getMap('session').set('locked', false);
      this.doc.getMap('session').set('title', 'Board');
    });
  }

  get socket(): typeof WebSocket {
    // eslint-disable-next-line @typescript-eslint/no-this-alias
    const server = this;
    return class extends FakeSocket {
      constructor(readonly url: string) {
        super(server.successor ?? server);
      }
    } as unknown as typeof WebSocket;
  }

  lock(locked = true): void {
    this.doc.getMap('session').set('locked', locked);
    this.judge = locked ? () => 'locked' : () => null;
  }

  texts(): string[] {
    return [...this.doc.getMap('notes').values()].map((note) => String((note as Y.Map<unknown>).get('text'))).sort();
  }

  hold(): void {
    this.talking = false;
  }

  release(): void {
    this.talking = true;
    this.#held.splice(0).forEach((tell) => tell());
  }

  /** From now on those who connect to the other one come here. */
  takeOver(other: FakeServer): void {
    other.successor = this;
  }

  close(code: number): void {
    for (const socket of [...this.sockets]) socket.shut(code);
  }

  opened(socket: FakeSocket): void {
    this.entries += 1;
    if (this.closeWith) return socket.shut(this.closeWith);
    this.sockets.add(socket);
    this.#say(socket, message(0, 0, Y.encodeStateVector(this.doc)));
  }

  heard(socket: FakeSocket, frame: Uint8Array): void {
    const decoder = decoding.createDecoder(frame);
    if (decoding.readVarUint(decoder) !== 0) return;
    const step = decoding.readVarUint(decoder);
    const bytes = decoding.readVarUint8Array(decoder);
    if (step === 0) {
      const own = Y.decodeStateVector(bytes).get(1) ?? 0;
      if (this.closesAhead && own > Y.getState(this.doc.store, 1)) return socket.shut(4412);
      this.#say(socket, message(0, 1, Y.encodeStateAsUpdate(this.doc, bytes)));
      if (this.dismissWith) setTimeout(() => socket.shut(this.dismissWith!), 5);
      return;
    }
    const code = this.#refusal(bytes);
    if (this.full) return this.#askAgain(socket);
    if (code === null) return Y.applyUpdate(this.doc, bytes, socket);
    this.refusals.push(code);
    this.refuse(socket, code);
  }

  #askAgain(socket: FakeSocket): void {
    if (!this.#told.has(socket)) this.refuse(socket, 'storage');
    this.#told.add(socket);
    setTimeout(() => this.#say(socket, message(0, 0, Y.encodeStateVector(this.doc))), 2_000);
  }

  refuse(socket: FakeSocket, code: string): void {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, 2);
    encoding.writeVarUint(encoder, 0);
    encoding.writeVarString(encoder, `${code}: refused by the test`);
    this.#say(socket, encoding.toUint8Array(encoder));
  }

  #refusal(update: Uint8Array): string | null {
    const after = new Y.Doc();
    Y.applyUpdate(after, Y.encodeStateAsUpdate(this.doc));
    const had = Y.encodeStateVector(after);
    const from = Y.parseUpdateMeta(update).from;
    for (const client of from.keys()) if (this.stolen.has(client)) return 'forged';
    for (const [client, clock] of from) if (clock > Y.getState(this.doc.store, client)) return 'gap';
    let effect = false;
    after.on('update', () => (effect = true));
    Y.applyUpdate(after, update);
    effect ||= String(Y.encodeStateVector(after)) !== String(had);
    return effect ? this.judge(this.doc, after) : null;
  }

  #say(socket: FakeSocket, frame: Uint8Array): void {
    if (this.proxy === 'swallows') return;
    const tell = (): void => socket.deliver(frame);
    if (this.talking) tell();
    else this.#held.push(tell);
  }
}

class FakeSocket {
  static readonly OPEN = 1;
  readonly OPEN = 1;
  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: ArrayBuffer }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(private readonly server: FakeServer) {
    queueMicrotask(() => {
      if (this.readyState !== 0) return;
      if (!server.up || server.proxy === 'strips') return this.shut(1006);
      if (server.proxy === 'hangs') return;
      this.readyState = 1;
      this.onopen?.();
      server.opened(this);
    });
  }

  send(frame: Uint8Array): void {
    if (this.readyState !== 1) return;
    const copy = frame.slice();
    queueMicrotask(() => this.server.sockets.has(this) && this.server.heard(this, copy));
  }

  deliver(frame: Uint8Array): void {
    queueMicrotask(() => this.readyState === 1 && this.onmessage?.({ data: frame.slice().buffer as ArrayBuffer }));
  }

  close(): void {
    this.shut(1000);
  }

  shut(code: number): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.server.sockets.delete(this);
    queueMicrotask(() => this.onclose?.({ code, reason: '' }));
  }
}

function message(type: number, step: number, bytes: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, type);
  encoding.writeVarUint(encoder, step);
  encoding.writeVarUint8Array(encoder, bytes);
  return encoding.toUint8Array(encoder);
}

/** What a browser keeps of documents, in memory: survives a `Connection` that is destroyed. */
export class FakeDisk {
  #copies = new Map<string, Uint8Array>();

  get names(): string[] {
    return [...this.#copies.keys()];
  }

  open = (name: string, doc: Y.Doc): Store => {
    const kept = this.#copies.get(name);
    if (kept) Y.applyUpdate(doc, kept, this);
    const save = (): unknown => this.#copies.set(name, Y.encodeStateAsUpdate(doc));
    save();
    doc.on('update', save);
    return {
      ready: Promise.resolve(),
      close: async () => doc.off('update', save),
      clear: async () => {
        doc.off('update', save);
        this.#copies.delete(name);
      },
    };
  };
}

export function memoryKeep(): Keep {
  const values = new Map<string, string>();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
}
