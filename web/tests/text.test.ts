import { expect, test } from 'vitest';
import cases from '../../tests/fixtures/texts.json';
import { isBlank, line, paragraphs } from '../src/board/text';

test.each(cases)('TEXT-1 to TEXT-4: $about', ({ text, paragraphs: tidy, line: one, blank }) => {
  expect(paragraphs(text)).toBe(tidy);
  expect(line(text)).toBe(one);
  expect(isBlank(text)).toBe(blank);
  expect(paragraphs(tidy)).toBe(tidy);
});
