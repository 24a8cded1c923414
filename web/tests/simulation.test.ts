import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { Connection } from '../src/board/connection';
import type { Keep } from '../src/board/tray';
import { FakeDisk, FakeServer, memoryKeep } from './fake-server';

/** Mulberry32: small, seeded, good enough to shuffle a workshop. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const settle = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

class Person {
  keep: Keep = memoryKeep();
  disk = new FakeDisk();
  connection!: Connection;
  /** Words that this person wrote and did not themselves take away. */
  words = new Set<string>();

  constructor(
    readonly id: string,
    readonly server: FakeServer,
  ) {
    this.open();
  }

  open(): void {
    this.connection = new Connection({
      board: 'b',
      token: this.id,
      role: 'participant',
      participant: { id: this.id, name: this.id, department: null },
      url: 'ws://test/sync',
      WebSocket: this.server.socket,
      keep: this.keep,
      store: this.disk.open,
      http: {
        command: async () => ({ seq: 1 }),
        ballot: async () => ({}) as never,
        state: async () => ({ body: {} as never, clockOffset: 0, roundTrip: 0 }),
      },
    });
  }

  own(): string[] {
    return [...this.connection.view.notes.values()].filter(({ mine }) => mine).map(({ id }) => id);
  }
}

class Workshop {
  server = new FakeServer();
  people = ['ann', 'ben', 'cid'].map((id) => new Person(id, this.server));
  count = 0;
  done: Record<string, number> = {};

  constructor(readonly next: () => number) {}

  pick<T>(list: readonly T[]): T | undefined {
    return list[Math.floor(this.next() * list.length)];
  }

  async step(): Promise<void> {
    const person = this.pick(this.people)!;
    const { connection } = person;
    const ready = connection.view.branches.length > 0;
    const note = this.pick(person.own());
    const word = `${person.id}${(this.count += 1)}`;
    const deeds: [number, string, () => void][] = [
      [
        6,
        'add',
        () =>
          ready &&
          (person.words.add(word),
          connection.addNote({ branch: this.pick(['people', 'methods'])!, text: word, parent: this.next() < 0.3 ? note : null })),
      ],
      [5, 'edit', () => note && (person.words.add(word), connection.editNote(note, `${connection.view.notes.get(note)!.text} ${word}`))],
      [2, 'move', () => note && connection.moveNote(note, { branch: this.pick(['people', 'methods'])! })],
      [1, 'remove', () => note && (this.forget(note), connection.removeNote(note))],
      [2, 'lock', () => this.server.lock(this.next() < 0.5)],
      [
        1,
        'strict',
        () => (this.server.judge = (before, after) => (after.getMap('notes').size > before.getMap('notes').size ? 'not-allowed' : null)),
      ],
      [2, 'cut', () => this.server.close(1006)],
      [1, 'down', () => ((this.server.up = false), this.server.close(1012))],
      [2, 'up', () => (this.server.up = true)],
      [2, 'reload', () => (connection.destroy(), person.open())],
      [2, 'resend', () => this.resend(person)],
      [1, 'hold', () => (this.server.talking ? this.server.hold() : this.server.release())],
    ];
    const total = deeds.reduce((sum, [weight]) => sum + weight, 0);
    let at = this.next() * total;
    const [, name, deed] = deeds.find(([weight]) => (at -= weight) < 0)!;
    this.done[name] = (this.done[name] ?? 0) + 1;
    deed();
    await settle(this.pick([0, 1, 20, 400, 3000])!);
  }

  /** Sends everything again; a removal among it then takes away what was sent just before, as it was meant to. */
  resend(person: Person): void {
    for (const { note } of person.connection.tray.filter(({ kind }) => kind === 'removed')) {
      for (const item of person.connection.tray) if (item.note === note) item.text.split(' ').forEach((word) => person.words.delete(word));
      this.forget(note);
    }
    for (const { id } of [...person.connection.tray]) person.connection.resend(id);
  }

  /** What one removes oneself is meant to go, with every word on it. */
  forget(note: string): void {
    for (const person of this.people) {
      const text = `${person.connection.view.notes.get(note)?.text ?? ''} ${String((this.server.doc.getMap('notes').get(note) as Y.Map<unknown> | undefined)?.get('text') ?? '')}`;
      for (const word of text.split(' ')) for (const other of this.people) other.words.delete(word);
    }
  }

  async end(): Promise<void> {
    this.server.up = true;
    this.server.release();
    this.server.lock(false);
    await settle(60_000);
  }
}

describe('a workshop with locks, refusals, lost connections and reloads', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  // SEEDS=500 for a long run.
  const seeds = Array.from({ length: Number(process.env.SEEDS ?? 16) }, (_, n) => n + 1);
  const deeds = new Set<string>();
  let refusals = 0;
  let causes = 0;
  it.each(seeds)('seed %i: everybody ends with the board of the server, and no word is lost', async (seed) => {
    const workshop = new Workshop(random(seed));
    await settle(100);
    for (let n = 0; n < 120; n += 1) await workshop.step();
    await workshop.end();
    const board = workshop.server.texts();
    for (const person of workshop.people) {
      const { connection } = person;
      expect([seed, person.id, connection.status]).toEqual([seed, person.id, 'saved']);
      expect([...connection.view.notes.values()].map(({ text }) => text).sort()).toEqual(board);
      const kept = [...board, ...connection.tray.map(({ text }) => text)].join(' ').split(' ');
      expect(
        [...person.words].filter((word) => !kept.includes(word)),
        `seed ${seed}, lost by ${person.id}`,
      ).toEqual([]);
      connection.destroy();
    }
    refusals += workshop.server.refusals.length;
    causes += board.length;
    for (const name of Object.keys(workshop.done)) deeds.add(name);
  });

  it('the runs were not trivial', () => {
    expect(deeds.size).toBe(12);
    expect(refusals).toBeGreaterThan(seeds.length);
    expect(causes).toBeGreaterThan(seeds.length * 2);
  });
});
