import { expect, test } from 'vitest';
import { changesBetween, merged, mergedList } from '../src/board/merge';

test.each([
  // opened, wanted, now, both
  ['Training comes to late', 'Training comes too late', 'Training comes to late every year', 'Training comes too late every year'],
  ['one two three', 'one two four', 'zero one two three', 'zero one two four'],
  ['one two three', 'two three', 'one two three four', 'two three four'],
  ['one two three', 'one three', 'one two and three', 'one and three'],
  ['a b', 'a mine b', 'a theirs b', 'a theirs mine b'],
  ['', 'mine', 'theirs', 'theirsmine'],
  ['same', 'same again', 'same again', 'same again'],
  ['one two', 'one two', 'three', 'three'],
  ['one two', 'one two!', '', '!'],
  ['🐟 bone', '🐠 bone', '🐟 bones', '🐠 bones'],
  ['first\nsecond', 'first\nsecond\nthird', 'zeroth\nfirst\nsecond', 'zeroth\nfirst\nsecond\nthird'],
  ['the quick brown fox jumps', 'a quick brown fox leaps', 'the quick red fox jumps high', 'a quick red fox leaps high'],
])('%j, made %j here and %j there, is %j', (opened, wanted, now, both) => {
  expect(merged(opened, wanted, now)).toBe(both);
});

test('without another change the wanted text stands, whatever it is', () => {
  let seed = 20261126;
  const random = (below: number): number => (seed = (seed * 48271) % 2147483647) % below;
  const text = (): string => Array.from({ length: random(9) }, () => ['a', 'bc', ' ', '🐟', 'ą', '\n'][random(6)]).join('');
  for (let round = 0; round < 5000; round++) {
    const [opened, wanted, now] = [text(), text(), text()];
    expect(merged(opened, wanted, opened), JSON.stringify([opened, wanted])).toBe(wanted);
    expect(merged(opened, opened, now)).toBe(now);
    // Each letter that was written on either side is there as often as they wrote it.
    const both = merged(opened, wanted, now);
    for (const [one, other] of [
      [wanted, now],
      [now, wanted],
    ] as const) {
      const same = changesBetween(opened, other);
      for (const { from, to, text: put } of changesBetween(opened, one))
        if (!same.some((change) => change.from === from && change.to === to && change.text === put)) expect(both).toContain(put);
    }
    // No letter of two code units was parted.
    expect(both).toBe(new TextDecoder().decode(new TextEncoder().encode(both)));
  }
});

test('lists keep what each added and lose what each took out', () => {
  expect(mergedList(['a', 'b', 'c'], ['a', 'c', 'mine'], ['a', 'b', 'c', 'theirs'])).toEqual(['a', 'c', 'mine', 'theirs']);
  expect(mergedList(['a', 'b'], ['b', 'a'], ['a', 'b', 'c'])).toEqual(['b', 'a', 'c']);
  expect(mergedList(['a', 'b'], ['a', 'b', 'c'], ['b'])).toEqual(['b', 'c']);
});
