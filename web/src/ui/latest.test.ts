import { expect, test } from 'vitest';
import { latest } from './latest';

/** Questions that are answered when the test says so. */
function held() {
  const waiting: { answer: (text: string) => void; fail: () => void }[] = [];
  const told: string[] = [];
  const read = latest<string>(
    () => new Promise((resolve, reject) => waiting.push({ answer: resolve, fail: () => reject(new Error('offline')) })),
    (text) => told.push(text),
  );
  return { waiting, told, read };
}

test('an older answer does not take the place of a newer one', async () => {
  const { waiting, told, read } = held();
  const both = Promise.all([read(), read()]);
  waiting[1]!.answer('new');
  waiting[0]!.answer('old');
  await both;
  expect(told).toEqual(['new']);
});

test('answers are told as they come, and what fails leaves what was told', async () => {
  const { waiting, told, read } = held();
  const all = Promise.all([read(), read(), read()]);
  waiting[0]!.answer('old');
  waiting[2]!.fail();
  waiting[1]!.answer('new');
  await all;
  expect(told).toEqual(['old', 'new']);
});
