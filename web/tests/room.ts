import { afterEach, beforeEach, vi } from 'vitest';
import { ApiError } from '../src/api';
import { Connection, type ConnectionOptions } from '../src/board/connection';
import { FakeServer, memoryKeep } from './fake-server';

export const settle = (ms = 50): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

/** What the causes on a page say. */
export const texts = (connection: Connection): string[] => [...connection.view.notes.values()].map((note) => note.text).sort();

/** A board with people whose pages are open. */
export class Room {
  server = new FakeServer();
  open: Connection[] = [];
  /** Milliseconds after which a plain question is answered. */
  answersAfter = 0;

  person(id: string, options: Partial<ConnectionOptions> = {}): Connection {
    const connection = new Connection({
      board: 'b',
      token: id,
      role: 'participant',
      participant: { id, name: id, department: 'it' },
      url: 'ws://test/sync',
      WebSocket: this.server.socket,
      keep: memoryKeep(),
      store: () => null,
      http: {
        command: async () => ({ seq: 1 }),
        ballot: async () => ({ vote: null, rating: null, sealed: [], revealed: [], done: false }),
        state: async () => {
          await new Promise((answered) => setTimeout(answered, this.answersAfter));
          if (!this.server.up) throw new ApiError('network', 0, '');
          return { body: {} as never, clockOffset: 5_000, roundTrip: 0 };
        },
      },
      ...options,
    });
    this.open.push(connection);
    return connection;
  }

  leave(): void {
    this.open.forEach((connection) => connection.destroy());
  }
}

/** The room of the test that runs, where its file has called `inRooms`. */
export let room: Room;

/** Each test of the file has a room of its own, in which time passes only as the test says. */
export function inRooms(): void {
  beforeEach(() => {
    vi.useFakeTimers();
    room = new Room();
  });
  afterEach(() => {
    room.leave();
    vi.useRealTimers();
  });
}
