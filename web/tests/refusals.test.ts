import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { Connection } from '../src/board/connection';
import { FakeDisk, memoryKeep } from './fake-server';
import { inRooms, room, settle, texts } from './room';

inRooms();

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
      ['shown', false],
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
