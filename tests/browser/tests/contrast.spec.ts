// A person's own colours (contrast themes): the browser takes every background away that it may; what is told by one must be told
// all the same. What is compared here is what is painted, not what is declared.
import type { Locator, Page } from '@playwright/test';
import { field, saved, write } from '../play/phone';
import { LAPTOP, PHONE, WALL, expect, test } from '../play/workshop';

const OWN = { forcedColors: 'active' } as const;

/** The colours of an element as painted: text, background, and how its edge and outline are drawn. */
async function painted(at: Locator): Promise<{ color: string; background: string; edge: string; outline: string }> {
  await expect(at).toBeVisible();
  return at.evaluate((element) => {
    const of = getComputedStyle(element);
    return {
      color: of.color,
      background: of.backgroundColor,
      edge: `${of.borderTopWidth} ${of.borderTopStyle} ${of.borderTopColor}`,
      outline: `${of.outlineWidth} ${of.outlineStyle}`,
    };
  });
}

/** The colour in the middle of what is on the screen there. */
async function pixel(page: Page, at: Locator): Promise<string> {
  const picture = await at.screenshot({ animations: 'disabled' });
  return page.evaluate(async (data) => {
    const image = await createImageBitmap(new Blob([Uint8Array.from(atob(data), (byte) => byte.charCodeAt(0))]));
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d')!;
    context.drawImage(image, 0, 0);
    return [...context.getImageData(image.width / 2, image.height / 2, 1, 1).data].join();
  }, picture.toString('base64'));
}

test('chips, dots, ratings, progress and the focus can be told apart on a phone', async ({ workshop }) => {
  const board = await workshop.make();
  const phone = await workshop.join(board, 'Anna', 'Marketing', { ...PHONE, ...OWN });
  for (const text of ['Training comes too late', 'Two databases']) await write(phone, 'People', text);
  await saved(phone);
  const chip = (name: string) => phone.getByRole('navigation').getByRole('button', { name });
  expect((await painted(chip('People'))).background).not.toBe((await painted(chip('Methods'))).background);
  await field(phone, 'People').focus();
  await phone.keyboard.press('Shift+Tab');
  expect((await painted(phone.locator(':focus'))).outline).toMatch(/^[23]px solid/);

  await workshop.command(board, { do: 'open_vote', dots: 3 });
  await expect(phone.getByText('3 dots left')).toBeVisible();
  await phone.getByRole('main').getByRole('button', { name: /Two databases/ }).click();
  await expect(phone.getByText('2 dots left')).toBeVisible();
  const [full, empty] = [phone.locator('.dots .dot').nth(0), phone.locator('.dots .dot').nth(1)];
  expect(await pixel(phone, full)).not.toBe(await pixel(phone, empty));
  const own = phone.getByRole('main').getByRole('button', { name: /Take a dot/ }).last();
  expect(await pixel(phone, own), 'a dot on its cause').not.toBe(await pixel(phone, empty));

  await workshop.command(board, { do: 'close_vote' });
  const { notes } = await workshop.server.call<{ notes: { id: string }[] }>(
    'GET',
    `/api/boards/${board.id}/export/json`,
    board.facilitator_token,
  );
  await workshop.command(board, { do: 'reveal_vote' });
  await workshop.command(board, { do: 'open_rating', notes: [notes[0]?.id] });
  await phone.getByRole('radio', { name: /Importance.* 4/ }).click();
  const radio = (n: number) => phone.getByRole('radio', { name: new RegExp(`Importance.* ${n}`) });
  // A rating is shown once its answer has come.
  await expect.poll(async () => (await painted(radio(4))).background === (await painted(radio(3))).background).toBe(false);
  const chosen = await painted(radio(4));
  expect(chosen.color, 'the figure on it').not.toBe(chosen.background);
  expect((await painted(phone.locator('progress'))).edge).toMatch(/^1px solid/);
  expect(workshop.errors).toEqual([]);
});

test('the switch, the tabs, the next thing and what lies over the screen can be told on the facilitator’s page', async ({ workshop }) => {
  const board = await workshop.make();
  const leader = await workshop.open(board.links.facilitator, { ...LAPTOP, ...OWN, colorScheme: 'dark' });
  const lock = leader.getByRole('switch');
  const open = await painted(lock);
  await lock.click();
  await expect(lock).toBeChecked();
  expect((await painted(lock)).background).not.toBe(open.background);
  const tab = (name: string) => leader.getByRole('tab', { name });
  expect((await painted(tab('People'))).background).not.toBe((await painted(tab('Result'))).background);
  // The one next thing: its words on its own colour, with no plate of the page's colour under them.
  const next = leader.getByRole('complementary').locator('button').first();
  const of = await painted(next);
  expect(of.color).not.toBe(of.background);
  expect(await next.evaluate((element) => getComputedStyle(element).forcedColorAdjust)).toBe('none');
  await leader.getByRole('button', { name: /^Join / }).click();
  expect((await painted(leader.getByRole('dialog'))).edge).toMatch(/^1px solid/);
  // The code to scan is dark on white in whatever colours.
  const [paper] = await leader
    .getByRole('dialog')
    .locator('.qr')
    .evaluateAll((all) => all.map((one) => getComputedStyle(one).backgroundColor));
  expect(paper).toBe('rgb(255, 255, 255)');
  expect(workshop.errors).toEqual([]);
});

test('the wall tells who is done and what departments gave', async ({ workshop }) => {
  const agenda = [{ title: 'M', activities: [{ id: 's', kind: 'silent', title: '', minutes: 5 }] }];
  const board = await workshop.make({ agenda });
  const anna = await workshop.join(board, 'Anna', 'Marketing');
  await workshop.join(board, 'Ben', 'Sales');
  await workshop.command(board, { do: 'start_activity', activity: 's' });
  const wall = await workshop.open(board.links.projector, { ...WALL, ...OWN });
  await anna.getByRole('button', { name: 'I am finished' }).click();
  await expect(wall.getByText('1 of 2 are finished')).toBeVisible();
  const pips = wall.locator('.pips span');
  await expect(pips).toHaveCount(2);
  expect(await pixel(wall, pips.nth(0))).not.toBe(await pixel(wall, pips.nth(1)));
  expect(workshop.errors).toEqual([]);
});
