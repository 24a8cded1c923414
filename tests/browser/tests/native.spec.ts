// Nothing on a page speaks another language than the page, and nothing of the board is said to be in the page's.
import { saved, write } from '../play/phone';
import { LAPTOP, PHONE, expect, fillJoin, test } from '../play/workshop';

test('a Ukrainian browser on an English board: the page is the person’s, the contents are the board’s', async ({ workshop }) => {
  const board = await workshop.make();
  const anna = await workshop.join(board, 'Anna', 'Marketing');
  await write(anna, 'People', 'Training comes too late');
  await saved(anna);

  const page = await workshop.open(board.links.join, { ...PHONE, locale: 'uk-UA' });
  await page.getByLabel('Ваше ім’я').fill('Оксана');
  await page.getByRole('radio', { name: 'Marketing' }).check({ force: true });
  await page.getByRole('button', { name: 'Приєднатися', exact: true }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'uk');
  await expect(page.getByRole('button', { name: 'Надіслати' })).toBeVisible();
  const language = (text: string) => page.getByText(text).first().evaluate((element) => element.closest('[lang]')?.getAttribute('lang'));
  await expect(page.getByText('Training comes too late')).toBeVisible();
  for (const text of ['Training comes too late', 'Management', 'Customers wait too long']) expect(await language(text), text).toBe('en');
  // The spelling of what one writes is the board's, too.
  await expect(page.getByRole('textbox')).toHaveAttribute('lang', 'en');
  await page.locator('header button').last().click();
  await expect(page.getByText('Дошка іншою мовою: English.', { exact: false })).toBeVisible();
  await page.getByLabel('English').check();
  await expect(page.getByText('The board is in another language', { exact: false })).toHaveCount(0);
  expect(workshop.errors).toEqual([]);
});

test('a page that is turned to English while the board stays Polish says so', async ({ workshop }) => {
  const board = await workshop.make({ language: 'pl', title: 'Dlaczego klienci czekają?' });
  const leader = await workshop.open(board.links.facilitator, { ...LAPTOP, locale: 'pl-PL' });
  await expect(leader.locator('html')).toHaveAttribute('lang', 'pl');
  await leader.locator('.menu').getByRole('button').first().click();
  await expect(leader.locator('.menu')).not.toContainText('innym języku');
  await leader.locator('.menu select').first().selectOption('en');
  await expect(leader.locator('.menu')).toContainText('The board is in another language: Polski.');
  await leader.keyboard.press('Escape');
  await expect(leader.locator('html')).toHaveAttribute('lang', 'en');
  await expect(leader.locator('.all[lang=pl]').first()).toBeAttached();
  expect(workshop.errors).toEqual([]);
});

test('no field, bubble or question of the browser speaks for itself', async ({ workshop }) => {
  // A Ukrainian page in an English browser: whatever is native is English here.
  const home = await workshop.open(`/#key=${workshop.server.key}`);
  await home.evaluate(() => localStorage.setItem('herringbone:language', 'uk'));
  await home.reload();
  await home.getByText('Дошка з файлу', { exact: true }).click();
  await expect(home.getByRole('button', { name: /Вибрати файл…/ })).toBeVisible();
  await expect(home.locator('input[type=file]')).toBeHidden();
  const [chooser] = await Promise.all([home.waitForEvent('filechooser'), home.getByRole('button', { name: /Вибрати файл…/ }).click()]);
  await chooser.setFiles({ name: 'board.json', mimeType: 'application/json', buffer: Buffer.from('{') });
  await expect(home.getByText('board.json')).toBeVisible();
  await expect(home.getByRole('alert')).toBeVisible();

  const agenda = [{ title: 'Зустріч', activities: [{ id: 'c', kind: 'collect', title: '', minutes: 5 }] }];
  const board = await workshop.make({ agenda });
  const leader = await workshop.open(board.links.facilitator);
  await leader.getByRole('button', { name: 'Edit the agenda' }).click();
  const dialog = leader.getByRole('dialog');
  await dialog.getByLabel('Day').selectOption('31');
  await dialog.getByLabel('Month').selectOption('2');
  await expect(dialog.getByLabel('Month').locator('option:checked')).toHaveText('February');
  await expect(dialog.getByLabel('Day').locator('option:checked')).toHaveText(/^2[89]$/);
  await dialog.getByRole('button', { name: 'Save the agenda' }).click();
  const kept = () => workshop.server.call<{ agenda: { starts_at: number }[] }>('GET', `/api/boards/${board.id}`, board.facilitator_token);
  await expect.poll(async () => new Date((await kept()).agenda[0]!.starts_at).getUTCMonth()).toBe(1);
  // Until when a cause is verified.
  const phone = await workshop.join(board, 'Anna', 'Marketing');
  await write(phone, 'People', 'Nobody was asked');
  await leader.locator('[data-note]').filter({ hasText: 'Nobody was asked' }).click();
  await leader.getByRole('radio', { name: 'To verify' }).check();
  const until = leader.getByRole('group', { name: 'Until when' });
  await until.getByLabel('Day').selectOption('7');
  await expect(until.getByLabel('Hour')).toHaveCount(0);
  const notes = () => workshop.server.call<{ notes: { verify_by?: string }[] }>('GET', `/api/boards/${board.id}/export/json`, board.facilitator_token);
  await expect.poll(async () => (await notes()).notes[0]!.verify_by).toMatch(/^20\d\d-\d\d-07$/);
  for (const page of [home, leader]) {
    expect(await page.locator('form:not([novalidate])').count()).toBe(0);
    expect(await page.locator('input:is([type=date], [type=time], [type=datetime-local], [type=month], [required])').count()).toBe(0);
  }
  expect(workshop.errors).toEqual([]);
});
