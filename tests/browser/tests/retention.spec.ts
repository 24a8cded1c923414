// A board that nobody changes will be deleted: who is told, how it is kept, and what is left of one that nobody kept.
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { accessible } from '../play/eyes';
import { LAPTOP, PHONE, WALL, expect, test } from '../play/workshop';

const HOUR = 3_600;
const OPTIONS = ['--delete-after', '3', '--retention-notice', '1'];
const LANGUAGES = { en: 'en-GB', pl: 'pl-PL', uk: 'uk-UA' };

function words(language: keyof typeof LANGUAGES): (area: string, key: string) => string {
  const texts = JSON.parse(readFileSync(new URL(`../../../web/messages/${language}.json`, import.meta.url), 'utf8')) as Record<
    string,
    Record<string, string>
  >;
  return (area, key) => texts[area]?.[key] ?? `no text ${area}.${key}`;
}

/** The sentence with the date, as the page's language writes dates. */
async function sentence(page: Page, text: string, at: number, month: 'long' | 'short'): Promise<string> {
  const date = await page.evaluate(
    ({ at, month }) => new Date(at).toLocaleDateString(document.documentElement.lang, { day: 'numeric', month, year: 'numeric' }),
    { at, month },
  );
  return text.replace('{date}', date);
}

test.use({ actionTimeout: 20_000 });

test('RETN-5: facilitator and host are told in their language, keep a board, and whoever comes too late is told as well', async ({
  workshop,
}) => {
  test.setTimeout(120_000);
  const { server } = workshop;
  const [kept, gone, held] = [
    await workshop.make({ title: 'Kept workshop' }),
    await workshop.make({ title: 'Forgotten workshop' }),
    await workshop.make({ title: 'Held workshop' }),
  ];
  await workshop.command(kept, { do: 'finish' });
  await server.call('POST', `/api/boards/${gone.id}/archive`, server.key, { archived: true });
  let last = 0;
  const looked = async (): Promise<number> =>
    (await server.call<{ retention?: { looked?: number } }>('GET', '/api/server/condition', server.key)).retention?.looked ?? 0;
  /** The server goes on by a later clock, and looks at once. */
  const restart = async (hours: number): Promise<void> => {
    await server.kill();
    server.ahead = hours * HOUR;
    await server.start(OPTIONS);
    await expect.poll(looked).toBeGreaterThan(last);
    last = await looked();
  };
  await restart(50);
  const listed = (): Promise<{ id: string; deletes_at: number; expiring?: boolean }[]> => server.call('GET', '/api/boards', server.key);
  await expect.poll(async () => (await listed()).filter(({ expiring }) => expiring).length).toBe(3);
  const at = (await listed())[0]!.deletes_at;

  for (const language of ['uk', 'pl', 'en'] as const) {
    const say = words(language);
    const locale = LANGUAGES[language];
    for (const size of [PHONE, LAPTOP]) {
      const desk = await workshop.open(kept.links.facilitator, { ...size, locale });
      const bar = desk
        .locator('[role=status]')
        .filter({ hasText: await sentence(desk, say('facilitator-retention', 'deletes'), at, 'long') });
      await expect(bar).toBeVisible();
      await expect(bar.getByRole('button', { name: say('facilitator-retention', 'keep') })).toBeVisible();
      expect(await desk.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing beside the page').toBe(true);
      if (size === LAPTOP) await accessible(desk, `the notice (${language})`, '.head');
      await desk.context().close();
    }
    const home = await workshop.open(`/#key=${server.key}`, { ...LAPTOP, locale });
    const row = home.getByRole('listitem').filter({ hasText: 'Kept workshop' });
    await expect(row.locator('strong')).toHaveText(await sentence(home, say('home-boards', 'deletes_on'), at, 'short'));
    await accessible(home, `the host's list (${language})`);
    await home.context().close();
  }

  // The wall and phones are told nothing.
  for (const [link, size] of [
    [kept.links.projector, WALL],
    [held.links.join, PHONE],
  ] as const) {
    const page = await workshop.open(link, size);
    await expect(page.locator('h1, h2, label').first()).toBeVisible();
    await expect(page.getByText('will be deleted')).toHaveCount(0);
    await page.context().close();
  }

  // The facilitator takes the export along, and keeps one.
  const desk = await workshop.open(kept.links.facilitator, LAPTOP);
  const bar = desk.locator('[role=status]').filter({ hasText: 'This board will be deleted on' });
  await bar.getByRole('button', { name: 'Export' }).click();
  await expect(desk.getByRole('tab', { name: 'Export' })).toHaveAttribute('aria-selected', 'true');
  await bar.getByRole('button', { name: 'Keep it' }).click();
  await expect(bar).toHaveCount(0);
  await desk.context().close();

  // The host finds archived ones beside the others, and keeps one.
  const home = await workshop.open(`/#key=${server.key}`, LAPTOP);
  await home.getByRole('button', { name: 'Long unchanged (2)' }).click();
  const row = (title: string) => home.getByRole('listitem').filter({ hasText: title });
  await expect(row('Forgotten workshop')).toContainText('archived');
  await row('Held workshop').getByRole('button', { name: 'Keep it' }).click();
  await expect(home.locator('.toast')).toContainText('“Held workshop” stays');
  await expect(row('Held workshop')).toHaveCount(0);
  await home.getByRole('link', { name: /^Server/ }).click();
  await expect(home.getByText(/deleted after 3 days; (3 are due|none is due|1 is due)/)).toBeVisible();
  await home.context().close();

  for (const hours of [63, 76]) await restart(hours);
  await expect.poll(async () => (await listed()).map(({ id }) => id)).toEqual([held.id, kept.id]);
  const late = await workshop.open(gone.links.facilitator, LAPTOP);
  await expect(late.getByRole('heading', { name: words('en')('shared', 'gone') })).toBeVisible();
  const joining = await workshop.open(gone.links.join, PHONE);
  await expect(joining.getByText(words('en')('join-refused', 'unknown_code'))).toBeVisible();
  expect(workshop.errors).toEqual([]);
});
