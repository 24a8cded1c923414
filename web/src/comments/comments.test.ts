import { expect, test } from 'vitest';
import { commentsOn } from './comments';

test('COMMENT: those on a cause, the oldest first, whatever else stands there', () => {
  const said = (note: unknown, at: unknown, text: unknown = 'a word') => ({ note, at, text, department: 'it', author: null });
  const root = {
    c20: said('n', 5),
    c3: said('n', 5),
    c9: said('n', 1, 'first\r\nline'),
    other: said('m', 1),
    odd: 7,
    none: null,
    c1: said('n', 'x', 8),
  };
  expect(commentsOn(root, 'n').map(({ id, text }) => [id, text])).toEqual([
    ['c1', ''],
    ['c9', 'first\nline'],
    ['c3', 'a word'],
    ['c20', 'a word'],
  ]);
});
