import type { Page } from '@playwright/test';
import { expect, PHONE, test } from '../play/workshop';

/** Makes the page ask at once, as it does when somebody comes back to it. */
const lookAgain = (page: Page) => page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));

const planned = {
  do: 'create_project',
  title: 'Shorter queues',
  owner: 'it',
  approvals: ['marketing'],
  affects_departments: ['sales'],
  person: 'Olga',
  due: '2026-02-01',
};

test('a department reads what concerns it by its link, and nothing once the link is withdrawn, also where the page is open', async ({
  workshop,
}) => {
  const board = await workshop.make();
  await workshop.command(board, planned);
  await workshop.command(board, { do: 'finish' });
  const desk = await workshop.open(board.links.facilitator);
  await desk.getByRole('tab', { name: 'Export' }).click();
  const links: Record<string, string> = {};
  for (const name of ['IT', 'Marketing']) {
    const row = desk.locator('li').filter({ has: desk.locator('summary', { hasText: name }) });
    await row.locator('summary').click();
    await row.getByRole('button', { name: `Make a link for ${name}` }).click();
    await expect(row.locator('summary')).toContainText('has a link');
    links[name] = await row.getByRole('textbox', { name: `Page of ${name}` }).inputValue();
    await expect(row.getByRole('textbox', { name: `Calendar of ${name}` })).toHaveValue(/calendar\.ics\?token=/);
  }
  // It is shown again after a reload.
  await desk.reload();
  await desk.getByRole('tab', { name: 'Export' }).click();
  const it = desk.locator('li').filter({ has: desk.locator('summary', { hasText: 'IT' }) });
  await it.locator('summary').click();
  await expect(it.getByRole('textbox', { name: 'Page of IT' })).toHaveValue(links.IT ?? '');

  const own = await workshop.open(links.IT ?? '');
  await expect(own.getByRole('heading', { name: 'IT', exact: true })).toBeVisible();
  const responsible = own.getByRole('region', {
    name: 'Projects you are responsible for',
  });
  await expect(responsible).toContainText('Shorter queues');
  await expect(responsible).toContainText('due Feb 1, 2026, late');
  await expect(own.getByRole('region', { name: 'Late and due' })).toContainText('late');
  const asked = await workshop.open(links.Marketing ?? '', PHONE);
  const toAccept = asked.getByRole('region', {
    name: 'Projects you are asked to accept',
  });
  await expect(toAccept).toContainText('your answer is open');
  await toAccept.locator('summary').click();
  await expect(toAccept).toContainText('Marketing: no answer yet');

  // What is reported comes to the page.
  const { projects } = await workshop.server.call<{
    projects: { id: string }[];
  }>('GET', `/api/boards/${board.id}/export/json`, board.facilitator_token);
  await workshop.command(board, {
    do: 'report_progress',
    project: projects[0]?.id,
    status: 'running',
    word: 'Begun at last',
  });
  await lookAgain(own);
  await expect(own.getByRole('region', { name: 'What changed lately' })).toContainText('Begun at last');

  // The summary, from both sides, says the same.
  await own.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await own.getByRole('button', { name: 'Copy as text' }).click();
  await expect(own.getByRole('button', { name: 'Copied' })).toBeVisible();
  const copied = await own.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain('== IT ==');
  expect(copied).toContain('Begun at last');
  await desk.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await it.getByRole('button', { name: 'Copy what concerns IT as text' }).click();
  await expect(desk.getByText('Copied', { exact: true })).toBeVisible();
  expect(await desk.evaluate(() => navigator.clipboard.readText())).toContain(links.IT ?? '');

  await it.getByRole('button', { name: 'Withdraw: IT' }).click();
  await desk.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click();
  await expect(it.getByRole('button', { name: 'Make a link for IT' })).toBeVisible();
  await lookAgain(own);
  await expect(own.getByRole('heading', { name: 'This link has been withdrawn' })).toBeVisible();
  await expect(own.getByText('Shorter queues')).toHaveCount(0);
  await own.reload();
  await expect(own.getByRole('heading', { name: 'This link has been withdrawn' })).toBeVisible();
  await lookAgain(asked);
  await expect(toAccept).toBeVisible();
  expect(workshop.errors).toEqual([]);
});
