import { expect, test } from 'vitest';
import type { Ballot } from '../../board/model';
import { SeatBallot } from './seat-ballot.svelte';

const flush = (): Promise<void> => new Promise((done) => setImmediate(done));

/** A server that is told, and asked, when the test lets it. */
function seat() {
  let kept: Ballot = { vote: null, rating: null, sealed: [], revealed: [], done: false };
  const held: (() => void)[] = [];
  const ballot = new SeatBallot(
    { board: 'b', token: 't', code: 'c' } as never,
    'p1',
    (error) => (error as Error).message,
    async () => kept,
  );
  const command =
    (said: string, refused = false) =>
    (): Promise<void> =>
      new Promise((done, fail) =>
        held.push(() => {
          if (refused) return fail(new Error('locked'));
          kept = { ...kept, said: { word: said, worth: 5 } };
          done();
        }),
      );
  const give = (said: string, refused = false) => ballot.give(command(said, refused), { said: { word: said, worth: 5 } });
  const next = async (): Promise<void> => {
    held.shift()!();
    await flush();
  };
  return { ballot, give, next };
}

test('what is refused is read anew, once what was given after it has gone', async () => {
  const { ballot, give, next } = seat();
  await ballot.load();
  const [first, second] = [give('one', true), give('two')];
  await flush();
  await next();
  expect(ballot.ballot?.said).toEqual({ word: 'two', worth: 5 });
  await next();
  expect(await Promise.all([first, second])).toEqual([false, true]);
  expect([ballot.ballot?.said, ballot.refused]).toEqual([{ word: 'two', worth: 5 }, 'locked']);
});

test('what was refused alone is taken back, and says why', async () => {
  const { ballot, give, next } = seat();
  await ballot.load();
  const given = give('one', true);
  await flush();
  await next();
  expect(await given).toBe(false);
  expect([ballot.ballot?.said, ballot.refused]).toEqual([undefined, 'locked']);
});

test('a reading waits for what is on its way', async () => {
  const { ballot, give, next } = seat();
  await ballot.load();
  const given = give('one');
  const reading = ballot.load();
  await flush();
  await next();
  await Promise.all([given, reading]);
  expect(ballot.ballot?.said).toEqual({ word: 'one', worth: 5 });
});
