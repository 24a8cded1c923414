import { describe, expect, it, vi } from 'vitest';
import { FakeDisk, memoryKeep } from './fake-server';
import { inRooms, room, settle, texts } from './room';

inRooms();

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

  it('puts a cause back as it was, with all that was said of it', async () => {
    const ann = room.person('ann');
    await settle();
    const id = ann.addNote({ branch: 'people', text: 'comes back' });
    ann.setField(id, 'evidence', 'fact');
    ann.setField(id, 'also', 'methods\nmachines');
    await settle();
    const [before, note] = [room.server.doc.getMap('notes').toJSON(), ann.view.notes.get(id)!];
    ann.removeNote(id);
    await settle();
    expect(room.server.texts()).toEqual([]);
    ann.bringBack(note);
    await settle();
    expect(room.server.doc.getMap('notes').toJSON()).toEqual(before);
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
