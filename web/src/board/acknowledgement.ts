import * as Y from 'yjs';

export type Ranges = Map<number, { clock: number; len: number }[]>;

/**
 * Which of this device's changes the server has made durable. The server sends everybody's updates back,
 * one's own included: that is the acknowledgement. Insertions are compared by clock, deletions by range.
 */
export class Acknowledgement {
  /** Per Yjs client: the first clock that the server does not have. */
  #server = new Map<number, number>();
  /** Per Yjs client: the first clock after what this device has written. */
  #written = new Map<number, number>();
  /** Deletions made here that the server has not sent back. */
  #deleted: Ranges = new Map();

  /** A change that was made on this device. */
  local(update: Uint8Array): void {
    const { structs, ds } = Y.decodeUpdate(update);
    for (const { id, length } of structs) raise(this.#written, id.client, id.clock + length);
    for (const [client, ranges] of ds.clients) {
      const waiting = this.#deleted.get(client) ?? [];
      waiting.push(...ranges.map(({ clock, len }) => ({ clock, len })));
      this.#deleted.set(client, waiting);
    }
    this.#settle();
  }

  /** An update that came from the server, whoever wrote it. */
  arrived(update: Uint8Array): void {
    for (const [client, clock] of Y.parseUpdateMeta(update).to) raise(this.#server, client, clock);
    this.#deleted = without(this.#deleted, Y.decodeUpdate(update).ds.clients);
    this.#settle();
  }

  /** The state vector that the server opened the conversation with. */
  vector(vector: Uint8Array): void {
    for (const [client, clock] of Y.decodeStateVector(vector)) raise(this.#server, client, clock);
    this.#settle();
  }

  /**
   * The answer to a state vector holds every deletion that the server knows: now everything can be compared,
   * including what an earlier visit of this page left behind.
   */
  compare(doc: Y.Doc, answer: Uint8Array): void {
    this.arrived(answer);
    this.#written = Y.decodeStateVector(Y.encodeStateVector(doc));
    const here = Y.createDeleteSetFromStructStore(doc.store).clients as Ranges;
    this.#deleted = without(here, Y.decodeUpdate(answer).ds.clients);
    this.#settle();
  }

  /** Does the server have what was inserted under this id, as far as this page can tell? */
  has(id: { client: number; clock: number }): boolean {
    return !this.#written.has(id.client) || id.clock < this.clock(id.client);
  }

  /** Has the server the deletion of it? */
  deleted(id: { client: number; clock: number }): boolean {
    return !(this.#deleted.get(id.client) ?? []).some(({ clock, len }) => id.clock >= clock && id.clock < clock + len);
  }

  clock(client: number): number {
    return this.#server.get(client) ?? 0;
  }

  /** The document's clocks, those that wait cut back to what the server is known to have. */
  confirmedVector(doc: Y.Doc): Map<number, number> {
    const clocks = Y.decodeStateVector(Y.encodeStateVector(doc));
    for (const client of this.#written.keys()) clocks.set(client, this.clock(client));
    return clocks;
  }

  get waiting(): boolean {
    return this.#written.size > 0 || this.#deleted.size > 0;
  }

  #settle(): void {
    for (const [client, clock] of this.#written) if ((this.#server.get(client) ?? 0) >= clock) this.#written.delete(client);
  }
}

function raise(clocks: Map<number, number>, client: number, clock: number): void {
  if ((clocks.get(client) ?? 0) < clock) clocks.set(client, clock);
}

/** The parts of `ranges` that are in none of `known`. */
function without(ranges: Ranges, known: Ranges): Ranges {
  const left: Ranges = new Map();
  for (const [client, own] of ranges) {
    let rest = own;
    for (const gone of known.get(client) ?? []) {
      const end = gone.clock + gone.len;
      rest = rest.flatMap(({ clock, len }) => {
        if (end <= clock || gone.clock >= clock + len) return [{ clock, len }];
        const parts = [];
        if (gone.clock > clock) parts.push({ clock, len: gone.clock - clock });
        if (end < clock + len) parts.push({ clock: end, len: clock + len - end });
        return parts;
      });
    }
    if (rest.length > 0) left.set(client, rest);
  }
  return left;
}
