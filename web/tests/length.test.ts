import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { characters, cut, fits } from '../src/board/length';
import { afterWriting } from '../src/ui/limited';

// The same texts and answers that the server is held to (crates/board/tests/length.rs).
interface Fixture {
  lengths: { about: string; text: string; characters: number }[];
  limits: { about: string; text: string; times: number; most: number; fits: boolean }[];
}

const { lengths, limits } = JSON.parse(readFileSync(new URL('../../tests/fixtures/lengths.json', import.meta.url), 'utf8')) as Fixture;
const FAMILY = '👨\u200d👩\u200d👧\u200d👦';

describe('LENGTH-1: a text has as many characters as people count', () => {
  const segmenter = new Intl.Segmenter();
  test.each(lengths)('$about', ({ text, characters: expected }) => {
    expect(characters(text)).toBe(expected);
    // What draws nothing is a cluster of its own where it stands between letters.
    expect([...segmenter.segment(text.replace(/[\u00ad\u200b]/g, ''))]).toHaveLength(expected);
  });
  test.each(limits)('$about', ({ text, times, most, fits: expected }) => {
    expect(fits(text.repeat(times), most)).toBe(expected);
  });
});

describe('a field that takes no more than fits', () => {
  const most = (limit: number) => (text: string) => fits(text, limit);
  test.each([
    ['abc', 'abcd', 3, 'abc', 3],
    ['abc', 'aXbc', 3, 'abc', 1],
    ['abc', 'aXYbc', 4, 'aXbc', 2],
    ['😀😀', '😀😀😀', 3, '😀😀😀', 6],
    ['ab', `ab${FAMILY}${FAMILY}`, 3, `ab${FAMILY}`, 2 + FAMILY.length],
    ['ab', 'a👍🏽b', 3, 'a👍🏽b', 6],
    ['e', 'e\u0301', 1, 'e\u0301', 2],
    ['abc', 'xyzw', 3, 'xyz', 3],
    ['long before', 'long befor', 4, 'long befor', 10],
    ['long before', 'long befores', 4, 'long before', 11],
  ])('%j, written to %j of %i: %j', (before, now, limit, text, caret) => {
    expect(afterWriting(before, now, most(limit))).toEqual({ text, caret });
  });

  test('a text is cut between characters, never in one', () => {
    expect(cut(`a${FAMILY}e\u0301🇵🇱`, most(2))).toBe(`a${FAMILY}`);
    expect(cut(`a${FAMILY}e\u0301z`, most(3))).toBe(`a${FAMILY}e\u0301`);
    expect(cut('ж'.repeat(1200), most(1000))).toBe('ж'.repeat(1000));
    expect(cut('їжа', (text) => new TextEncoder().encode(text).length <= 4)).toBe('їж');
  });
});
