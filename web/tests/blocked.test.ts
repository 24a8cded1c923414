import { describe, expect, it } from 'vitest';
import { SILENT_MS } from '../src/board/provider';
import { FakeDisk, memoryKeep } from './fake-server';
import { inRooms, room, settle, texts } from './room';

inRooms();

describe('pages come through, and no websocket', () => {
  it.each([
    ['strips', 2_000],
    ['hangs', SILENT_MS + 100],
    ['swallows', SILENT_MS + 100],
  ] as const)('a proxy that %s it is named within %i ms, and the page goes on trying', async (proxy, within) => {
    room.server.proxy = proxy;
    const ann = room.person('ann');
    await settle(within);
    expect(ann.status).toBe('blocked');
    await settle(60_000);
    expect(ann.status).toBe('blocked');
    room.server.proxy = 'open';
    await settle(SILENT_MS + 31_000);
    expect(ann.status).toBe('saved');
  });

  it('is named as soon as a slow network has answered, though the next try has begun by then', async () => {
    room.server.proxy = 'hangs';
    room.answersAfter = 2_000;
    const ann = room.person('ann');
    await settle(SILENT_MS + 2_100);
    expect(ann.status).toBe('blocked');
  });

  it('is named as well where there is a copy, and what is written is kept and sent later', async () => {
    const disk = new FakeDisk();
    const keep = memoryKeep();
    let ann = room.person('ann', { keep, store: disk.open });
    await settle();
    ann.addNote({ branch: 'people', text: 'in the office' });
    await settle();
    room.server.proxy = 'hangs';
    room.server.close(1006);
    ann.addNote({ branch: 'people', text: 'in the hotel' });
    await settle(SILENT_MS + 1_000);
    expect([ann.status, texts(ann)]).toEqual(['blocked', ['in the hotel', 'in the office']]);
    ann.destroy();
    ann = room.person('ann', { keep, store: disk.open });
    await settle(SILENT_MS + 1_000);
    expect([ann.status, texts(ann)]).toEqual(['blocked', ['in the hotel', 'in the office']]);
    room.server.proxy = 'open';
    await settle(SILENT_MS + 6_000);
    expect([ann.status, room.server.texts(), ann.tray]).toEqual(['saved', ['in the hotel', 'in the office'], []]);
  });

  it('a server that is away, or comes back, is not taken for that', async () => {
    const ann = room.person('ann');
    await settle();
    room.server.up = false;
    room.server.close(1006);
    const seen = new Set<string>();
    ann.subscribe(() => seen.add(ann.status));
    await settle(60_000);
    room.server.up = true;
    await settle(6_000);
    expect(ann.status).toBe('saved');
    expect([...seen]).not.toContain('blocked');
  });

  it('a network that goes away altogether is being offline', async () => {
    room.server.proxy = 'strips';
    const ann = room.person('ann');
    await settle(2_000);
    expect(ann.status).toBe('blocked');
    room.server.up = false;
    await settle(12_000);
    expect(['offline', 'connecting']).toContain(ann.status);
  });
});
