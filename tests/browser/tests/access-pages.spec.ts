// The pages beside a board, and what lies over the pages: light and dark, by keyboard, and in a person's own colours.
import type { Page } from '@playwright/test';
import { accessible } from '../play/eyes';
import { LAPTOP, PHONE, expect, test, type Made, type Workshop } from '../play/workshop';

test.use({ actionTimeout: 20_000 });

const OWN = { forcedColors: 'active' } as const;

/** A board with projects that concern a department, one of them late. */
async function promised(workshop: Workshop): Promise<{ board: Made; page: string }> {
  const board = await workshop.make();
  const project = { do: 'create_project', approvals: ['it'], affects_departments: ['it'] };
  await workshop.command(board, { ...project, title: 'Shorter queues', owner: 'it', due: '2020-02-01' });
  await workshop.command(board, { ...project, title: 'Clear letters', owner: 'marketing', due: '2099-02-01' });
  const { page } = await workshop.server.call<{ page: string }>(
    'POST',
    `/api/boards/${board.id}/departments/it/link`,
    board.facilitator_token,
    {},
  );
  return { board, page };
}

/** What has the focus, as it is drawn. */
const outline = (page: Page): Promise<string> =>
  page.locator(':focus').evaluate((element) => {
    const { outlineWidth, outlineStyle } = getComputedStyle(element);
    return `${outlineWidth} ${outlineStyle}`;
  });

test('the page of a department can be used by everybody, and by keyboard alone', async ({ workshop }) => {
  const { page: link } = await promised(workshop);
  for (const options of [LAPTOP, PHONE]) {
    const page = await workshop.open(link, options);
    await expect(page.getByRole('heading', { name: 'IT', exact: true })).toBeVisible();
    await accessible(page, 'a department');
    const summary = page.getByRole('region', { name: 'Projects you are asked to accept' }).locator('summary').first();
    for (let steps = 0; steps < 40 && !(await summary.evaluate((element) => element === document.activeElement)); steps++)
      await page.keyboard.press('Tab');
    await expect(summary).toBeFocused();
    expect(await outline(page)).toMatch(/^[23]px solid/);
    await page.keyboard.press('Enter');
    await expect(page.getByText('IT: no answer yet').first()).toBeVisible();
    await accessible(page, 'a department, a project open');
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing beside the page').toBe(true);
  }
  expect(workshop.errors).toEqual([]);
});

test('what lies over home and over the facilitator’s page can be used by everybody', async ({ workshop }) => {
  test.setTimeout(300_000);
  const { board } = await promised(workshop);
  const home = await workshop.open(`/#key=${workshop.server.key}`, LAPTOP);
  await home.getByRole('button', { name: /^More Why do customers wait/ }).click();
  for (const name of ['Duplicate…', 'Save as template…']) {
    await home.getByRole('button', { name }).click();
    await accessible(home, name, 'dialog[open]');
    await home.keyboard.press('Escape');
    await expect(home.getByRole('dialog')).toHaveCount(0);
  }
  await home.getByRole('button', { name: 'Archive' }).click();
  await home.getByRole('button', { name: /^Archived/ }).click();
  await home.getByRole('button', { name: /^More Why do customers wait/ }).click();
  await home.getByRole('button', { name: 'Delete…' }).click();
  await accessible(home, 'delete a board', 'dialog[open]');

  const desk = await workshop.open(board.links.facilitator, LAPTOP);
  await desk.getByRole('switch', { name: 'Lock the board' }).waitFor();
  for (const name of [/^About this board/, /charter/i, /^Rehearse/, /^Keyboard/, /next meeting/]) {
    await desk.getByRole('button', { name: 'More', exact: true }).click();
    await accessible(desk, 'the menu', '.menu');
    await desk.locator('.menu').getByRole('button', { name }).click();
    await expect(desk.getByRole('dialog')).toBeVisible();
    await accessible(desk, String(name), 'dialog[open]');
    await desk.keyboard.press('Escape');
    await expect(desk.getByRole('dialog')).toHaveCount(0);
  }
  expect(workshop.errors).toEqual([]);
});

test('in a person’s own colours the pages beside a board say the same', async ({ workshop }) => {
  const { board, page: link } = await promised(workshop);
  const department = await workshop.open(link, { ...LAPTOP, ...OWN });
  await expect(department.getByRole('region', { name: 'Late and due' })).toContainText('late');
  await department.getByRole('region', { name: 'Projects you are asked to accept' }).locator('summary').first().focus();
  await department.keyboard.press('Shift+Tab');
  expect(await outline(department)).toMatch(/^[23]px solid/);

  const home = await workshop.open(`/#key=${workshop.server.key}`, { ...LAPTOP, ...OWN });
  await home.getByRole('button', { name: /^More Why do customers wait/ }).click();
  await home.getByRole('link', { name: 'Programme' }).click();
  await expect(home.getByRole('row').filter({ hasText: 'Shorter queues' })).toContainText('late');
  const column = home.getByRole('columnheader', { name: 'Due' });
  await expect(column).toContainText('↑');
  await column.getByRole('button').focus();
  await home.keyboard.press('Enter');
  await expect(column).toContainText('↓');
  expect(await outline(home)).toMatch(/^[23]px solid/);

  // A chosen reason is told from the others by its edge.
  const { seq } = await workshop.command(board, { do: 'add_fact', label: 'Complaints' });
  const file = await workshop.server.call<{ facts: { id: string }[] }>(
    'GET',
    `/api/boards/${board.id}/export/json`,
    board.facilitator_token,
  );
  expect(seq).toBeGreaterThan(0);
  const phone = await workshop.join(board, 'Ann', 'IT', { ...PHONE, ...OWN });
  await workshop.command(board, { do: 'ask', fact: file.facts[0]?.id, question: 'why' });
  const reason = (name: string) => phone.getByRole('button', { name });
  await reason('the season').click();
  const edge = (name: string): Promise<string> => reason(name).evaluate((element) => getComputedStyle(element).borderTopWidth);
  expect(await edge('the season')).not.toBe(await edge('the product'));
  expect(workshop.errors).toEqual([]);
});
