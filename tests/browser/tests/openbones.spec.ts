import { bone, field, write } from '../play/phone';
import { expect, LAPTOP, test } from '../play/workshop';

const agenda = [{ title: 'One', activities: [
  { id: 'collect', kind: 'collect', title: 'Collect', minutes: 10 },
  { id: 'talk', kind: 'discuss', title: 'Talk', minutes: 10 },
] }];

test('CMD-15, CMD-16: open bones and rights of an activity are edited while it runs, hold at once, and phones say why a bone is closed', async ({ workshop }) => {
  const board = await workshop.make({ agenda });
  const desk = await workshop.open(board.links.facilitator);
  const phone = await workshop.join(board, 'Anna', 'IT');
  const laptop = await workshop.join(board, 'Ola', 'Sales', LAPTOP);
  await workshop.command(board, { do: 'start_activity', activity: 'collect' });
  await write(phone, 'Methods', 'Nobody is asked');
  await desk.getByRole('tab', { name: 'People' }).click();
  await expect(desk.getByText('New causes go on every bone')).toBeVisible();

  await desk.getByRole('button', { name: 'Edit the agenda' }).click();
  const dialog = desk.getByRole('dialog', { name: 'Agenda' });
  await dialog.getByText('Open bones and rights').first().click();
  for (const title of ['Management', 'Methods', 'Material']) await dialog.getByLabel(title).first().uncheck();
  await dialog.getByLabel('Remove causes').first().selectOption('No');
  if (process.env.SHOTS) await desk.screenshot({ path: `${process.env.SHOTS}-rules.png` });
  await dialog.getByRole('button', { name: 'Save the agenda' }).click();
  await expect(dialog).toHaveCount(0);

  // What holds now, the activity's own among it.
  await expect(desk.getByText('New causes go only on: People, Machines')).toBeVisible();
  await expect(desk.getByText('From the activity “Collect”')).toBeVisible();
  await expect(desk.getByRole('group', { name: 'What people may do now' }).getByLabel('Remove causes')).toHaveValue('none');
  if (process.env.SHOTS) await desk.screenshot({ path: `${process.env.SHOTS}-rights.png` });

  for (const page of [phone, laptop]) {
    await bone(page, 'Methods').click();
    await expect(page.getByText('This bone is closed in this activity. Open: People, Machines')).toBeVisible();
    await field(page, 'Methods').fill('Too late for this bone');
    await expect(page.getByRole('button', { name: 'Send' })).toBeDisabled();
    await expect(page.getByRole('button', { name: /Why\?/ })).toHaveCount(0);
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}-closed-${page === phone ? 'phone' : 'laptop'}.png` });
    // The text goes to an open bone.
    await bone(page, 'Machines').click();
    await expect(page.getByText('This bone is closed')).toHaveCount(0);
    await page.getByRole('button', { name: 'Send' }).click();
    await expect(page.getByRole('main').getByRole('listitem').filter({ hasText: 'Too late for this bone' }).first()).toBeVisible();
  }
  // The next activity opens all bones again.
  await workshop.command(board, { do: 'start_activity', activity: 'talk' });
  await expect(desk.getByText('New causes go on every bone')).toBeVisible();
  await write(phone, 'Methods', 'Five signatures');
  await expect(laptop.getByRole('treeitem', { name: /^Five signatures/ })).toBeAttached();
  expect(workshop.errors).toEqual([]);
});
