// The pages around a sign-in: under a path, in every language, light and dark, on a phone and by keyboard.
import type { Page } from '@playwright/test';
import { accessible } from '../play/eyes';
import { Provider } from '../play/provider';
import { Proxy } from '../play/proxy';
import { Server } from '../play/server';
import { FACILITATORS, HOSTS, asked, at, signedIn, test } from '../play/signing-in';
import { LAPTOP, PHONE, expect, type Made } from '../play/workshop';

const fits = (page: Page): Promise<boolean> =>
  page.evaluate(
    () =>
      document.documentElement.scrollWidth <= innerWidth &&
      [...document.querySelectorAll('button, a, p, h1')].every((element) => {
        const { left, right } = element.getBoundingClientRect();
        return left >= 0 && right <= innerWidth + 0.5 && element.scrollWidth <= element.clientWidth + 1;
      }),
  );

const WORDS = {
  'en-GB': { offer: 'Sign in', in: 'Signed in as Hanna Host', needed: 'Sign in to lead this workshop' },
  'pl-PL': { offer: 'Zaloguj się', in: 'Zalogowano jako Hanna Host', needed: 'Zaloguj się, żeby prowadzić ten warsztat' },
  'uk-UA': { offer: 'Увійти', in: 'Ви увійшли як Hanna Host', needed: 'Увійдіть, щоб вести цей воркшоп' },
} as const;

test.describe('where to lead takes a sign-in', () => {
  test.use({ lists: [...HOSTS, ...FACILITATORS] });

  for (const [locale, words] of Object.entries(WORDS))
    test(`sso: the pages can be used by everybody, and nothing lies beside them, in ${locale}`, async ({ workshop }) => {
      test.setTimeout(180_000);
      const board = await workshop.make();
      for (const device of [{ ...PHONE, viewport: { width: 320, height: 640 } }, LAPTOP]) {
        const page = await workshop.open('/', { ...device, locale });
        await expect(page.getByRole('button', { name: words.offer, exact: true })).toBeVisible();
        await accessible(page, 'home, nobody signed in');
        expect.soft(await fits(page), 'home').toBe(true);
        for (const why of ['denied', 'expired', 'failed', 'not-allowed', 'anything']) {
          await page.goto(`${workshop.server.origin}/sign-in?why=${why}&to=/server`);
          await expect(page.getByRole('heading')).toBeVisible();
          await accessible(page, `why: ${why}`);
          expect.soft(await fits(page), why).toBe(true);
        }
        await page.goto(board.links.facilitator);
        await expect(page.getByRole('heading', { name: words.needed })).toBeVisible();
        await accessible(page, 'before the board');
        expect.soft(await fits(page), 'before the board').toBe(true);
        await page.goto(`${workshop.server.origin}/server`);
        await expect(page.getByRole('alert')).toBeVisible();
        await accessible(page, 'the server, nobody signed in');
        expect.soft(await fits(page), 'the server').toBe(true);
        await page.getByRole('button', { name: words.offer, exact: true }).click();
        await asked(page, 'hanna');
        await page.locator('dl').waitFor();
        await page.goto(`${workshop.server.origin}/`);
        await expect(page.getByText(words.in)).toBeVisible();
        await accessible(page, 'home, signed in');
        expect.soft(await fits(page), 'home, signed in').toBe(true);
        await page.context().clearCookies({ domain: '127.0.0.1' });
        await page.locator('form input').first().fill('Title');
        await page.locator('form button[type=submit]').first().click();
        await expect(page.getByRole('alert').first()).toBeVisible();
        await accessible(page, 'home, ended');
        expect.soft(await fits(page), 'home, ended').toBe(true);
        // A board whose sign-in ended, as who leads it sees it.
        await page.goto(board.links.facilitator);
        await page.getByRole('button', { name: words.offer, exact: true }).click();
        await page.getByRole('switch').waitFor();
        await page.context().clearCookies({ domain: '127.0.0.1' });
        await page.getByRole('switch').click();
        await expect(page.getByRole('alert').getByRole('button')).toBeVisible();
        await accessible(page, 'the board, ended', '.head');
        expect.soft(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'the board, ended').toBe(true);
      }
      expect(workshop.errors).toEqual([]);
    });
});

test('sso: by keyboard alone somebody signs in, and out', async ({ workshop }) => {
  const page = await workshop.open('/');
  const to = async (name: string): Promise<void> => {
    const button = page.getByRole('button', { name, exact: true });
    await button.waitFor();
    for (let steps = 0; steps < 60 && !(await button.evaluate((element) => element === document.activeElement)); steps++)
      await page.keyboard.press('Tab');
    await expect(button).toBeFocused();
    await page.keyboard.press('Enter');
  };
  await to('Sign in');
  await asked(page, 'hanna');
  await to('Sign out');
  await expect(page.getByRole('button', { name: 'Yes, sign me out' })).toBeVisible();
});

test('sso path_1: it works under a path, and whoever is signed in there is not signed in next door', async ({ browser }) => {
  const provider = new Provider();
  await provider.start();
  const servers = new Map(['/one', '/tools/two'].map((path) => [path, new Server()]));
  const of = (address: string): string => [...servers.keys()].find((path) => address.startsWith(`${path}/`)) ?? '/one';
  // One takes the path off, the other does not.
  const proxy = new Proxy(
    (address) => servers.get(of(address))!.origin,
    (address) => (address.startsWith('/one/') ? address.slice('/one'.length) : address),
  );
  proxy.upgrades = 'pass';
  const origin = await proxy.open();
  const context = await browser.newContext({ locale: 'en-GB', ...LAPTOP });
  const astray: string[] = [];
  try {
    for (const [path, server] of servers)
      await server.start(['--public-url', `${origin}${path}`, ...at(provider), ...HOSTS, ...FACILITATORS]);
    const page = await context.newPage();
    page.on('request', (request) => {
      const url = request.url();
      if (url.startsWith(origin) && ![...servers.keys()].some((path) => url.startsWith(`${origin}${path}/`))) astray.push(url);
    });
    for (const path of servers.keys()) {
      provider.know(`${origin}${path}`);
      const server = servers.get(path)!;
      const { id, facilitator_token } = await server.call<Made>('POST', '/api/boards', server.key, { title: path, template: 'cx-5m' });
      const link = `${origin}${path}/facilitate/${id}#${facilitator_token}`;
      await page.goto(link);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await asked(page, 'hanna');
      await expect(page).toHaveURL(link);
      await page.getByRole('switch', { name: 'Lock the board' }).waitFor();
      await page.goto(`${origin}${path}/`);
      await expect(page.getByText('Signed in as Hanna Host')).toBeVisible();
      await expect(page.getByRole('button', { name: `Lead ${path}` })).toBeVisible();
      const next = [...servers.keys()].find((other) => other !== path)!;
      await page.goto(`${origin}${next}/`);
      await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
      await page.goto(`${origin}${path}/`);
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('button', { name: 'Yes, sign me out' }).click();
      await expect(page).toHaveURL(`${origin}${path}/`);
      await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
    }
    expect(astray).toEqual([]);
  } finally {
    await context.close();
    proxy.close();
    for (const server of servers.values()) await server.remove();
    await provider.stop();
  }
});

test('sso: a name that is long, or looks like something else, is shown as it is', async ({ workshop }) => {
  const page = await signedIn(workshop, 'wolfe', '<img src=x onerror=alert(1)> Wolfeschlegel', PHONE);
  await expect(page.locator('main img[src="x"]')).toHaveCount(0);
  expect(await fits(page)).toBe(true);
});
