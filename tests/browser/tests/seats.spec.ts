import type { Page } from '@playwright/test';
import { saved, write } from '../play/phone';
import { LAPTOP, expect, test } from '../play/workshop';

const dialog = (page: Page) => page.getByRole('dialog');
const close = (page: Page) => dialog(page).getByRole('button', { name: 'Close' }).last().click();

test('somebody without a device votes through the facilitator until they come with one', async ({ workshop }) => {
  const board = await workshop.make();
  const leader = await workshop.open(board.links.facilitator);
  const anna = await workshop.join(board, 'Anna', 'Business analysis');
  await write(anna, 'People', 'Training comes too late');
  await write(anna, 'People', 'Nobody owns the case');
  await saved(anna);

  await leader.getByRole('button', { name: 'Add somebody without a device…' }).click();
  await dialog(leader).getByRole('textbox', { name: 'Name' }).fill('Wanda');
  await expect(dialog(leader).getByRole('button', { name: 'Add', exact: true })).toBeDisabled();
  await dialog(leader).getByRole('radio', { name: 'Marketing' }).check({ force: true });
  await dialog(leader).getByRole('button', { name: 'Add', exact: true }).click();
  await expect(dialog(leader).getByText('Wanda is on the board.')).toBeVisible();
  await close(leader);
  const wanda = leader.getByRole('listitem').filter({ hasText: 'Wanda' });
  await expect(wanda.getByText('without a device')).toBeVisible();
  await expect(leader.getByText('2 people, 2 of 7 departments')).toBeVisible();

  // Dots are entered while a vote is open, and no more than there are.
  await expect(leader.getByRole('button', { name: 'Dots of Wanda' })).toHaveCount(0);
  await workshop.command(board, { do: 'open_vote', dots: 3, per_note: 2 });
  await leader.getByRole('button', { name: 'Dots of Wanda' }).click();
  const more = (text: string) => dialog(leader).getByRole('button', { name: `One more dot on “${text}”` });
  const less = (text: string) => dialog(leader).getByRole('button', { name: `Take a dot back from “${text}”` });
  await expect(dialog(leader).getByText('3 dots left')).toBeVisible();
  await expect(less('Training comes too late')).toBeDisabled();
  for (let n = 0; n < 3; n++) await more('Training comes too late').click();
  await expect(dialog(leader).getByText('No more than 2 dots on one cause.')).toBeVisible();
  await more('Nobody owns the case').click();
  await expect(dialog(leader).getByText('All dots are placed', { exact: true })).toBeVisible();
  await more('Nobody owns the case').click();
  await expect(dialog(leader).getByText('All dots are placed. Take one back first.')).toBeVisible();
  await less('Training comes too late').click();
  await expect(dialog(leader).getByText('1 dot left')).toBeVisible();
  await close(leader);

  // The server has them: opened again, they lie where they were put.
  await leader.getByRole('button', { name: 'Dots of Wanda' }).click();
  await expect(dialog(leader).getByText('1 dot left')).toBeVisible();
  await expect(dialog(leader).getByRole('listitem').filter({ hasText: 'Training comes too late' }).locator('output')).toHaveText('1');
  await close(leader);

  // The link makes its holder that person; with the first command the facilitator acts for them no longer.
  await leader.getByRole('button', { name: 'Link for Wanda' }).click();
  await dialog(leader).getByRole('button', { name: 'Make the link' }).click();
  const link = await dialog(leader).getByRole('textbox', { name: 'Link for Wanda' }).inputValue();
  const token = new URL(link).hash.slice(1);
  await workshop.server.call('POST', `/api/boards/${board.id}/commands`, token, { do: 'done', done: true });
  await expect(dialog(leader).getByText('Wanda has a device now and goes on there.')).toBeVisible();
  await close(leader);
  await expect(wanda.getByText('without a device')).toHaveCount(0);
  await expect(leader.getByRole('button', { name: 'Dots of Wanda' })).toHaveCount(0);
  expect(workshop.errors).toEqual([]);
});

test('others are invited to lead by a link of their own, which can be ended', async ({ workshop }) => {
  const board = await workshop.make();
  const leader = await workshop.open(board.links.facilitator);
  const form = leader.getByRole('group', { name: 'Who else leads the board' });
  await form.getByRole('textbox', { name: 'Name' }).fill('Zofia');
  await form.getByRole('button', { name: 'Make a link' }).click();
  const link = await form.getByRole('textbox', { name: 'Link for Zofia' }).inputValue();
  const { pathname, hash } = new URL(link);
  const zofia = await workshop.open(pathname + hash, LAPTOP);
  await expect(zofia.getByRole('button', { name: 'Add somebody without a device…' })).toBeVisible();

  // Shown once: after a reload only the name is there.
  await leader.reload();
  await expect(form.getByText('Zofia', { exact: true })).toBeVisible();
  await expect(form.getByRole('textbox', { name: 'Link for Zofia' })).toHaveCount(0);

  await form.getByRole('button', { name: 'Remove Zofia' }).click();
  await expect(dialog(leader).getByText('The link of Zofia stops at once', { exact: false })).toBeVisible();
  await dialog(leader).getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(form.getByText('Zofia', { exact: true })).toHaveCount(0);
  await expect(zofia.getByRole('button', { name: 'Add somebody without a device…' })).toHaveCount(0);
  expect(workshop.errors).toEqual([]);
});
