import { readFileSync } from 'node:fs';
import { LAPTOP, WALL, expect, fillJoin, test } from '../play/workshop';
import type { Page } from '@playwright/test';

/** The facilitator's one next thing, whatever it is called, as long as it matches. */
const next = (page: Page, name: RegExp) => page.getByRole('button', { name }).first();

/** Presses the next thing until the wanted activity runs. */
async function goTo(page: Page, activity: RegExp): Promise<void> {
  for (let step = 0; step < 8; step++) {
    const button = next(page, /^(Start|Go on|End the meeting|Start .*): /);
    const label = (await button.textContent()) ?? '';
    await button.click();
    if (activity.test(label)) return;
    await expect(button).not.toHaveText(label);
  }
  throw new Error(`no activity like ${activity}`);
}

async function write(page: Page, bone: string, text: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Bones' }).getByRole('button', { name: bone }).click();
  const field = page.getByRole('textbox', { name: `Cause for “${bone}”` });
  await field.fill(text);
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(field).toHaveValue('');
  await expect(field).toBeFocused();
}

test('a workshop runs in five windows from the first click to the snapshot', async ({ workshop }) => {
  test.setTimeout(180_000);
  // The host makes the board on the first page and opens the facilitator's view and the projector.
  const leader = await workshop.open(`/#key=${workshop.server.key}`, { ...LAPTOP, acceptDownloads: true });
  await leader.getByLabel('Title').fill('Why do customers wait?');
  await leader.getByLabel('Effect').fill('Customers wait too long for an answer');
  await leader.getByRole('button', { name: 'Make the board' }).click();
  const code = await leader.getByText(/^[A-Z0-9]{3} ?[A-Z0-9]{3}$/).first().innerText();
  const projectorLink = await leader.getByRole('link', { name: 'Open the projector' }).getAttribute('href');
  await leader.getByRole('link', { name: 'Lead the workshop' }).click();
  const wall = await workshop.open(projectorLink ?? '', WALL);
  await expect(wall.getByText('Customers wait too long for an answer').first()).toBeVisible();

  // Three people join: by code, by link, on a laptop.
  const anna = await workshop.open('/', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await anna.getByLabel('Code').fill(code);
  await anna.getByRole('button', { name: /Next|Join/ }).click();
  await fillJoin(anna, 'Anna', 'Business analysis');
  const link = `${workshop.server.origin}/join#${code.replace(/\s/g, '')}`;
  const marek = await workshop.open(link, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await fillJoin(marek, 'Marek', 'Marketing');
  const ewa = await workshop.open(link, LAPTOP);
  await fillJoin(ewa, 'Ewa', 'IT');
  for (const name of ['Anna', 'Marek', 'Ewa']) await expect(wall.getByText(name).first()).toBeVisible();

  // Collecting: everybody writes at the same time and sees the others.
  await goTo(leader, /cause|Collect|write/i);
  await Promise.all([
    (async () => {
      await write(anna, 'People', 'Nobody knows the offer on its first day');
      await write(anna, 'Methods', 'Every contact asks for the number again');
    })(),
    (async () => {
      await write(marek, 'People', 'Training comes after the launch');
      await write(marek, 'Management', 'We measure calls, not answers');
    })(),
  ]);
  await ewa.keyboard.press('n');
  await ewa.keyboard.type('Two customer databases');
  await ewa.keyboard.press('Enter');
  const texts = [
    'Nobody knows the offer on its first day',
    'Every contact asks for the number again',
    'Training comes after the launch',
    'We measure calls, not answers',
    'Two customer databases',
  ];
  for (const text of texts) {
    await expect(wall.getByText(text).first()).toBeAttached();
    await expect(leader.getByText(text).first()).toBeAttached();
  }
  await marek.getByRole('navigation', { name: 'Bones' }).getByRole('button', { name: 'People' }).click();
  await expect(marek.getByText('Nobody knows the offer on its first day')).toBeVisible();
  await expect(wall.getByText(/^\d+:\d\d$/).first()).toBeVisible();

  // Lock, then vote on the phones.
  await leader.getByRole('switch', { name: 'Lock the board' }).click();
  await expect(anna.getByRole('button', { name: 'Send' })).toBeDisabled();
  await leader.getByRole('tab', { name: 'Result' }).click();
  await leader.getByRole('button', { name: /^Open the vote$/ }).click();
  for (const [page, text] of [[anna, texts[0]], [marek, texts[1]], [ewa, texts[0]]] as const) {
    await page.getByRole('button', { name: new RegExp(`${text}.*Place one more`) }).first().click();
    await page.getByRole('button', { name: new RegExp(`${text}.*Place one more`) }).first().click();
    await page.getByRole('button', { name: 'I am finished' }).click();
  }
  await expect(wall.getByText('3 of 3 have voted')).toBeVisible();
  await expect(wall.getByRole('img', { name: /dots/ })).toHaveCount(0);
  await next(leader, /^Close the vote: 3 of 3/).click();
  await next(leader, /^Reveal the result of the vote/).click();
  await expect(wall.getByText('What weighs most')).toBeVisible();
  await expect(wall.getByText(texts[0] ?? '').first()).toBeVisible();

  // Two axes.
  await leader.getByRole('button', { name: /^Rate (the short list|\d)/ }).first().click();
  for (const page of [anna, marek, ewa]) {
    for (let cause = 0; cause < 2; cause++) {
      await expect(page.getByText(`Cause ${cause + 1} of 2`)).toBeVisible();
      await page.getByRole('radio', { name: 'Importance: 5 of 5' }).click();
      await page.getByRole('radio', { name: cause === 0 ? 'Urgency: 5 of 5' : 'Urgency: 2 of 5' }).click();
    }
    await expect(page.getByText('You have rated every cause')).toBeVisible();
  }
  await next(leader, /^Close the rating: 3 of 3/).click();
  await next(leader, /^Reveal the ratings/).click();
  await expect(wall.getByText('Important and urgent')).toBeVisible();

  // Priorities and one project.
  const first = leader.getByRole('group', { name: `Priority of “${texts[0]}”` });
  await first.getByRole('button', { name: 'Now' }).click();
  await expect(first.getByRole('button', { name: 'Now' })).toHaveAttribute('aria-pressed', 'true');
  await leader.getByRole('tab', { name: 'Projects' }).click();
  await leader.getByRole('button', { name: /^(Make a project|New project)/ }).first().click();
  const dialog = leader.getByRole('dialog');
  await dialog.getByLabel('What is it called?').fill('One owner for every order');
  await dialog.getByLabel('Competences').fill('process knowledge\ncommunication');
  await dialog.getByRole('button', { name: /Make a project|Create|New project/ }).click();
  await expect(leader.getByText('One owner for every order').first()).toBeVisible();

  // The snapshot.
  await leader.getByRole('tab', { name: 'Export' }).click();
  for (const format of ['JSON', 'MD', 'SVG']) {
    const started = leader.waitForEvent('download');
    await leader.getByRole('link', { name: new RegExp(`^${format}\\b`) }).click();
    const file = readFileSync(await (await started).path(), 'utf8');
    expect(file).toContain('One owner for every order'.slice(0, format === 'SVG' ? 0 : undefined));
    if (format === 'JSON') for (const text of texts) expect(JSON.stringify(JSON.parse(file))).toContain(text);
    if (format === 'MD') for (const text of texts) expect(file).toContain(text);
    if (format === 'SVG') expect(file).toMatch(/^<(\?xml|svg)/);
  }
  expect(workshop.strangers).toEqual([]);
  expect(workshop.errors).toEqual([]);
});
