import type { Page } from '@playwright/test';
import { accessible } from '../play/eyes';
import { field } from '../play/phone';
import { LAPTOP, expect, test, type Made, type Workshop } from '../play/workshop';

test.use({ actionTimeout: 20_000 });

const dialog = (page: Page) => page.getByRole('dialog');

interface Exported {
  facts?: {
    label: string;
    unit: string;
    source: string;
    values: Record<string, number>;
  }[];
}
const facts = async (workshop: Workshop, board: Made) =>
  (await workshop.server.call<Exported>('GET', `/api/boards/${board.id}/export/json`, board.facilitator_token)).facts ?? [];

test('FACT-8: people add figures from two phones while they are let, take back their own, and the desk corrects them', async ({
  workshop,
}) => {
  const board = await workshop.make({
    agenda: [{ id: 'collect', kind: 'collect', minutes: 0 }],
  });
  await workshop.command(board, { do: 'start_activity', activity: 'collect' });
  const desk = await workshop.open(board.links.facilitator, LAPTOP);
  const [ann, ben] = [await workshop.join(board, 'Ann', 'IT'), await workshop.join(board, 'Ben', 'Sales')];
  for (const phone of [ann, ben]) await field(phone, 'People').waitFor();
  const add = (phone: Page) => phone.getByRole('button', { name: 'Add a figure' });
  await expect(add(ann)).toHaveCount(0);

  await desk.getByRole('tab', { name: 'Facts' }).click();
  await desk.getByLabel('People may add figures').check();
  for (const phone of [ann, ben]) await expect(add(phone)).toBeVisible();
  await add(ann).click();
  await accessible(ann, 'figures on a phone', 'dialog[open]');
  const form = dialog(ann);
  await form.getByLabel('Name').fill('Complaints about invoices');
  await form.getByLabel('Value', { exact: true }).fill('many');
  await form.getByRole('button', { name: 'Put it on the table' }).click();
  await expect(form.getByText('This is no number.')).toBeVisible();
  await form.getByLabel('Value', { exact: true }).fill('312');
  await form.getByRole('button', { name: 'Put it on the table' }).click();
  await expect(form.getByText('A value goes with its date')).toBeVisible();
  expect(await facts(workshop, board)).toEqual([]);
  await form.getByLabel('Date').fill('03.2026');
  await form.getByLabel('Measured in').fill('a month');
  await form.getByLabel('Source').fill('Ticket system');
  await form.getByRole('button', { name: 'Put it on the table' }).click();
  await expect(form.getByText('“Complaints about invoices” is on the table.')).toBeVisible();
  await expect
    .poll(() => facts(workshop, board))
    .toMatchObject([
      {
        label: 'Complaints about invoices',
        unit: 'a month',
        source: 'Ticket system',
        values: { '2026-03-31': 312 },
      },
    ]);

  // The other phone sees it, and can take back only its own.
  await add(ben).click();
  await expect(dialog(ben).getByText('Complaints about invoices')).toBeVisible();
  await expect(dialog(ben).getByRole('button', { name: /^Take back/ })).toHaveCount(0);
  await dialog(ben).getByLabel('Name').fill('Returns');
  await dialog(ben).getByRole('button', { name: 'Put it on the table' }).click();
  await dialog(ben).getByRole('button', { name: 'Take back “Returns”' }).click();
  await expect.poll(async () => (await facts(workshop, board)).length).toBe(1);

  // The desk sees whose it is, and corrects it.
  await expect(desk.getByText('added by Ann, IT')).toBeVisible();
  await desk.getByRole('button', { name: /^Complaints about invoices/ }).click();
  await dialog(desk).getByLabel('Name', { exact: true }).fill('Complaints');
  await dialog(desk).getByRole('button', { name: 'Close' }).last().click();
  await expect(form.getByText('Complaints', { exact: true })).toBeVisible();
  await form.getByRole('button', { name: 'Change “Complaints”' }).click();
  await expect(form.getByLabel('Value', { exact: true })).toHaveValue('312');
  await form.getByLabel('Value', { exact: true }).fill('321');
  await form.getByRole('button', { name: 'Put it on the table' }).click();
  await expect.poll(async () => (await facts(workshop, board))[0]?.values).toEqual({ '2026-03-31': 321 });

  // What is hidden is not told here either.
  await workshop.command(board, {
    do: 'set_authors',
    shown: false,
    departments: false,
  });
  await expect(desk.getByText('added by somebody')).toBeVisible();

  // Locked means locked; one click opens it for figures alone.
  await workshop.command(board, { do: 'lock' });
  await expect(add(ben)).toHaveCount(0);
  await desk.getByRole('button', { name: 'Unlock it for figures alone' }).click();
  await expect(add(ben)).toBeVisible();
  await desk.getByLabel('People may add figures').uncheck();
  await expect(add(ben)).toHaveCount(0);
  // The permission is taken back as any other.
  await desk.getByRole('button', { name: 'Undo', exact: true }).first().click();
  await expect(add(ben)).toBeVisible();
  expect(workshop.errors).toEqual([]);
});
