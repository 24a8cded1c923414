import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiError, type Command } from '../api';
import type { Ballot } from '../board/model';
import { Ballots, type Rounds } from './ballots.svelte';

const flush = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);
const network = (): ApiError => new ApiError('network', 0, '');

/** What the server has of this person. */
let kept: Ballot;
/** What the page has come to. */
let rounds: Rounds;
let sent: Command[];
let refusals: string[];
let ballots: Ballots;
/** How the server answers a command; how it answers who reads. */
let answer: (command: Command) => Promise<unknown>;
let read: () => Promise<Ballot>;

/** The server does what it is told. */
function take(command: Command): Promise<unknown> {
  if (command.do === 'cast' && kept.vote) kept.vote = { ...kept.vote, dots: { ...kept.vote.dots, [command.note]: command.dots } };
  if (command.do === 'rate' && kept.rating) {
    const { note, importance, urgency } = command;
    kept.rating = { ...kept.rating, ratings: { ...kept.rating.ratings, [note]: { importance, urgency } } };
  }
  if (command.do === 'done') kept = { ...kept, done: command.done ?? true };
  return Promise.resolve({});
}

/** Reads that are answered when the test says so, with what the server had when it was asked. */
function heldReads(): (() => void)[] {
  const held: (() => void)[] = [];
  read = () => {
    const then = structuredClone(kept);
    return new Promise((resolve) => held.push(() => resolve(then)));
  };
  return held;
}

beforeEach(() => {
  vi.useFakeTimers();
  kept = { vote: { id: 'v1', open: true, dots: { a: 1 }, left: 2 }, rating: null, sealed: [], revealed: [], done: false };
  rounds = { vote: 'v1', activity: 'one' };
  sent = [];
  refusals = [];
  answer = take;
  read = async () => structuredClone(kept);
  ballots = new Ballots(
    {
      command: (command) => (sent.push(command), answer(command)),
      ballot: () => read(),
      rounds: () => rounds,
      revealed: () => {},
    },
    (code) => refusals.push(code),
  );
});
afterEach(() => vi.useRealTimers());

test('shows at once and says how many dots should lie there', async () => {
  await ballots.load();
  ballots.place('b', 1);
  ballots.place('b', 2);
  expect([ballots.dots, ballots.placed]).toEqual([{ a: 1, b: 2 }, 3]);
  await flush();
  expect(sent.at(-1)).toEqual({ do: 'cast', note: 'b', dots: 2 });
  expect(ballots.waiting).toBe(0);
});

test('keeps trying while there is no connection, and sends only the last wish', async () => {
  answer = () => Promise.reject(network());
  ballots.place('a', 1);
  await flush();
  expect(ballots.unsent).toBe(true);
  ballots.place('a', 0);
  await flush();
  sent = [];
  answer = take;
  await vi.advanceTimersByTimeAsync(2_000);
  expect([sent, ballots.unsent, ballots.waiting]).toEqual([[{ do: 'cast', note: 'a', dots: 0 }], false, 0]);
});

test('reads its dots anew after a refusal, and says so', async () => {
  answer = () => Promise.reject(new ApiError('over-budget', 409, ''));
  ballots.place('b', 1);
  await flush();
  expect([ballots.dots, refusals]).toEqual([{ a: 1 }, ['over-budget']]);
});

test('rates only once both axes are said', async () => {
  ballots.rate('a', { importance: 4 });
  await flush();
  expect(sent).toEqual([]);
  ballots.rate('a', { urgency: 2 });
  await flush();
  expect(sent).toEqual([{ do: 'rate', note: 'a', importance: 4, urgency: 2 }]);
});

test('an axis that was said while the ballot of a new rating was read stays said', async () => {
  await ballots.load();
  kept.rating = { id: 'r1', open: true, ratings: { b: { importance: 1, urgency: 1 } } };
  rounds = { ...rounds, rating: 'r1' };
  const held = heldReads();
  const loading = ballots.load();
  ballots.rate('a', { importance: 5 });
  held.shift()!();
  await loading;
  expect(ballots.ratings).toEqual({ a: { importance: 5 }, b: { importance: 1, urgency: 1 } });
  ballots.rate('a', { urgency: 4 });
  await flush();
  expect(sent).toEqual([{ do: 'rate', note: 'a', importance: 5, urgency: 4 }]);
});

test('a dot that was placed and stored while the ballot was read stays, and so does a mark of being finished', async () => {
  const held = heldReads();
  const loading = ballots.load();
  ballots.place('b', 1);
  ballots.setDone(true);
  await flush();
  expect(ballots.waiting).toBe(0);
  held.shift()!();
  await flush();
  // What was read is older than what was stored: it is read again, and nothing goes back meanwhile.
  expect([ballots.dots.b, ballots.done]).toEqual([1, true]);
  held.shift()!();
  await loading;
  expect([ballots.dots, ballots.done]).toEqual([{ a: 1, b: 1 }, true]);
});

test('what is still on its way stays as it was tapped', async () => {
  await ballots.load();
  answer = () => new Promise(() => {});
  ballots.place('b', 2);
  ballots.setDone(true);
  await ballots.load();
  expect([ballots.dots, ballots.done, ballots.waiting]).toEqual([{ a: 1, b: 2 }, true, 2]);
});

test('of two reads the one that began last counts, whichever is answered first', async () => {
  const held = heldReads();
  const first = ballots.load();
  kept.vote = { id: 'v1', open: true, dots: { a: 3 }, left: 0 };
  const second = ballots.load();
  held[1]!();
  await second;
  held[0]!();
  await first;
  expect(ballots.dots).toEqual({ a: 3 });
});

test('who waits for an earlier read waits for the later one', async () => {
  const held = heldReads();
  let came = false;
  void ballots.load().then(() => (came = true));
  kept.sealed = [{ id: 's1', branch: 'people', text: 'Nobody is asked' }];
  void ballots.load();
  held[0]!();
  await flush();
  expect(came).toBe(false);
  held[1]!();
  await flush();
  expect([came, ballots.sealed.length]).toEqual([true, 1]);
});

test('a new round begins empty, before its ballot is read', async () => {
  await ballots.load();
  ballots.setDone(true);
  await flush();
  kept.vote = { id: 'v2', open: true, dots: {}, left: 3 };
  kept.done = false;
  rounds = { ...rounds, vote: 'v2', activity: 'two' };
  const held = heldReads();
  void ballots.load();
  expect([ballots.placed, ballots.done]).toEqual([0, false]);
  ballots.place('b', 1);
  await flush();
  held.shift()!();
  await flush();
  held.shift()!();
  await flush();
  expect(ballots.dots).toEqual({ b: 1 });
});

test('of a round that the page has not come to yet, a ballot says nothing', async () => {
  await ballots.load();
  kept.vote = { id: 'v2', open: true, dots: { c: 2 }, left: 1 };
  await ballots.load();
  expect(ballots.dots).toEqual({ a: 1 });
});

test('a dot that found no connection before its vote was over is told, and counts in no other vote', async () => {
  await ballots.load();
  answer = () => Promise.reject(network());
  ballots.place('b', 1);
  ballots.setDone(true);
  await flush();
  kept.vote = { id: 'v2', open: true, dots: {}, left: 3 };
  rounds = { ...rounds, vote: 'v2', activity: 'two' };
  sent = [];
  answer = take;
  await ballots.load();
  expect(ballots.dots).toEqual({});
  ballots.wake();
  await flush();
  expect([sent, refusals, ballots.dots, ballots.unsent, ballots.waiting]).toEqual([[], ['not-now'], {}, false, 0]);
});

test('a ballot that could not be read is read again until it can be, unless the server lets nobody in', async () => {
  read = () => Promise.reject(network());
  await ballots.load();
  read = () => Promise.reject(new ApiError('storage', 503, ''));
  await vi.advanceTimersByTimeAsync(2_000);
  read = async () => structuredClone(kept);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(ballots.dots).toEqual({ a: 1 });

  let reads = 0;
  read = () => (reads++, Promise.reject(new ApiError('removed', 403, '')));
  await ballots.load();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(reads).toBe(1);
});

test('nothing is asked for once the page is left', async () => {
  read = () => Promise.reject(network());
  answer = () => Promise.reject(network());
  await ballots.load();
  ballots.place('b', 1);
  await flush();
  ballots.stop();
  sent = [];
  read = vi.fn(async () => kept);
  await vi.advanceTimersByTimeAsync(60_000);
  expect([sent, vi.mocked(read).mock.calls]).toEqual([[], []]);
});
