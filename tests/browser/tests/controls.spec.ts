// A control on the facilitator's page shows what is so, and not what was once wished.
import { LAPTOP, WALL, expect, fillJoin, test } from '../play/workshop';

test('the checklist knows whether a projector shows the board, whoever opened it', async ({ workshop }) => {
  const board = await workshop.make();
  const leader = await workshop.open(board.links.facilitator);
  const row = leader.getByRole('button', { name: /projector shows the board/i });
  await expect(row.locator('svg')).toHaveCount(0);
  // Another computer opens it.
  const wall = await workshop.open(board.links.projector, WALL);
  await expect(row.locator('svg')).toHaveCount(1);
  await wall.context().close();
  await expect(row.locator('svg')).toHaveCount(0);
  // And that somebody has joined to rehearse, not only that the form was opened.
  const rehearsal = leader.getByRole('button', { name: /You have joined once yourself/ });
  const [popup] = await Promise.all([leader.waitForEvent('popup'), rehearsal.click()]);
  await expect(popup.getByLabel('Your name')).toBeVisible();
  await expect(rehearsal.locator('svg')).toHaveCount(0);
  await fillJoin(popup, 'Test', 'Marketing');
  await expect(rehearsal.locator('svg')).toHaveCount(1);
  expect(workshop.errors).toEqual([]);
});

test('a choice that the server refuses, or never hears, does not go on standing in its control', async ({ workshop }) => {
  const board = await workshop.make();
  const leader = await workshop.open(board.links.facilitator);
  const add = leader.getByLabel('Add causes');
  await expect(add).toHaveValue('own');
  await leader.route('**/commands', (route) => route.abort());
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
  await leader.unroute('**/commands');

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
