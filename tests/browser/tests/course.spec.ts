import { expect, test } from '../play/workshop';

const activity = (id: string, kind: string, title: string, minutes: number) => ({ id, kind, title, minutes });
const agenda = [{ title: 'One', activities: [
  activity('welcome', 'welcome', 'Hello', 5), activity('collect', 'collect', 'Collect', 30), activity('close', 'close', 'Close', 10),
] }];

test('TIME-9: what activities took stands beside what was planned, after each of them and at the end', async ({ workshop }) => {
  const board = await workshop.make({ agenda });
  const desk = await workshop.open(board.links.facilitator);
  await workshop.command(board, { do: 'start_activity', activity: 'welcome' });
  await expect(desk.getByRole('button', { name: /planned minutes/ })).toHaveCount(0);
  await workshop.command(board, { do: 'start_activity', activity: 'collect' });
  await expect(desk.locator('[data-segment=welcome]')).toContainText('0 of 5 min');
  await expect(desk.locator('[data-segment=collect]')).toContainText('30 min');
  await desk.getByRole('button', { name: '0 of 5 planned minutes' }).click();
  const table = desk.getByRole('dialog', { name: 'Planned and actual minutes' }).getByRole('table');
  await expect(table.getByRole('row', { name: /^Hello 5 0$/ })).toBeVisible();
  await expect(table.getByRole('row', { name: /^Collect, now 30 0$/ })).toBeVisible();
  if (process.env.SHOTS) await desk.screenshot({ path: `${process.env.SHOTS}-course.png` });
  await desk.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();

  await workshop.command(board, { do: 'start_activity', activity: 'close' });
  await desk.getByRole('tab', { name: 'Result' }).click();
  const end = desk.getByRole('tabpanel').getByRole('table');
  await expect(end.getByRole('row', { name: /^What is over, together 35 0$/ })).toBeVisible();
  await workshop.command(board, { do: 'finish' });
  await desk.getByRole('tab', { name: 'Export' }).click();
  await expect(end.getByRole('row', { name: /^What is over, together 45 0$/ })).toBeVisible();
  if (process.env.SHOTS) await desk.screenshot({ path: `${process.env.SHOTS}-course-end.png` });
  expect(workshop.errors).toEqual([]);
});
