import { beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Command } from '../src/api';
import { board, note } from '../dev/boards';
import type { BoardView } from '../src/board/model';
import { History } from '../src/board/history';
import { takingBack } from '../src/board/taking-back';

let doc: Y.Doc;
let history: History;
let given: Command[];
let view: BoardView;
const give = (command: Command): Promise<unknown> => Promise.resolve(given.push(command));
const undo = () => history.undo(() => view, give);
const redo = () => history.redo(() => view, give);
const words = (): string => doc.getText('words').toString();
const here = {};

function write(text: string): void {
  doc.transact(() => doc.getText('words').insert(words().length, text), here);
}

/** A command that the server took, and what the board says then. */
async function did(command: Command, change: (now: BoardView) => void): Promise<void> {
  const before = structuredClone(view);
  history.gave(command, Promise.resolve(), takingBack(command, before));
  change(view);
}

function withNotes(...notes: ReturnType<typeof note>[]): void {
  view.notes = new Map(notes.map((one) => [one.id, one]));
}

beforeEach(() => {
  doc = new Y.Doc();
  given = [];
  view = structuredClone(board());
  const edits = new Y.UndoManager(doc.getText('words'), { trackedOrigins: new Set([here]), captureTimeout: 1_000_000 });
  history = new History(edits, () => {});
});

test('after a merge, undo takes back the merge and not the edit before it', async () => {
  withNotes(note('a', { text: 'a' }), note('b', { text: 'b' }));
  write('older');
  await did({ do: 'merge_notes', into: 'a', notes: ['b'] }, (now) => (now.notes.get('b')!.mergedInto = 'a'));
  expect(await undo()).toBe('command');
  expect([given, words()]).toEqual([[{ do: 'unmerge', note: 'b' }], 'older']);
  view.notes.get('b')!.mergedInto = null;
  expect(await redo()).toBe('command');
  expect(given.at(-1)).toEqual({ do: 'merge_notes', into: 'a', notes: ['b'] });
});

test('what had been merged into a merged cause goes back with it', async () => {
  withNotes(note('a', { text: 'a' }), note('b', { text: 'b' }), note('c', { text: 'c', mergedInto: 'b' }));
  await did({ do: 'merge_notes', into: 'a', notes: ['b'] }, (now) => {
    for (const id of ['b', 'c']) now.notes.get(id)!.mergedInto = 'a';
  });
  expect(await undo()).toBe('command');
  expect(given).toEqual([
    { do: 'unmerge', note: 'b' },
    { do: 'unmerge', note: 'c' },
    { do: 'merge_notes', into: 'b', notes: ['c'] },
  ]);
});

test('what cannot be taken back is said once, and only then is it the turn of what was before', async () => {
  write('older');
  await did({ do: 'close_vote' }, () => {});
  await did({ do: 'reveal_vote' }, () => {});
  expect([await undo(), words()]).toEqual(['cannot', 'older']);
  expect([await undo(), words()]).toEqual(['edit', '']);
  expect(given).toEqual([]);
});

test('typing on after a command is another step than typing before it', async () => {
  write('before');
  await did({ do: 'summon', branch: 'people' }, (now) => (now.session.summon = { branch: 'people', call: 1 }));
  write(' after');
  expect([await undo(), words()]).toEqual(['edit', 'before']);
  expect([await undo(), words()]).toEqual(['command', 'before']);
  expect([await undo(), words()]).toEqual(['edit', '']);
  expect(await undo()).toBe('none');
});

test('what somebody else has changed since is not taken back', async () => {
  withNotes(note('a', { text: 'a' }));
  await did({ do: 'set_priority', note: 'a', priority: 'now' }, (now) => (now.notes.get('a')!.priority = 'later'));
  expect([await undo(), given]).toEqual(['overtaken', []]);
});

test('board PRIO-3: a reason is taken back with its priority, unless somebody gave another one since', async () => {
  withNotes(note('a', { text: 'a', priority: 'later', reason: 'It can wait' }));
  const reason = 'The law asks for it';
  await did({ do: 'set_priority', note: 'a', priority: 'now', reason }, (now) =>
    Object.assign(now.notes.get('a')!, { priority: 'now', reason }),
  );
  expect([await undo(), given]).toEqual(['command', [{ do: 'set_priority', note: 'a', priority: 'later', reason: 'It can wait' }]]);
  given.length = 0;
  withNotes(note('a', { text: 'a', priority: 'now', reason: null }));
  await did({ do: 'set_priority', note: 'a', priority: 'now', reason }, (now) => (now.notes.get('a')!.reason = 'Another one'));
  expect([await undo(), given]).toEqual(['overtaken', []]);
});

test('an edit that others have made void does not let undo go on to an older one', async () => {
  write('older');
  history.gave({ do: 'finish' }, Promise.reject(new Error('refused')), null);
  await Promise.resolve();
  write(' newer');
  // Another device takes out what was written last.
  const other = new Y.Doc();
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
  other.getText('words').delete(5, 6);
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
  expect([await undo(), words()]).toEqual(['overtaken', 'older']);
  expect([await undo(), words()]).toEqual(['edit', '']);
});

test('a locked board takes no edit back, and the next try is about the same edit', async () => {
  write('text');
  view.session.locked = true;
  expect([await undo(), words()]).toEqual(['locked', 'text']);
  view.session.locked = false;
  expect([await undo(), words()]).toEqual(['edit', '']);
});

test.each([
  [{ do: 'lock' }, [{ do: 'unlock' }], (now: BoardView) => (now.session.locked = true)],
  [
    { do: 'set_permissions', edit: 'any' },
    [{ do: 'set_permissions', edit: 'own' }],
    (now: BoardView) => (now.session.permissions.edit = 'any'),
  ],
  [
    { do: 'set_authors', shown: false },
    [{ do: 'set_authors', shown: true, departments: true }],
    (now: BoardView) => (now.session.authors = 'hidden'),
  ],
  [{ do: 'close_door' }, [{ do: 'open_door' }], (now: BoardView) => (now.session.door = 'closed')],
  [
    { do: 'set_competences', competences: ['CRM'] },
    [{ do: 'set_competences', competences: [] }],
    (now: BoardView) => (now.session.competences = ['CRM']),
  ],
] as [Command, Command[], (now: BoardView) => unknown][])('%j is taken back by %j', async (command, back, change) => {
  Object.assign(view.session, { locked: false, authors: 'shown', door: 'open', competences: [] });
  view.session.permissions.edit = 'own';
  await did(command, (now) => void change(now));
  expect([await undo(), given]).toEqual(['command', back]);
});
