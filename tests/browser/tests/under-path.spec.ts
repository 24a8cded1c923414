import { readFile } from 'node:fs/promises';
import { type Page, expect, test } from '@playwright/test';
import { cause, saved, write } from '../play/phone';
import { Proxy } from '../play/proxy';
import { Server } from '../play/server';
import { LAPTOP, PHONE, WALL, fillJoin } from '../play/workshop';

/** Two servers under paths of one host, behind a proxy that takes the path off for the one and not for the other. */
const PATHS = ['/one', '/tools/two'] as const;

test('path_1 path_2 path_3: the whole product works under a path, and two of them on one host know nothing of each other', async ({ browser }) => {
  const servers = new Map<string, Server>(PATHS.map((path) => [path, new Server()]));
  const of = (address: string): string => PATHS.find((path) => address.startsWith(`${path}/`)) ?? PATHS[0];
  const proxy = new Proxy(
    (address) => servers.get(of(address))!.origin,
    (address) => (address.startsWith('/one/') ? address.slice('/one'.length) : address),
  );
  proxy.upgrades = 'pass';
  const origin = await proxy.open();
  /** Everything that was asked for beside the path. */
  const astray: string[] = [];
  const errors: string[] = [];
  // One browser for both installations: what it keeps, it keeps for the host.
  const desks = await browser.newContext({ locale: 'en-GB', acceptDownloads: true, ...LAPTOP });
  const phones = await browser.newContext({ locale: 'en-GB', ...PHONE });
  const walls = await browser.newContext({ locale: 'en-GB', ...WALL });
  const open = async (context: typeof desks, path: string, address: string): Promise<Page> => {
    const page = await context.newPage();
    page.on('request', (request) => {
      if (/^(http|ws)/.test(request.url()) && !request.url().startsWith(`${origin}${path}/`)) astray.push(request.url());
    });
    page.on('websocket', (socket) => {
      if (!socket.url().startsWith(`${origin.replace('http', 'ws')}${path}/sync/`)) astray.push(socket.url());
    });
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.goto(address);
    return page;
  };
  try {
    for (const [path, server] of servers) await server.start(['--public-url', `${origin}${path}`]);
    for (const [path, server] of servers) {
      // A board is made on the host's page.
      const desk = await open(desks, path, `${origin}${path}/#key=${server.key}`);
      await desk.getByLabel('Title', { exact: true }).fill(`Board of ${path}`);
      await desk.getByLabel('Title', { exact: true }).press('Enter');
      await expect(desk.getByRole('heading', { name: `“Board of ${path}” is ready` })).toBeVisible();
      const link = async (name: string): Promise<string> => desk.getByRole('textbox', { name }).inputValue();
      const [join, projector] = [await link('Link to join'), await link('Link for the projector')];
      for (const address of [join, projector]) expect(address).toContain(`${origin}${path}/`);
      await desk.getByRole('link', { name: 'Lead the workshop' }).click();
      await expect(desk).toHaveURL(new RegExp(`${path}/facilitate/`));

      // A phone joins, writes, and everybody sees it.
      const phone = await open(phones, path, join);
      await fillJoin(phone, 'Anna', 'IT');
      await expect(phone).toHaveURL(new RegExp(`${path}/board/`));
      await write(phone, 'People', `Written under ${path}`);
      await saved(phone);
      const wall = await open(walls, path, projector);
      await expect(wall.getByRole('treeitem', { name: new RegExp(`Written under ${path}`) })).toBeAttached();
      await expect(wall.locator('svg').first()).toBeVisible();

      // A file, a department's page, and its calendar.
      await desk.getByRole('tab', { name: 'Export' }).click();
      const [download] = await Promise.all([desk.waitForEvent('download'), desk.locator('a[download]', { hasText: 'JSON' }).click()]);
      expect(await readFile(await download.path(), 'utf8')).toContain(`Written under ${path}`);
      const row = desk.locator('li').filter({ has: desk.locator('summary', { hasText: 'IT' }) });
      await row.locator('summary').click();
      await row.getByRole('button', { name: 'Make a link for IT' }).click();
      const department = await row.getByRole('textbox', { name: 'Page of IT' }).inputValue();
      const calendar = await row.getByRole('textbox', { name: 'Calendar of IT' }).inputValue();
      expect(calendar).toContain(`${origin}${path}/api/boards/`);
      expect(await (await fetch(calendar)).text()).toContain('BEGIN:VCALENDAR');
      const page = await open(phones, path, department);
      await expect(page.getByRole('heading', { name: 'IT', exact: true })).toBeVisible();

      // Back by the same link, and without a network.
      await phone.reload();
      await expect(cause(phone, `Written under ${path}`)).toBeVisible();
      const kept = (): Promise<boolean> =>
        phone.evaluate(async (page) => navigator.serviceWorker.controller !== null && (await caches.match(page)) !== undefined, `${path}/`);
      await expect.poll(kept).toBe(true);
      await phones.setOffline(true);
      await phone.reload();
      await expect(cause(phone, `Written under ${path}`)).toBeVisible();
      await phones.setOffline(false);
      // An address that is none is the page that says so, and leads to its own home.
      const lost = await open(desks, path, `${origin}${path}/nowhere`);
      expect(await lost.locator('main a').first().getAttribute('href')).toBe(`${path}/`);
    }
    // Neither knows what the other kept in the same browser: keys, people, copies, workers.
    for (const context of [desks, phones]) {
      const page = context.pages()[0]!;
      const names = await page.evaluate(async () => [
        ...Object.keys(localStorage),
        ...Object.keys(sessionStorage),
        ...(await indexedDB.databases()).map(({ name }) => name ?? ''),
      ]);
      expect(names.length).toBeGreaterThan(2);
      for (const name of names) expect(PATHS.some((path) => name.startsWith(`${path}herringbone:`)), name).toBe(true);
    }
    const scopes = await phones.pages()[0]!.evaluate(async () => [
      ...(await navigator.serviceWorker.getRegistrations()).map(({ scope }) => new URL(scope).pathname),
      ...(await caches.keys()),
    ]);
    expect(scopes.sort()).toEqual(['/one/', '/tools/two/', 'herringbone/one', 'herringbone/tools/two'].sort());
    const stranger = await open(desks, '/one', `${origin}/one/`);
    await expect(stranger.getByText('Board of /one').first()).toBeVisible();
    await expect(stranger.getByText('Board of /tools/two')).toHaveCount(0);
    expect(astray).toEqual([]);
    expect(errors).toEqual([]);
  } finally {
    for (const context of [desks, phones, walls]) await context.close();
    proxy.close();
    for (const server of servers.values()) await server.remove();
  }
});
