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
  [{ key: '/' }, 'search'],
  [{ key: '/', shiftKey: true }, 'search'],
  [{ key: 'n', altKey: true }, null],
  [{ key: 'l', ctrlKey: true }, null],
  // Ukrainian: the letters' places.
  [{ key: 'я', code: 'KeyZ', ctrlKey: true }, 'undo'],
  [{ key: 'Я', code: 'KeyZ', ctrlKey: true, shiftKey: true }, 'redo'],
  [{ key: 'т', code: 'KeyN' }, 'add'],
  [{ key: 'д', code: 'KeyL' }, 'lock'],
  [{ key: 'Т', code: 'KeyN', shiftKey: true }, null],
  // Greek and Arabic have other letters in the same places.
  [{ key: 'ζ', code: 'KeyZ', ctrlKey: true }, 'undo'],
  // Where the letters moved and are Latin, the letter goes before its place.
  [{ key: ';', code: 'KeyZ', ctrlKey: true }, null],
  [{ key: 'z', code: 'Slash', ctrlKey: true }, 'undo'],
  [{ key: 'z', code: 'KeyW', ctrlKey: true }, 'undo'],
  [{ key: 'z', code: 'KeyY', ctrlKey: true }, 'undo'],
])('%j is %s', (pressed, deed) => expect(deedOf({ ...none, code: '', ...pressed })).toBe(deed));
