import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Connection } from '../src/board/connection';
import { FakeServer, memoryKeep } from './fake-server';

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const MINUTE = 60_000;

// Every provider listens for the end of the process; a room full of them is no leak.
process.setMaxListeners(0);

let server: FakeServer;
let pages: Connection[];

/** A page, and when it tried to connect. */
function page(): { connection: Connection; tries: number[] } {
  const tries: number[] = [];
  const Socket = server.socket;
  class Counted extends Socket {
    constructor(url: string | URL) {
      super(url);
      tries.push(Date.now());
    }
  }
  const connection = new Connection({
    board: 'b',
    token: 'ann',
    role: 'participant',
    participant: { id: 'ann', name: 'ann', department: 'it' },
    url: 'ws://test/sync',
    WebSocket: Counted,
    keep: memoryKeep(),
    store: () => null,
    http: {
      command: async () => ({ seq: 1 }),
      ballot: async () => ({}) as never,
      state: async () => ({ body: {} as never, clockOffset: 0, roundTrip: 0 }),
    },
  });
  pages.push(connection);
  return { connection, tries };
}

/** The longest time between two tries. */
const gap = (tries: number[]): number => Math.max(...tries.slice(1).map((at, n) => at - tries[n]!));

beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeServer();
  pages = [];
});
afterEach(() => {
  pages.forEach((connection) => connection.destroy());
  vi.useRealTimers();
});

describe('connecting again', () => {
  it.each([1012, 4413, 4400, 1006, 1011])('a server that lets in and hangs up with %i is asked ever more seldom', async (code) => {
    const { connection, tries } = page();
    await pass(100);
    expect(connection.status).toBe('saved');
    server.dismissWith = code;
    server.close(code);
    await pass(MINUTE);
    expect(tries.length).toBeGreaterThan(4);
    expect(tries.length).toBeLessThan(13);
    const before = tries.length;
    await pass(10 * MINUTE);
    expect(tries.length - before).toBeLessThan(42);
    expect(gap(tries)).toBeLessThanOrEqual(30_100);
    // It is found as soon as it is asked next, and nothing was lost meanwhile.
    server.dismissWith = null;
    await pass(31_000);
    expect(connection.status).toBe('saved');
  });

  it.each([1012, 1006])('so is one that does not even let in (%i)', async (code) => {
    const { tries } = page();
    await pass(100);
    server.closeWith = code;
    server.close(code);
    await pass(MINUTE);
    expect(tries.length).toBeGreaterThan(4);
    expect(tries.length).toBeLessThan(13);
  });

  it('while nothing answers, it tries every few seconds', async () => {
    const { connection, tries } = page();
    await pass(100);
    server.up = false;
    server.close(1012);
    await pass(MINUTE);
    expect(tries.length).toBeGreaterThan(12);
    expect(tries.length).toBeLessThan(32);
    expect(gap(tries)).toBeLessThanOrEqual(5_100);
    server.up = true;
    await pass(5_100);
    expect(connection.status).toBe('saved');
  });

  it('only a connection that lasts makes it forget', async () => {
    const { tries } = page();
    await pass(100);
    const lasting = async (ms: number): Promise<number> => {
      await pass(ms);
      const before = tries.length;
      const at = Date.now();
      server.close(1012);
      while (tries.length === before) await pass(50);
      return Date.now() - at;
    };
    const waits: number[] = [];
    for (let n = 0; n < 6; n++) waits.push(await lasting(3_000));
    expect(waits[5]).toBeGreaterThan(8 * waits[0]!);
    expect(await lasting(15_000)).toBeLessThanOrEqual(300);
  });

  it('a room full of pages does not come back at one moment', async () => {
    const all = Array.from({ length: 40 }, () => page());
    await pass(100);
    server.close(1012);
    await pass(2_000);
    const moments = new Set(all.map(({ tries }) => tries[1]));
    expect(moments.size).toBeGreaterThan(20);
    expect(pages.every(({ status }) => status === 'saved')).toBe(true);
  });

  it('when the device has a network again, it does not wait', async () => {
    const heard = new Map<string, () => void>();
    vi.stubGlobal('addEventListener', (event: string, listener: () => void) => heard.set(event, listener));
    const { connection, tries } = page();
    vi.unstubAllGlobals();
    await pass(100);
    server.up = false;
    server.close(1006);
    await pass(30_000);
    server.up = true;
    const before = tries.length;
    heard.get('online')!();
    await pass(10);
    expect([tries.length, connection.status]).toEqual([before + 1, 'saved']);
    // What was planned before is not done on top.
    await pass(10_000);
    expect(tries.length).toBe(before + 1);
  });
});
