import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { Connection } from '../src/board/connection';
import { FakeDisk, FakeServer, memoryKeep } from './fake-server';
import { inRooms, room, settle, texts } from './room';

inRooms();

/** Adds a cause, of which the server says who it is of. */
async function adds(by: Connection, text: string, author: string): Promise<string> {
  const id = by.addNote({ branch: 'people', text });
  await settle();
  room.server.doc.getMap('attribution').set(id, { department: 'it', author });
  await settle();
  return id;
}

/** The server is gone; instead there is one with nothing but this backup. */
function restore(backup: Uint8Array, closes: 'by code' | 'never'): void {
  const { server } = room;
  server.up = false;
  server.close(1006);
  room.server = new FakeServer(backup);
  // As the real one: it knows its own clocks, and whose the others are that it has seen.
  if (closes === 'by code') room.server.closesAhead = true;
  room.server.takeOver(server);
}

describe('a board that was restored from a backup', () => {
  it.each(['by code', 'never'] as const)(
    'is loaded anew, and only what this device wrote is offered (the server closes %s)',
    async (closes) => {
      const disk = new FakeDisk();
      const keep = memoryKeep();
      let ann = room.person('ann', { keep, store: disk.open });
      const ben = room.person('ben');
      await settle();
      const old = await adds(ann, 'before', 'ann');
      const his = await adds(ben, 'his, before', 'ben');
      const backup = Y.encodeStateAsUpdate(room.server.doc);
      await adds(ann, 'after', 'ann');
      await adds(ben, 'his, after', 'ben');
      ann.editNote(old, 'before, and more');
      ben.editNote(his, 'his, before and changed');
      ben.addNote({ branch: 'people', text: 'his, not yet said whose' });
      await settle();
      restore(backup, closes);
      await settle(10_000);
      expect([ann.status, texts(ann), ann.restored]).toEqual(['saved', ['before', 'his, before'], 1]);
      expect(ann.tray.map(({ kind, text, reason }) => [kind, text, reason])).toEqual([
        ['edited', 'before, and more', 'restored'],
        ['added', 'after', 'restored'],
      ]);
      expect(ben.tray.map(({ text }) => text)).toEqual(['his, before and changed', 'his, after', 'his, not yet said whose']);
      expect(room.server.texts()).toEqual(['before', 'his, before']);
      // A reload changes nothing: the copy of the other time is gone.
      ann.destroy();
      ann = room.person('ann', { keep, store: disk.open });
      await settle(5_000);
      expect([ann.status, texts(ann), ann.restored, ann.tray.length]).toEqual(['saved', ['before', 'his, before'], 0, 2]);
      // What is wanted again goes out under this person's own hand.
      for (const { id } of [...ann.tray]) expect(ann.resend(id)).toBe(true);
      await settle(1_000);
      expect([ann.status, texts(ben)]).toEqual(['saved', ['after', 'before, and more', 'his, before']]);
    },
  );

  it('a kept copy that comes back later is found out as well, and what was never sent is offered', async () => {
    const disk = new FakeDisk();
    const keep = memoryKeep();
    let ann = room.person('ann', { keep, store: disk.open });
    const ben = room.person('ben');
    await settle();
    const backup = Y.encodeStateAsUpdate(room.server.doc);
    await adds(ben, 'his', 'ben');
    room.server.up = false;
    room.server.close(1006);
    ann.addNote({ branch: 'people', text: 'in the lift' });
    await settle();
    ann.destroy();
    ben.destroy();
    restore(backup, 'never');
    ann = room.person('ann', { keep, store: disk.open });
    await settle(5_000);
    expect([ann.status, texts(ann), ann.tray.map(({ text }) => text)]).toEqual(['saved', [], ['in the lift']]);
    expect(room.server.texts()).toEqual([]);
  });

  it('what this device alone wrote since is simply sent again', async () => {
    const ann = room.person('ann');
    await settle();
    const backup = Y.encodeStateAsUpdate(room.server.doc);
    ann.addNote({ branch: 'people', text: 'mine' });
    await settle();
    restore(backup, 'by code');
    await settle(5_000);
    expect([ann.status, texts(ann), room.server.texts(), ann.tray.length, ann.restored]).toEqual(['saved', ['mine'], ['mine'], 0, 0]);
  });
});
