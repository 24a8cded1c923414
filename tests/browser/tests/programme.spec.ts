import { readFile } from 'node:fs/promises';
import { accessible } from '../play/eyes';
import { LAPTOP, PHONE, WALL, expect, test, type Made } from '../play/workshop';

test.use({ actionTimeout: 20_000 });

test('NEXT-6: the boards of a programme stand in one list with their projects together, narrowed, sorted and taken along', async ({
  workshop,
}) => {
  const { server } = workshop;
  const first = await workshop.make({ title: 'January meeting' });
  await workshop.command(first, {
    do: 'create_project',
    title: 'Write clear letters',
    owner: 'marketing',
    person: 'Ewa',
    due: '2020-01-31',
  });
  await workshop.command(first, {
    do: 'create_project',
    title: '=SUM(1)',
    owner: 'it',
  });
  const next = await server.call<Made>('POST', `/api/boards/${first.id}/next`, first.facilitator_token, { title: 'February meeting' });
  await workshop.command(next, {
    do: 'create_project',
    title: 'Answer calls sooner',
    owner: 'it',
    due: '2099-05-31',
  });

  const home = await workshop.open(`/#key=${server.key}`, LAPTOP);
  await home.getByRole('listitem').filter({ hasText: 'January meeting' }).getByRole('button', { name: /More/ }).click();
  await home.getByRole('link', { name: 'Programme' }).click();
  const meetings = home.getByRole('region', { name: 'Meetings' }).getByRole('listitem');
  await expect(meetings.getByRole('heading')).toHaveText(['January meeting', 'February meeting']);
  const rows = home.getByRole('table').locator('tbody tr');
  const titles = home.getByRole('table').locator('tbody th');
  // By the day on which they are due; those without one last.
  await expect(titles).toHaveText(['Write clear letters', 'Answer calls sooner', '=SUM(1)']);
  await expect(rows.first()).toContainText('late');
  await expect(rows.first()).toContainText('January meeting');
  await expect(rows.first().getByRole('button', { name: 'February meeting' })).toBeVisible();
  await accessible(home, 'a programme');

  await home.getByRole('columnheader', { name: 'Project' }).getByRole('button').click();
  await home.getByRole('columnheader', { name: 'Project' }).getByRole('button').click();
  await expect(home.getByRole('columnheader', { name: 'Project' })).toHaveAttribute('aria-sort', 'descending');
  await expect(titles.first()).toHaveText('Write clear letters');
  await home.getByLabel('Late only').check();
  await expect(titles).toHaveText(['Write clear letters']);
  await home.getByLabel('Late only').uncheck();
  await home.getByLabel('Department').selectOption({ label: 'IT' });
  await expect(titles).toHaveCount(2);
  await home.getByLabel('Status').selectOption({ label: 'Done' });
  await expect(home.getByText('No project fits.')).toBeVisible();
  await home.getByLabel('Status').selectOption({ label: 'All' });
  const [download] = await Promise.all([home.waitForEvent('download'), home.getByRole('button', { name: 'Download csv' }).click()]);
  const csv = await readFile(await download.path(), 'utf8');
  expect(csv).toContain('"Answer calls sooner"');
  expect(csv, 'no formula').toContain(`"'=SUM(1)"`);
  expect(csv).not.toContain('Write clear letters');

  // From a row to the board itself, and from there back.
  await rows.first().getByRole('button', { name: 'February meeting' }).click();
  await home.getByRole('button', { name: 'More', exact: true }).click();
  await home.getByRole('button', { name: 'Programme…' }).click();
  await expect(meetings).toHaveCount(2);

  // On a projector and on a phone nothing runs out of the page.
  for (const { viewport } of [WALL, { viewport: { width: 1280, height: 720 } }, PHONE]) {
    await home.setViewportSize(viewport ?? { width: 390, height: 844 });
    expect(await home.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  }
  // Whoever has no key is told what to do.
  const stranger = await workshop.open(`/programme/${first.id}`, LAPTOP);
  await expect(stranger.getByRole('alert')).toContainText('host’s link'.replace('’', "'"));
  expect(workshop.errors).toEqual([]);
});
