import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { addNote, moveNote } from '../src/board/edits';
import { BoardReader } from '../src/board/board-reader';
import type { BoardView, NoteView } from '../src/board/model';
import { byCodePoint, inOrder, orderAfter, placed } from '../src/board/order';
import { LIMITS } from '../src/generated/schema';

/** A copy of a board on one device. */
class Device {
  doc = new Y.Doc();
  reader = new BoardReader(this.doc, { participant: null, writtenHere: () => false }, () => undefined);

  constructor(orders: Record<string, string> = {}) {
    this.doc.getMap('branches').set('b', new Y.Map(Object.entries({ title: 'b', question: '', order: 'a0' })));
    for (const [id, order] of Object.entries(orders))
      this.doc.getMap('notes').set(id, new Y.Map<unknown>(Object.entries({ text: new Y.Text(id), branch: 'b', order })));
  }

  get view(): BoardView {
    return this.reader.read(null, [], true);
  }

  get list(): string {
    return this.view.branches[0]!.notes.map(({ id, text }) => text || id).join(' ');
  }

  copy(): Device {
    const other = new Device();
    other.doc = new Y.Doc();
    other.reader = new BoardReader(other.doc, { participant: null, writtenHere: () => false }, () => undefined);
    other.take(this);
    return other;
  }

  take(other: Device): void {
    Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(other.doc));
  }

  /** Puts a cause in place of the one that stands there. */
  move(id: string, before: string | null, may: (note: NoteView) => boolean = () => true): boolean {
    return moveNote(this.doc, this.view, id, { parent: null, before }, may);
  }
}

describe('equal keys', () => {
  it('the third of five, with one key for three of them, goes up by exactly one place', () => {
    const device = new Device({ a: 'a0', b: 'a1', c: 'a1', d: 'a1', e: 'a2' });
    expect(device.list).toBe('a b c d e');
    device.move('c', 'b');
    expect(device.list).toBe('a c b d e');
    device.move('d', 'b');
    expect(device.list).toBe('a c d b e');
    device.move('a', 'd');
    expect(device.list).toBe('c a d b e');
  });

  it('every move on a list of equal keys goes where it was sent, up and down', () => {
    const ids = ['a', 'b', 'c', 'd', 'e'];
    for (const id of ids)
      for (const before of [...ids.filter((other) => other !== id), null]) {
        const device = new Device(Object.fromEntries(ids.map((each) => [each, 'a1'])));
        const expected = ids.filter((other) => other !== id);
        expected.splice(before === null ? expected.length : expected.indexOf(before), 0, id);
        device.move(id, before);
        expect([id, before, device.list]).toEqual([id, before, expected.join(' ')]);
      }
  });

  it('three phones that add at once have three keys, after what was there', () => {
    const room = new Device({ first: 'a0' });
    const phones = [room.copy(), room.copy(), room.copy()];
    phones.forEach((phone, n) => addNote(phone.doc, phone.view, { branch: 'b', text: `of-${n}` }));
    phones.forEach((phone) => room.take(phone));
    const notes = room.view.branches[0]!.notes;
    expect(notes[0]!.id).toBe('first');
    expect(new Set(notes.map(({ order }) => order)).size).toBe(4);
  });

  it('two people who move at once see the same, and both can go on', () => {
    const ann = new Device({ a: 'a1', b: 'a1', c: 'a1', d: 'a1', e: 'a1' });
    const bob = ann.copy();
    ann.move('c', 'b');
    bob.move('e', 'c');
    ann.take(bob);
    bob.take(ann);
    expect(ann.list).toBe(bob.list);
    expect(ann.list.split(' ').sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
    const [first, second] = ann.list.split(' ');
    ann.move(second!, first!);
    expect(ann.list.startsWith(`${second} ${first} `)).toBe(true);
  });

  it('others’ causes keep their keys where they may not be moved; one’s own goes as near as it can', () => {
    const device = new Device({ a: 'a0', b: 'a1', c: 'a1', mine: 'a1', z: 'a2' });
    expect(device.list).toBe('a b c mine z');
    const others = (): string[] => device.view.branches[0]!.notes.flatMap(({ id, order }) => (id === 'mine' ? [] : [`${id} ${order}`]));
    const before = others();
    device.move('mine', 'c', ({ id }) => id === 'mine');
    expect([device.list, others()]).toEqual(['a mine b c z', before]);
  });
});

describe('any keys', () => {
  const KEYS = ['a0', 'a1', 'a1', 'a1V', 'a2', 'b00', 'Zz', '', '1', 'a', 'Я', '~', 'zz', `a1${'0'.repeat(61)}1`, `a1${'0'.repeat(61)}2`];

  it('lead to the place that was asked for, with keys that the board takes', () => {
    let state = 20261126;
    const below = (limit: number): number => (state = (state * 48271) % 0x7fffffff) % limit;
    let rewritten = 0;
    for (let round = 0; round < 3000; round += 1) {
      const list = Array.from({ length: below(7) }, (_, n) => ({ id: `n${n}`, order: KEYS[below(KEYS.length)]! })).sort(inOrder);
      const index = below(list.length + 1);
      const keys = placed(list, index, 'moved', () => true);
      const after = [...list, { id: 'moved', order: '' }].map(({ id, order }) => ({ id, order: keys.get(id) ?? order })).sort(inOrder);
      const expected = list.map(({ id }) => id);
      expected.splice(index, 0, 'moved');
      const about = `round ${round}: ${JSON.stringify(list)} at ${index}`;
      expect(
        after.map(({ id }) => id),
        about,
      ).toEqual(expected);
      for (const key of keys.values()) expect(key.length, about).toBeLessThanOrEqual(LIMITS.key);
      rewritten += keys.size > 1 ? 1 : 0;
    }
    expect(rewritten).toBeGreaterThan(300);
  });

  it('moving to one place again and again never runs out of keys', () => {
    const list = ['p', 'q', 'r'].map((id, n) => ({ id, order: `a${n}` }));
    for (let round = 0; round < 2000; round += 1) {
      // The last goes between the first two.
      const moved = list.pop()!;
      const keys = placed(list, 1, moved.id, () => true);
      list.splice(1, 0, moved);
      for (const one of list) one.order = keys.get(one.id) ?? one.order;
      expect([...list].sort(inOrder)).toEqual(list);
      expect(Math.max(...list.map(({ order }) => order.length))).toBeLessThanOrEqual(LIMITS.key);
    }
  });

  it.each(KEYS)('the end of a list whose last key is %j', (last) => {
    const next = orderAfter(last);
    expect(next.length).toBeLessThanOrEqual(LIMITS.key);
    if (last.length < LIMITS.key) expect(byCodePoint(last, next)).toBeLessThan(0);
  });
});
