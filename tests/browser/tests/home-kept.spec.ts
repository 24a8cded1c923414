import { accessible } from '../play/eyes';
import { LAPTOP, PHONE, WALL, expect, fillJoin, test, type Made } from '../play/workshop';

test.use({ actionTimeout: 20_000 });

test('COPY-2: a saved template is renamed, replaced by a board as it is now, and an archived board is found and taken back', async ({
  workshop,
}) => {
  const { server } = workshop;
  const first = await workshop.make({ title: 'First workshop', effect: 'Calls are lost' });
  await workshop.make({ title: 'Second workshop', effect: 'Letters are late' });
  await server.call('POST', '/api/saved-templates', server.key, { board: first.id, title: 'Ours' });
  const home = await workshop.open(`/#key=${server.key}`, LAPTOP);
  const row = (title: string) => home.getByRole('listitem').filter({ hasText: title });
  const templates = () => server.call<{ title: string; effect: string }[]>('GET', '/api/saved-templates', server.key);

  await home.getByText('Your templates (1)').click();
  await home.getByRole('button', { name: 'Rename… Ours' }).click();
  await home.getByRole('textbox', { name: 'Name of the template' }).fill('Ours since May');
  await accessible(home, 'a template gets another name', 'dialog[open]');
  await home.keyboard.press('Enter');
  await expect.poll(templates).toMatchObject([{ title: 'Ours since May', effect: 'Calls are lost' }]);
  await home.locator('.toast').getByRole('button', { name: 'Undo' }).click();
  await expect.poll(templates).toMatchObject([{ title: 'Ours' }]);

  await row('Second workshop').getByRole('button', { name: /^More/ }).click();
  await row('Second workshop').getByRole('button', { name: 'Save as template…' }).click();
  await home.getByRole('combobox', { name: 'What becomes of it' }).selectOption({ label: 'In place of “Ours”' });
  await expect(home.getByRole('textbox', { name: 'Name of the template' })).toHaveValue('Ours');
  await accessible(home, 'a template is replaced', 'dialog[open]');
  await home.getByRole('button', { name: 'Save', exact: true }).click();
  await expect.poll(templates).toMatchObject([{ title: 'Ours', effect: 'Letters are late' }]);
  expect(await templates()).toHaveLength(1);

  // Whoever looks for a board need not know that it was archived.
  await row('First workshop').getByRole('button', { name: /^More/ }).click();
  await row('First workshop').getByRole('button', { name: 'Archive' }).click();
  await expect(row('First workshop')).toHaveCount(0);
  await home.getByRole('searchbox', { name: 'Search your boards' }).fill('first');
  await expect(row('First workshop')).toContainText('archived');
  await expect(row('Second workshop')).toHaveCount(0);
  await row('First workshop').getByRole('button', { name: /^More/ }).click();
  await row('First workshop').getByRole('button', { name: 'Take back' }).click();
  await home.getByRole('searchbox', { name: 'Search your boards' }).fill('');
  await expect(row('First workshop')).toBeVisible();
  await expect(row('First workshop')).not.toContainText('archived');
  expect(workshop.errors).toEqual([]);
});

test('COPY-3: the projector and the phones of a rehearsal say that it is one', async ({ workshop }) => {
  const board = await workshop.make();
  const desk = await workshop.open(board.links.facilitator, LAPTOP);
  await desk.getByRole('button', { name: 'More', exact: true }).click();
  await desk.getByRole('button', { name: 'Rehearse…' }).click();
  await desk.getByLabel('Simulated people').fill('1');
  const [copy] = await Promise.all([
    desk.context().waitForEvent('page'),
    desk.getByRole('button', { name: 'Start the rehearsal' }).click(),
  ]);
  await expect(copy.getByText('A copy with simulated people')).toBeVisible();
  const { links } = await workshop.server.call<{ links: Made['links'] }>(
    'GET',
    `/api/boards/${board.id}/rehearsal`,
    board.facilitator_token,
  );
  const wall = await workshop.open(links.projector, WALL);
  const phone = await workshop.open(links.join, PHONE);
  await fillJoin(phone, 'Ann', 'IT');
  for (const page of [wall, phone]) {
    await expect(page.getByRole('note')).toContainText('Rehearsal with simulated people; nothing of it is kept');
    await accessible(page, 'a rehearsal');
  }
  const other = await workshop.open(board.links.projector, WALL);
  await expect(other.locator('h1').first()).toBeVisible();
  await expect(other.getByRole('note')).toHaveCount(0);
  expect(workshop.errors).toEqual([]);
});
