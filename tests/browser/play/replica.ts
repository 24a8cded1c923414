import type { Page } from '@playwright/test';
import * as decoding from 'lib0/decoding';
import * as Y from 'yjs';

const SYNC = 0;

/** The document of a page, made of all that its websockets send and receive. Begun before the page is opened. */
export class Replica {
  readonly doc = new Y.Doc();
  /** How many websockets to a board the page has opened. */
  connections = 0;

  constructor(page: Page) {
    page.on('websocket', (socket) => {
      if (!socket.url().includes('/sync/')) return;
      this.connections += 1;
      for (const way of ['framesent', 'framereceived'] as const) socket.on(way, ({ payload }) => this.#take(payload));
    });
  }

  #take(payload: string | Buffer): void {
    if (typeof payload === 'string') return;
    const decoder = decoding.createDecoder(new Uint8Array(payload));
    // Of a question for what is missing the answer is taken.
    if (decoding.readVarUint(decoder) !== SYNC || decoding.readVarUint(decoder) === 0) return;
    Y.applyUpdate(this.doc, decoding.readVarUint8Array(decoder));
  }
}
