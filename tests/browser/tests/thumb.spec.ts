import type { Page } from '@playwright/test';
import { field, cause, bone, write } from '../play/phone';
import { PHONE, expect, test, type Made } from '../play/workshop';
import { Writer } from '../play/writers';
import * as Y from 'yjs';

const SERVICE = Array.from({ length: 12 }, (_, index) => `Niedostosowana odpowiedzialność ${index + 1}`);

/** The facilitator makes twelve bones with long names. */
async function addBones(origin: string, board: Made): Promise<void> {
  const leader = new Writer(origin, board.id, board.facilitator_token);
  await leader.ready();
  leader.doc.transact(() => {
    for (const [index, title] of SERVICE.entries()) {
      const bone = new Y.Map<unknown>();
      bone.set('title', title);
      bone.set('question', 'Kto i z jakimi kompetencjami?');
      bone.set('order', `a${String.fromCharCode(65 + index)}`);
      leader.doc.getMap('branches').set(`b${index}`, bone);
    }
  });
  const headers = { authorization: `Bearer ${board.facilitator_token}` };
  const known = async (): Promise<number> => ((await (await fetch(`${origin}/api/boards/${board.id}`, { headers })).json()) as { branches: unknown[] }).branches.length;
  await expect.poll(known).toBe(SERVICE.length);
  leader.leave();
}

/** Whether a bone can be seen and touched where it is, without moving anything. */
async function reachable(page: Page, title: string): Promise<boolean> {
  return bone(page, title).evaluate((chip) => {
    const { left, top, width, height } = chip.getBoundingClientRect();
    const at = document.elementFromPoint(left + width / 2, top + height / 2);
    return at !== null && chip.contains(at);
  });
}

test('three taps lead from the link to the first cause, with the effect in sight', async ({ workshop }) => {
  const effect = 'Klienci są niezadowoleni z pierwszych trzydziestu dni po zamówieniu usługi: dzwonią po kilka razy, czekają na instalację i nie wiedzą, kto im pomoże (NPS −12)';
  const board = await workshop.make({ effect });
  const page = await workshop.open(board.links.join, PHONE);
  let taps = 0;
  const tap = async (what: ReturnType<Page['getByRole']>): Promise<void> => {
    taps += 1;
    await what.tap();
  };
  await tap(page.getByLabel('Your name'));
  await page.keyboard.type('Anna');
  await tap(page.locator('label').filter({ hasText: 'Business analysis' }));
  await tap(page.getByRole('button', { name: 'Join' }));
  await expect(field(page, 'People')).toBeFocused();
  await page.keyboard.type('Training comes after the launch');
  await page.keyboard.press('Enter');
  await expect(cause(page, 'Training comes after the launch')).toBeVisible();
  expect(taps).toBe(3);
  // It is there while one writes; what two lines do not hold comes with a tap.
  const line = page.getByRole('button', { name: effect });
  await expect(line).toBeInViewport();
  const height = (): Promise<number> => line.evaluate((element) => element.getBoundingClientRect().height);
  const before = await height();
  await line.tap();
  expect(await height()).toBeGreaterThan(before);
  // Whoever comes back is not taken into the field.
  await page.reload();
  await expect(cause(page, 'Training comes after the launch')).toBeVisible();
  await expect(field(page, 'People')).not.toBeFocused();
  expect(workshop.errors).toEqual([]);
});

test('five bones are all in sight', async ({ workshop }) => {
  const board = await workshop.make();
  const page = await workshop.join(board, 'Anna', 'Business analysis');
  for (const title of ['People', 'Management', 'Methods', 'Material', 'Machines']) {
    await expect(bone(page, title)).toBeVisible();
    expect(await reachable(page, title), title).toBe(true);
  }
  await expect(page.getByRole('button', { name: /^All/ })).toHaveCount(0);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await write(page, 'Machines', 'The CRM is slow');
  await expect(cause(page, 'The CRM is slow')).toBeVisible();
});

test('of twelve bones each is two taps away', async ({ workshop }) => {
  const board = await workshop.make({ template: 'blank' });
  await addBones(workshop.server.origin, board);
  const page = await workshop.open(board.links.join, PHONE);
  await page.getByLabel('Your name').fill('Anna');
  await page.getByLabel('Your department').fill('IT');
  await page.getByRole('button', { name: 'Join' }).tap();
  await expect(bone(page, `${SERVICE[0]} 0 causes`)).toBeVisible();
  const all = page.getByRole('button', { name: 'All 12' });
  expect(await all.evaluate((button) => button.getBoundingClientRect().right <= innerWidth)).toBe(true);
  expect(await reachable(page, `${SERVICE[11]} 0 causes`)).toBe(false);
  await all.tap();
  await expect(all).toHaveAttribute('aria-expanded', 'true');
  // More than half a screen is never taken; the rest of them scrolls under the thumb.
  await bone(page, `${SERVICE[11]} 0 causes`).tap();
  await expect(all).toHaveAttribute('aria-expanded', 'false');
  await expect(field(page, SERVICE[11]!)).toBeVisible();
  expect(await reachable(page, `${SERVICE[11]} 0 causes`)).toBe(true);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(workshop.errors).toEqual([]);
});
