import { cpSync, rmSync } from 'node:fs';
import { cause, kept, saved, tray, write } from '../play/phone';
import { Proxy } from '../play/proxy';
import { LAPTOP, PHONE, WALL, expect, fillJoin, test } from '../play/workshop';

const BLOCKED = /holds back its live connection/;

for (const upgrades of ['strip', 'hang'] as const) {
  test(`a proxy that makes websockets ${upgrades} is named on all three screens, and the pages go on trying`, async ({ workshop }) => {
    const board = await workshop.make();
    const proxy = new Proxy(() => workshop.server.origin);
    proxy.upgrades = upgrades;
    const origin = await proxy.open();
    try {
      const through = (link: string): string => link.replace(workshop.server.origin, origin);
      const phone = await workshop.open(through(board.links.join), PHONE);
      await fillJoin(phone, 'Anna', 'IT');
      const desk = await workshop.open(through(board.links.facilitator), LAPTOP);
      const wall = await workshop.open(through(board.links.projector), WALL);
      for (const page of [phone, desk, wall]) await expect(page.getByText(BLOCKED)).toBeVisible();

      proxy.upgrades = 'pass';
      await saved(phone);
      await expect(desk.getByText('Saved')).toBeVisible();
      for (const page of [phone, desk, wall]) await expect(page.getByText(BLOCKED)).toHaveCount(0);

      // The same once the board is there: what is written is kept, and sent when the way is free.
      proxy.upgrades = upgrades;
      proxy.cut();
      await write(phone, 'People', 'Written in the hotel.');
      for (const page of [phone, wall]) await expect(page.getByText(BLOCKED)).toBeVisible();
      await expect(desk.getByText('No live connection: kept on this device')).toBeVisible();
      proxy.upgrades = 'pass';
      await saved(phone);
      await expect(wall.getByText('Written in the hotel.').first()).toBeAttached();
      expect(workshop.errors).toEqual([]);
    } finally {
      proxy.close();
    }
  });
}

test('a board that was restored from a backup is loaded anew, and each device offers what it wrote itself', async ({ workshop }) => {
  test.setTimeout(150_000);
  const { server } = workshop;
  const backup = `${server.data}-backup`;
  try {
    const board = await workshop.make();
    const anna = await workshop.join(board, 'Anna', 'IT');
    const ewa = await workshop.join(board, 'Ewa', 'Legal');
    const wall = await workshop.open(board.links.projector, WALL);
    await write(anna, 'People', 'Before the backup.');
    await expect(cause(ewa, 'Before the backup.')).toBeVisible();
    for (const page of [anna, ewa]) await saved(page);
    await server.kill();
    cpSync(server.data, backup, { recursive: true });
    await server.start();
    for (const page of [anna, ewa]) await saved(page);
    await write(anna, 'People', 'Anna, after it.');
    await write(ewa, 'People', 'Ewa, after it.');
    await expect(cause(ewa, 'Anna, after it.')).toBeVisible();
    await expect(wall.getByText('Ewa, after it.').first()).toBeAttached();
    for (const page of [anna, ewa]) await saved(page);

    await server.kill();
    rmSync(server.data, { recursive: true });
    cpSync(backup, server.data, { recursive: true });
    await server.start();

    for (const [page, own, other] of [
      [anna, 'Anna, after it.', 'Ewa, after it.'],
      [ewa, 'Ewa, after it.', 'Anna, after it.'],
    ] as const) {
      await expect(page.getByText(/restored from a backup/).first()).toBeVisible();
      await saved(page);
      await expect(cause(page, 'Before the backup.')).toBeVisible();
      await expect(cause(page, other)).toHaveCount(0);
      await tray(page).click();
      await expect(kept(page, own)).toContainText('The board was restored from a backup');
      await expect(kept(page, other)).toHaveCount(0);
    }
    await expect(wall.getByText('after it.')).toHaveCount(0);
    await kept(anna, 'Anna, after it.').getByRole('button', { name: 'Send again' }).click();
    await expect(wall.getByText('Anna, after it.').first()).toBeAttached();
    expect(workshop.errors).toEqual([]);
  } finally {
    rmSync(backup, { recursive: true, force: true });
  }
});
