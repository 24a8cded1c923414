import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { Own } from '../src/board/device-clients';
import { LocalDoc } from '../src/board/local-doc';
import type { BoardView } from '../src/board/model';
import { Forgetful } from '../src/board/tray';
import { Writer } from '../src/board/writer';
import { toAdd } from '../src/facilitator/causes/paste';

class Alone extends Writer {
  own = new Own(new Forgetful(), 'ann');
  sheet = new LocalDoc(new Y.Doc(), { role: 'facilitator', participant: null, own: this.own, store: () => null, changed: () => undefined });
  override get view(): BoardView {
    return this.sheet.look(null, [], true);
  }
  override may = (): boolean => true;
  undo = (): unknown =>
    this.sheet.history.undo(
      () => this.view,
      () => Promise.resolve(),
    );
  causes(): [string, number][] {
    return this.view.branches.flatMap(({ notes }) => notes.map(({ text, depth }): [string, number] => [text, depth]));
  }
}

function board(): Alone {
  const writer = new Alone();
  writer.addBranch({ id: 'people', title: 'People', question: '', order: 'a0' });
  writer.addBranch({ id: 'methods', title: 'Methods', question: '', order: 'a1' });
  return writer;
}

it('adds a list in its order behind what is there, and takes it back as one step', async () => {
  const writer = board();
  writer.addNote({ branch: 'people', text: 'there' });
  const list = toAdd(
    [
      { line: 1, branch: 'people', text: 'a' },
      { line: 2, branch: 'people', text: 'b', under: 0 },
      { line: 3, branch: 'people', text: 'c', under: 0 },
      { line: 4, branch: 'methods', text: 'd' },
      { line: 5, branch: 'people', text: 'e', under: 2 },
    ],
    writer.view,
  );
  writer.addNotes(list);
  const whole: [string, number][] = [
    ['there', 0],
    ['a', 0],
    ['b', 1],
    ['c', 1],
    ['e', 2],
    ['d', 0],
  ];
  expect(writer.causes()).toEqual(whole);
  await writer.undo();
  expect(writer.causes()).toEqual([['there', 0]]);
});

it('leaves out what is on the board, and hangs what explains it under that, as far as it fits', () => {
  const writer = board();
  const there = writer.addNote({ branch: 'people', text: 'there' });
  let deep = there;
  for (let n = 0; n < 4; n += 1) deep = writer.addNote({ branch: 'people', text: `deep ${n}`, parent: deep });
  const list = toAdd(
    [
      { line: 1, branch: 'people', text: 'There', same: there },
      { line: 2, branch: 'people', text: 'why', under: 0 },
      { line: 3, branch: 'people', text: 'deep 3', same: deep },
      { line: 4, branch: 'people', text: 'too deep', under: 2 },
      { line: 5, branch: 'methods', text: 'elsewhere', under: 0 },
      { line: 6, branch: 'people', text: 'gone since', same: 'n0' },
    ],
    writer.view,
  );
  expect(list).toEqual([
    { branch: 'people', text: 'why', parent: there },
    { branch: 'people', text: 'too deep' },
    { branch: 'methods', text: 'elsewhere' },
    { branch: 'people', text: 'gone since' },
  ]);
});

it('goes out in frames that the server takes, however much it is', () => {
  const writer = board();
  const frames: number[] = [];
  writer.sheet.doc.on('update', (update: Uint8Array) => frames.push(update.length));
  writer.addNotes(Array.from({ length: 1_000 }, (_, n) => ({ branch: 'people', text: `${n} ${'ж'.repeat(200)}` })));
  expect(writer.causes()).toHaveLength(1_000);
  expect(frames.length).toBeGreaterThan(3);
  expect(Math.max(...frames)).toBeLessThan(200 * 1024);
  void writer.undo();
  expect(writer.causes()).toHaveLength(0);
});
