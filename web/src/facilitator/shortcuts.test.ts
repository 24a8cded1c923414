import { expect, test } from 'vitest';
import { deedOf } from './shortcuts';

const none = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };

test.each([
  [{ key: 'n' }, 'add'],
  [{ key: 'N', shiftKey: true }, null],
  [{ key: 'z' }, null],
  [{ key: 'z', ctrlKey: true }, 'undo'],
  [{ key: 'Z', metaKey: true, shiftKey: true }, 'redo'],
  [{ key: 'y', ctrlKey: true }, 'redo'],
  [{ key: '?', shiftKey: true }, 'help'],
  [{ key: '?' }, 'help'],
  [{ key: 'n', altKey: true }, null],
  [{ key: 'l', ctrlKey: true }, null],
])('%j is %s', (pressed, deed) => expect(deedOf({ ...none, ...pressed })).toBe(deed));
