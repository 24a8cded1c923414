import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { Connection, type ConnectionOptions } from '../src/board/connection';
import { FakeDisk, FakeServer, memoryKeep } from './fake-server';

const settle = (ms = 50): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

class Room {
  server = new FakeServer();
  open: Connection[] = [];

  person(id: string, options: Partial<ConnectionOptions> = {}): Connection {
    const connection = new Connection({
      board: 'b',
      token: id,
      role: 'participant',
      participant: { id, name: id, department: 'it' },
      url: 'ws://test/sync',
      WebSocket: this.server.socket,
      keep: memoryKeep(),
      store: () => null,
      http: {
        command: async () => ({ seq: 1 }),
        ballot: async () => ({ vote: null, rating: null, sealed: [], revealed: [], done: false }),
        state: async () => ({ body: {} as never, clockOffset: 5_000 }),
      },
      ...options,
    });
    this.open.push(connection);
    return connection;
  }
}

const texts = (connection: Connection): string[] => [...connection.view.notes.values()].map((note) => note.text).sort();

let room: Room;
beforeEach(() => {
  vi.useFakeTimers();
  room = new Room();
});
afterEach(() => {
  room.open.forEach((connection) => connection.destroy());
  vi.useRealTimers();
});

describe('saved, sending, offline', () => {
  it('is saved only once the server has sent the change back', async () => {
    const ann = room.person('ann');
    expect(ann.status).toBe('connecting');
    await settle();
    expect(ann.status).toBe('saved');
    room.server.hold();
    ann.addNote({ branch: 'people', text: 'Nobody answers' });
    await settle();
    expect(room.server.texts()).toEqual(['Nobody answers']);
    expect(ann.status).toBe('sending');
    room.server.release();
    await settle();
    expect(ann.status).toBe('saved');
  });

  it('waits for the acknowledgement of a removal too', async () => {
    const ann = room.person('ann');
    await settle();
    const id = ann.addNote({ branch: 'people', text: 'gone soon' });
    await settle();
    room.server.hold();
    ann.removeNote(id);
    await settle();
    expect(ann.status).toBe('sending');
    room.server.release();
    await settle();
    expect(ann.status).toBe('saved');
    expect(room.server.texts()).toEqual([]);
  });

  it('is not fooled by what others write meanwhile', async () => {
    const ann = room.person('ann');
    const ben = room.person('ben');
    await settle();
    room.server.hold();
    ann.addNote({ branch: 'people', text: 'mine' });
    await settle();
    expect(ben.status).toBe('saved');
    expect(ann.status).toBe('sending');
    room.server.release();
    await settle();
    expect(texts(ben)).toEqual(['mine']);
    ben.addNote({ branch: 'people', text: 'his' });
    await settle();
    expect([ann.status, texts(ann)]).toEqual(['saved', ['his', 'mine']]);
  });

  it('keeps what the server cannot store, says so, and has it taken once there is room', async () => {
    const ann = room.person('ann');
    await settle();
    const { entries } = room.server;
    room.server.full = true;
    const id = ann.addNote({ branch: 'people', text: 'Nobody' });
    await settle();
    expect([ann.status, texts(ann), ann.tray]).toEqual(['unstored', ['Nobody'], []]);
    ann.editNote(id, 'Nobody answers');
    ann.addNote({ branch: 'methods', text: 'No template' });
    await settle(30_000);
    expect([ann.status, texts(ann), ann.tray]).toEqual(['unstored', ['No template', 'Nobody answers'], []]);
    expect([room.server.texts(), room.server.entries]).toEqual([[], entries]);
    room.server.full = false;
    await settle(3_000);
    expect([ann.status, room.server.texts(), ann.tray]).toEqual(['saved', ['No template', 'Nobody answers'], []]);
    room.server.hold();
    ann.addNote({ branch: 'people', text: 'later' });
    await settle();
    expect(ann.status).toBe('sending');
  });

  it('has what could not be stored also after the line was made anew, or the page', async () => {
    const disk = new FakeDisk();
    let ann = room.person('ann', { store: disk.open });
    await settle();
    room.server.full = true;
    ann.addNote({ branch: 'people', text: 'kept' });
    await settle(90_000);
    expect([ann.status, texts(ann), ann.tray]).toEqual(['unstored', ['kept'], []]);
    ann.destroy();
    ann = room.person('ann', { store: disk.open });
    await settle();
    expect([ann.status, texts(ann), ann.tray]).toEqual(['unstored', ['kept'], []]);
    room.server.full = false;
    await settle(3_000);
    expect([ann.status, room.server.texts(), ann.tray]).toEqual(['saved', ['kept'], []]);
  });

  it('keeps what is written while the server is away, and says so', async () => {
    const ann = room.person('ann');
    await settle();
    room.server.up = false;
    room.server.close(1012);
    await settle();
    expect(ann.status).toBe('restarting');
    ann.addNote({ branch: 'people', text: 'offline' });
    await settle(5_000);
    expect(ann.status).toBe('restarting');
    await settle(20_000);
    expect(ann.status).toBe('offline');
    room.server.up = true;
    await settle(5_000);
    expect([ann.status, room.server.texts()]).toEqual(['saved', ['offline']]);
  });

  it('has what an earlier visit wrote without a connection', async () => {
    const disk = new FakeDisk();
    const keep = memoryKeep();
    const first = room.person('ann', { keep, store: disk.open });
    await settle();
    room.server.up = false;
    room.server.close(1006);
    first.addNote({ branch: 'methods', text: 'written in the lift' });
    await settle();
    first.destroy();
    const second = room.person('ann', { keep, store: disk.open });
    await settle();
    expect([second.status, texts(second)]).toEqual(['offline', ['written in the lift']]);
    expect([...second.view.notes.values()][0]?.mine).toBe(true);
    room.server.up = true;
    await settle(5_000);
    expect([second.status, room.server.texts()]).toEqual(['saved', ['written in the lift']]);
  });

  it('asks again when an acknowledgement stays away', async () => {
    const ann = room.person('ann');
    await settle();
    const deliver = room.server.sockets.values().next().value!;
    const lost = vi.spyOn(deliver, 'deliver').mockImplementation(() => undefined);
    ann.addNote({ branch: 'people', text: 'the echo is lost' });
    await settle();
    lost.mockRestore();
    expect(ann.status).toBe('sending');
    await settle(10_000);
    expect(ann.status).toBe('saved');
  });

  it.each([
    [4401, 'denied'],
    [4403, 'removed'],
    [4404, 'gone'],
    [4409, 'busy'],
    [4429, 'busy'],
  ])('close code %i is the state %s', async (code, status) => {
    const ann = room.person('ann');
    await settle();
    room.server.closeWith = code;
    room.server.close(code);
    await settle(1_000);
    expect(ann.status).toBe(status);
  });

  it('comes back by itself after too many refusals', async () => {
    const ann = room.person('ann');
    await settle();
    room.server.close(4429);
    await settle(1_000);
    expect(ann.status).toBe('busy');
    await settle(30_000);
    expect(ann.status).toBe('saved');
  });

  it('keeps the unsent text of somebody who was removed', async () => {
    const ann = room.person('ann');
    await settle();
    room.server.up = false;
    room.server.close(1006);
    await settle();
    ann.addNote({ branch: 'people', text: 'not yet sent' });
    room.server.up = true;
    room.server.closeWith = 4403;
    await settle(5_000);
    expect(ann.status).toBe('removed');
    expect(ann.tray.map(({ text, reason }) => [text, reason])).toEqual([['not yet sent', 'removed']]);
  });

  it('after a reload, only what was never sent is kept of somebody who was removed', async () => {
    const disk = new FakeDisk();
    const keep = memoryKeep();
    const first = room.person('ann', { keep, store: disk.open });
    await settle();
    const sent = first.addNote({ branch: 'people', text: 'on the board' });
    await settle();
    room.server.doc.getMap('attribution').set(sent, { department: 'it', author: 'ann' });
    await settle();
    room.server.up = false;
    room.server.close(1006);
    first.addNote({ branch: 'people', text: 'never sent' });
    await settle();
    first.destroy();
    room.server.up = true;
    room.server.closeWith = 4403;
    const second = room.person('ann', { keep, store: disk.open });
    await settle(1_000);
    expect([second.status, second.tray.map(({ text }) => text)]).toEqual(['removed', ['never sent']]);
  });

  it('counts by the server clock', async () => {
    const ann = room.person('ann');
    await settle();
    expect(ann.serverNow() - Date.now()).toBe(5_000);
  });
});

describe('refusals', () => {
  it('takes a refused cause aside, fetches the board anew and can write again', async () => {
    const ann = room.person('ann');
    const ben = room.person('ben');
    await settle();
    ben.addNote({ branch: 'people', text: 'seen by all' });
    await settle();
    // The lock is decided while the text is on its way.
    room.server.judge = () => 'locked';
    ann.addNote({ branch: 'methods', text: 'too late' });
    room.server.lock();
    await settle(3_000);
    expect(ann.status).toBe('saved');
    expect(texts(ann)).toEqual(['seen by all']);
    expect(ann.tray).toMatchObject([{ kind: 'added', text: 'too late', branch: 'methods', reason: 'locked' }]);
    expect(ann.resend(ann.tray[0]!.id)).toBe(false);
    room.server.lock(false);
    await settle();
    expect(ann.resend(ann.tray[0]!.id)).toBe(true);
    await settle();
    expect([ann.status, ann.tray.length]).toEqual(['saved', 0]);
    expect(texts(ben)).toEqual(['seen by all', 'too late']);
    ann.addNote({ branch: 'people', text: 'and on' });
    await settle();
    expect(room.server.texts()).toEqual(['and on', 'seen by all', 'too late']);
  });

  it('takes an edit, a move and a removal aside, each with its text', async () => {
    const ann = room.person('ann');
    await settle();
    const [edited, moved, removed] = ['edited', 'moved', 'removed'].map((text) => ann.addNote({ branch: 'people', text })) as [
      string,
      string,
      string,
    ];
    await settle();
    room.server.hold();
    room.server.judge = () => 'locked';
    ann.editNote(edited, 'edited, better');
    ann.moveNote(moved, { branch: 'methods' });
    ann.removeNote(removed);
    room.server.lock();
    room.server.release();
    await settle(3_000);
    expect(ann.tray.map(({ kind, text, note }) => [kind, text, note]).sort()).toEqual(
      [
        ['edited', 'edited, better', edited],
        ['moved', 'moved', moved],
        ['removed', 'removed', removed],
      ].sort(),
    );
    expect(texts(ann)).toEqual(['edited', 'moved', 'removed']);
    room.server.lock(false);
    await settle();
    for (const item of [...ann.tray]) expect(ann.resend(item.id)).toBe(true);
    await settle();
    expect(room.server.texts()).toEqual(['edited, better', 'moved']);
    expect(ann.view.notes.get(moved)?.branch).toBe('methods');
  });

  it('sends again by itself what was merely written after the refused change', async () => {
    const ann = room.person('ann');
    await settle();
    room.server.judge = (_, after) =>
      [...after.getMap('notes').values()].some((note) => String((note as Y.Map<unknown>).get('text')).includes('bad'))
        ? 'not-allowed'
        : null;
    ann.addNote({ branch: 'people', text: 'bad' });
    ann.addNote({ branch: 'people', text: 'good' });
    await settle(3_000);
    expect(ann.tray.map(({ text, reason }) => [text, reason])).toEqual([['bad', 'not-allowed']]);
    expect([ann.status, room.server.texts()]).toEqual(['saved', ['good']]);
  });

  it('offline edits that meet a lock take the same path, even after a reload', async () => {
    const disk = new FakeDisk();
    const keep = memoryKeep();
    const first = room.person('ann', { keep, store: disk.open });
    await settle();
    const id = first.addNote({ branch: 'people', text: 'before' });
    await settle();
    room.server.up = false;
    room.server.close(1006);
    first.addNote({ branch: 'people', text: 'in the tunnel' });
    first.editNote(id, 'before and after');
    await settle();
    first.destroy();
    room.server.lock();
    room.server.up = true;
    const second = room.person('ann', { keep, store: disk.open });
    await settle(5_000);
    expect(second.tray.map(({ kind, text }) => [kind, text]).sort()).toEqual([
      ['added', 'in the tunnel'],
      ['edited', 'before and after'],
    ]);
    expect([second.status, texts(second), room.server.texts()]).toEqual(['saved', ['before'], ['before']]);
    expect(disk.names).toHaveLength(1);
    // Another reload neither loses nor doubles anything.
    second.destroy();
    const third = room.person('ann', { keep, store: disk.open });
    await settle(3_000);
    expect([third.tray.length, texts(third)]).toEqual([2, ['before']]);
  });

  it('goes on showing, and taking, what is typed until the fresh copy has come', async () => {
    const ann = room.person('ann');
    await settle();
    room.server.lock();
    room.server.up = false;
    const id = ann.addNote({ branch: 'people', text: 'half' });
    await settle();
    expect(ann.status).toBe('refused');
    expect(texts(ann)).toEqual(['half']);
    ann.editNote(id, 'half and half');
    room.server.up = true;
    await settle(3_000);
    expect(ann.tray.map(({ text }) => text)).toEqual(['half and half']);
  });

  it('what others changed meanwhile is never taken for mine', async () => {
    const ann = room.person('ann');
    const ben = room.person('ben');
    await settle();
    const his = ben.addNote({ branch: 'people', text: 'his' });
    ann.addNote({ branch: 'people', text: 'mine' });
    await settle();
    room.server.judge = (before, after) => (after.getMap('notes').size > before.getMap('notes').size ? 'too-many' : null);
    room.server.hold();
    ben.editNote(his, 'his own, changed');
    ann.addNote({ branch: 'people', text: 'one too many' });
    await settle();
    room.server.release();
    await settle(3_000);
    expect(ann.tray.map(({ text }) => text)).toEqual(['one too many']);
    expect(texts(ann)).toEqual(['his own, changed', 'mine']);
  });
});

describe('somebody else was first under my Yjs client id', () => {
  /** The id that a page writes under. */
  const writes = (connection: Connection): number => (connection as unknown as { sheet: { doc: Y.Doc } }).sheet.doc.clientID;

  /** A note of somebody else, written under this id, that the server took. */
  function steal(client: number, text: string): void {
    const thief = new Y.Doc();
    Y.applyUpdate(thief, Y.encodeStateAsUpdate(room.server.doc));
    thief.clientID = client;
    const note = new Y.Map<unknown>();
    thief.transact(() => {
      note.set('text', new Y.Text(text));
      for (const [key, value] of [
        ['branch', 'people'],
        ['order', 'a5'],
      ] as const)
        note.set(key, value);
      thief.getMap('notes').set('stolen', note);
    });
    room.server.stolen.add(client);
    Y.applyUpdate(room.server.doc, Y.encodeStateAsUpdate(thief), 'thief');
  }

  it.each([
    ['less than I did', 'x'],
    ['more than I did', 'far more than she has written so far, offline, in the lift'],
  ])('and wrote %s: my words are in the tray, and go out under an id of their own', async (_, text) => {
    const ann = room.person('ann');
    const ben = room.person('ben');
    await settle();
    room.server.up = false;
    room.server.close(1006);
    await settle();
    const stolen = writes(ann);
    ann.addNote({ branch: 'methods', text: 'Nobody answers the phone' });
    ann.addNote({ branch: 'people', text: 'Second thought' });
    steal(stolen, text);
    room.server.up = true;
    await settle(10_000);
    expect(ann.tray.map((item) => [item.text, item.branch, item.reason])).toEqual([
      ['Nobody answers the phone', 'methods', 'forged'],
      ['Second thought', 'people', 'forged'],
    ]);
    expect([ann.status, texts(ann)]).toEqual(['saved', [text]]);
    expect(writes(ann)).not.toBe(stolen);
    for (const { id } of [...ann.tray]) expect(ann.resend(id)).toBe(true);
    await settle(1_000);
    expect([ann.status, ann.tray.length]).toEqual(['saved', 0]);
    expect(texts(ben)).toEqual([text, 'Nobody answers the phone', 'Second thought'].sort());
  });

  it('and edits of what was there before are not lost with it', async () => {
    const ann = room.person('ann');
    await settle();
    const id = ann.addNote({ branch: 'people', text: 'Slow' });
    await settle();
    // Under the same clocks as the words that ann is about to write there stands something else.
    const doc = (ann as unknown as { sheet: { doc: Y.Doc } }).sheet.doc;
    room.server.up = false;
    room.server.close(1006);
    await settle();
    ann.editNote(id, 'Slow answers');
    const fork = new Y.Doc();
    Y.applyUpdate(fork, Y.encodeStateAsUpdate(room.server.doc));
    fork.clientID = doc.clientID;
    ((fork.getMap('notes').get(id) as Y.Map<unknown>).get('text') as Y.Text).insert(4, ' service');
    room.server.stolen.add(doc.clientID);
    Y.applyUpdate(room.server.doc, Y.encodeStateAsUpdate(fork), 'fork');
    room.server.up = true;
    await settle(5_000);
    room.server.close(1006);
    await settle(5_000);
    ann.editNote(id, 'Slow answers!');
    await settle(5_000);
    expect(ann.tray.map(({ kind, text }) => [kind, text])).toEqual([['edited', 'Slow answers!']]);
    expect(texts(ann)).toEqual(['Slow service']);
  });

  it('what a page is present under is never what it writes under', async () => {
    const ann = room.person('ann');
    const present = (): number => (ann as unknown as { ['#']: never; view: { here: { clientId: number }[] } }).view.here[0]!.clientId;
    await settle();
    const before = writes(ann);
    expect(present()).not.toBe(before);
    ann.addNote({ branch: 'people', text: 'with my name' });
    await settle();
    room.server.doc.getMap('session').set('authors', 'hidden');
    await settle();
    const after = writes(ann);
    expect(after).not.toBe(before);
    const id = ann.addNote({ branch: 'people', text: 'without it' });
    await settle();
    expect([ann.status, writes(ann)]).toEqual(['saved', after]);
    expect(ann.view.notes.get(id)?.mine).toBe(true);
    // Another switch, another id; none where nothing changed.
    for (const [authors, same] of [
      ['shown', true],
      ['hidden', false],
      ['hidden', true],
    ] as const) {
      const was = writes(ann);
      room.server.doc.getMap('session').set('authors', authors);
      await settle();
      expect(writes(ann) === was).toBe(same);
    }
    room.server.close(1006);
    await settle(2_000);
    expect([ann.status, present() === writes(ann)]).toEqual(['saved', false]);
  });
});

describe('presence that the server does not take', () => {
  it('is no reason to fetch the board anew', async () => {
    const ann = room.person('ann');
    await settle();
    const socket = [...room.server.sockets][0]!;
    room.server.refuse(socket, 'too-many');
    await settle(1_000);
    expect([ann.status, room.server.entries, [...room.server.sockets][0] === socket]).toEqual(['saved', 1, true]);
    // Something that was written is another matter.
    room.server.hold();
    room.server.refuse(socket, 'too-many');
    ann.addNote({ branch: 'people', text: 'one more' });
    await settle();
    room.server.release();
    await settle(5_000);
    expect([ann.status, room.server.entries > 1, texts(ann)]).toEqual(['saved', true, ['one more']]);
  });
});

describe('undo', () => {
  it('takes back only what this page did', async () => {
    const ann = room.person('ann');
    const ben = room.person('ben');
    await settle();
    const id = ann.addNote({ branch: 'people', text: 'mine' });
    await settle(1_000);
    ben.addNote({ branch: 'people', text: 'his' });
    await settle(1_000);
    ann.removeNote(id);
    await settle(1_000);
    expect(texts(ben)).toEqual(['his']);
    await ann.undo();
    await settle(1_000);
    expect([texts(ben), ann.status]).toEqual([['his', 'mine'], 'saved']);
    await ann.undo();
    await settle(1_000);
    expect([texts(ben), ann.canUndo]).toEqual([['his'], false]);
    await ann.redo();
    await settle(1_000);
    expect(texts(ben)).toEqual(['his', 'mine']);
  });
});
