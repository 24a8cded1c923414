import { bone, cause, field, saved, write } from '../play/phone';
import { WALL, expect, test } from '../play/workshop';
import type { Page } from '@playwright/test';

test('a server that dies while people type takes nothing with it', async ({ workshop }) => {
  test.setTimeout(150_000);
  const board = await workshop.make();
  const wall = await workshop.open(board.links.projector, WALL);
  const names = [
    ['Anna', 'Business analysis', 'People'],
    ['Marek', 'Marketing', 'Methods'],
    ['Ewa', 'IT', 'Machines'],
  ] as const;
  const phones: { page: Page; name: string; bone: string }[] = [];
  for (const [name, department, title] of names) {
    phones.push({ page: await workshop.join(board, name, department), name, bone: title });
  }

  /** Everybody sends, one after the other as fast as the page takes it. */
  const typed: { bone: string; text: string }[] = [];
  const typing = (round: string, count: number) =>
    Promise.all(
      phones.map(async ({ page, name, bone: title }) => {
        for (let n = 1; n <= count; n++) {
          const text = `${name} ${round} ${n}.`;
          await write(page, title, text);
          typed.push({ bone: title, text });
        }
      }),
    );
  await typing('before', 2);
  // The power goes in the middle of a round: nobody has stopped typing.
  const during = typing('during', 4);
  const anna = phones[0]?.page as Page;
  await expect(wall.getByText(/during 1\./).first()).toBeAttached();
  await workshop.server.kill();
  const witnessed = [...(await wall.getByRole('treeitem').allTextContents())];
  const seen = typed.filter(({ text }) => witnessed.some((line) => line.includes(text)));
  expect(seen.length).toBeGreaterThan(0);
  await during;
  await expect(anna.getByText(/Keep writing/).first()).toBeVisible();
  await expect(wall.getByText('No connection. This is the last picture.')).toBeVisible();
  await typing('while away', 2);
  await workshop.server.start();

  // They come back by themselves; what the wall had seen is there, and so is all that was typed meanwhile.
  for (const { page } of phones) await saved(page);
  await expect(wall.getByText('No connection. This is the last picture.')).toHaveCount(0);
  expect(typed).toHaveLength(24);
  for (const { page } of phones) {
    for (const title of new Set(typed.map(({ bone: at }) => at))) {
      await bone(page, title).click();
      for (const { text } of typed.filter(({ bone: at }) => at === title)) await expect(cause(page, text)).toHaveCount(1);
    }
    await expect(page.getByText(/not sent/)).toHaveCount(0);
  }
  for (const { text } of [...seen, ...typed]) await expect(wall.getByRole('treeitem').filter({ hasText: text })).toHaveCount(1);

  // A page that was opened before the cut can go on, and a new one finds the same.
  await write(anna, 'People', 'After the cut');
  await expect(wall.getByText('After the cut').first()).toBeAttached();
  const late = await workshop.join(board, 'Late', 'Legal');
  await bone(late, 'People').click();
  await expect(cause(late, 'After the cut')).toBeVisible();
  await expect(field(late, 'People')).toBeVisible();
  expect(workshop.errors).toEqual([]);
});
