// A control on the facilitator's page shows what is so, and not what was once wished.
import { LAPTOP, WALL, expect, fillJoin, test } from '../play/workshop';

test('the checklist knows whether a projector shows the board, whoever opened it', async ({ workshop }) => {
  const board = await workshop.make();
  const leader = await workshop.open(board.links.facilitator);
  const row = leader.getByRole('checkbox', { name: /projector shows the board/i });
  await expect(row).not.toBeChecked();
  // Another computer opens it.
  const wall = await workshop.open(board.links.projector, WALL);
  await expect(row).toBeChecked();
  await wall.context().close();
  await expect(row).not.toBeChecked();
  // And that somebody has joined to rehearse, not only that the form was opened.
  const rehearsal = leader.getByRole('checkbox', { name: 'You have rehearsed once' });
  await leader.getByRole('button', { name: 'See to it: You have rehearsed once' }).click();
  const [popup] = await Promise.all([leader.waitForEvent('popup'), leader.getByRole('button', { name: 'Join once myself' }).click()]);
  await leader.keyboard.press('Escape');
  await expect(popup.getByLabel('Your name')).toBeVisible();
  await expect(rehearsal).not.toBeChecked();
  await fillJoin(popup, 'Test', 'Marketing');
  await expect(rehearsal).toBeChecked();
  expect(workshop.errors).toEqual([]);
});

test('a choice that the server refuses, or never hears, does not go on standing in its control', async ({ workshop }) => {
  const board = await workshop.make();
  const leader = await workshop.open(board.links.facilitator);
  const add = leader.getByLabel('Add causes');
  await expect(add).toHaveValue('own');
  // What is asked while a handler is taken away may never be answered.
  let away = true;
  await leader.route('**/commands', (route) => (away ? route.abort() : route.continue()));
  await add.selectOption('none');
  await expect(leader.locator('.toast')).toBeVisible();
  await expect(add).toHaveValue('own');
  await leader.locator('.menu').getByRole('button').first().click();
  const sealed = leader.locator('.menu select').last();
  const before = await sealed.inputValue();
  await sealed.selectOption(before === 'none' ? 'all' : 'none');
  await expect(sealed).toHaveValue(before);
  await leader.keyboard.press('Escape');
  const lock = leader.getByRole('switch');
  await lock.click();
  await expect(lock).not.toBeChecked();
  away = false;

  // And follows what another facilitator, or the agenda, has changed.
  await add.selectOption('none');
  await expect(add).toHaveValue('none');
  const other = await workshop.open(board.links.facilitator, LAPTOP);
  await expect(other.getByLabel('Add causes')).toHaveValue('none');
  await workshop.command(board, { do: 'set_permissions', add: 'own' });
  await workshop.command(board, { do: 'lock' });
  for (const page of [leader, other]) {
    await expect(page.getByLabel('Add causes')).toHaveValue('own');
    await expect(page.getByRole('switch')).toBeChecked();
  }
  expect(workshop.errors).toEqual([]);
});
