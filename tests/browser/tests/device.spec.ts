import type { Page } from '@playwright/test';
import { bone, cause, field, loaded, offline, saved, write } from '../play/phone';
import { LAPTOP, PHONE, WALL, expect, fillJoin, test } from '../play/workshop';

const LOST = 'This device no longer keeps a copy of the board.';

/** The names of what this page keeps. */
const databases = (page: Page): Promise<string[]> => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? ''));

/** The phone has a copy of the board, with this text in it. */
async function keptCopy(page: Page): Promise<void> {
  await saved(page);
  await expect.poll(() => databases(page)).toHaveLength(1);
}

/** Words that were written into a broken store reach the others, theirs reach the page, and a reload misses nothing. */
async function goesOn(anna: Page, marek: Page): Promise<void> {
  await write(anna, 'People', 'The first after it broke');
  await write(anna, 'People', 'The second after it broke');
  await saved(anna);
  await expect(cause(marek, 'The first after it broke')).toBeVisible();
  await expect(cause(marek, 'The second after it broke')).toBeVisible();
  await write(marek, 'People', 'News of Marek');
  await expect(cause(anna, 'News of Marek')).toBeVisible();
  await anna.reload();
  await saved(anna);
  for (const text of ['The first after it broke', 'The second after it broke', 'News of Marek'])
    await expect(cause(anna, text)).toHaveCount(1);
}

/** What a browser does to a page's storage, each in one window that is open. */
const BREAKS: Record<string, { how: (page: Page) => Promise<unknown>; before?: () => void; says: boolean }> = {
  'the site’s data are cleared': {
    how: async (page) => {
      const tap = await page.context().newCDPSession(page);
      await tap.send('Storage.clearDataForOrigin', { origin: new URL(page.url()).origin, storageTypes: 'all' });
    },
    says: false,
  },
  'the database is deleted': {
    how: (page) => page.evaluate(async () => (await indexedDB.databases()).forEach(({ name }) => indexedDB.deleteDatabase(name!))),
    says: true,
  },
  'the connection to it is closed': {
    before: () => {
      const open = IDBFactory.prototype.open;
      IDBFactory.prototype.open = function (...asked) {
        const request = open.apply(this, asked);
        request.addEventListener('success', () => ((window as unknown as { db: IDBDatabase }).db = request.result));
        return request;
      };
    },
    how: (page) => page.evaluate(() => (window as unknown as { db: IDBDatabase }).db.close()),
    says: false,
  },
  'there is no more room': {
    before: () => {
      const add = IDBObjectStore.prototype.add;
      IDBObjectStore.prototype.add = function (...asked) {
        const request = add.apply(this, asked);
        if ((window as unknown as { full?: boolean }).full) this.transaction.abort();
        return request;
      };
    },
    how: (page) => page.evaluate(() => ((window as unknown as { full: boolean }).full = true)),
    says: true,
  },
};

for (const [what, { how, before, says }] of Object.entries(BREAKS)) {
  test(`the board goes on where ${what}`, async ({ workshop }) => {
    const board = await workshop.make();
    const anna = await workshop.open(board.links.join, PHONE);
    if (before) await anna.addInitScript(before);
    await anna.reload();
    await fillJoin(anna, 'Anna', 'Business analysis');
    const marek = await workshop.join(board, 'Marek', 'Marketing');
    await write(anna, 'People', 'Before it broke');
    await keptCopy(anna);
    // It is said for some seconds, once.
    const said = says ? expect(anna.getByText(LOST)).toHaveCount(1) : Promise.resolve();
    await how(anna);
    if (says) await write(anna, 'People', 'This breaks it');
    await said;
    await goesOn(anna, marek);
    await expect(anna.getByText(LOST)).toHaveCount(0);
    expect(workshop.errors).toEqual([]);
  });
}

test('the page says “Saved” of nothing that the server does not have, and where nothing is kept says that', async ({ workshop }) => {
  const board = await workshop.make();
  const anna = await workshop.join(board, 'Anna', 'Business analysis');
  await keptCopy(anna);
  await anna.evaluate(async () => (await indexedDB.databases()).forEach(({ name }) => indexedDB.deleteDatabase(name!)));
  await expect(anna.getByText(LOST)).toBeVisible();
  await offline(anna);
  await write(anna, 'People', 'Only in this page');
  await expect(anna.getByText('Keep this page open: what you write is kept nowhere else.')).toBeVisible();
  await expect(anna.locator('[data-status]')).toHaveAttribute('data-status', 'offline');
  await anna.context().setOffline(false);
  await saved(anna);
  const marek = await workshop.join(board, 'Marek', 'Marketing');
  await expect(cause(marek, 'Only in this page')).toBeVisible();
});

test('a store that never answers delays the board a moment and no more', async ({ workshop }) => {
  const board = await workshop.make();
  const anna = await workshop.open(board.links.join, PHONE);
  await anna.addInitScript(() => {
    // What an interrupted upgrade or a stuck browser does: nothing, for ever.
    IDBFactory.prototype.open = () => new EventTarget() as IDBOpenDBRequest;
  });
  await anna.reload();
  await fillJoin(anna, 'Anna', 'Business analysis');
  const marek = await workshop.join(board, 'Marek', 'Marketing');
  await goesOn(anna, marek);
  expect(workshop.errors).toEqual([]);
});

test('two windows of one person keep one copy, and a window that is closed takes nothing from the other', async ({ workshop }) => {
  const board = await workshop.make();
  const anna = await workshop.join(board, 'Anna', 'Business analysis');
  await write(anna, 'People', 'From the first window');
  await keptCopy(anna);
  const second = await anna.context().newPage();
  await second.goto(anna.url());
  await expect(cause(second, 'From the first window')).toBeVisible();
  await write(second, 'People', 'From the second window');
  await expect(cause(anna, 'From the second window')).toBeVisible();
  await second.close();
  await write(anna, 'People', 'After the second was closed');
  await saved(anna);
  const marek = await workshop.join(board, 'Marek', 'Marketing');
  for (const text of ['From the first window', 'From the second window', 'After the second was closed'])
    await expect(cause(marek, text)).toHaveCount(1);
  expect(workshop.errors).toEqual([]);
});

test('every screen works where reading storage is an error', async ({ workshop }) => {
  const board = await workshop.make();
  const block = async (address: string, options = LAPTOP): Promise<Page> => {
    const page = await workshop.open('/healthz', options);
    await page.addInitScript(() => {
      for (const name of ['indexedDB', 'localStorage', 'sessionStorage', 'caches'])
        Object.defineProperty(window, name, {
          get: () => {
            throw new DOMException('The operation is insecure.', 'SecurityError');
          },
        });
      Object.defineProperty(navigator, 'serviceWorker', {
        get: () => {
          throw new DOMException('Blocked', 'SecurityError');
        },
      });
    });
    await page.goto(address);
    return page;
  };
  const anna = await block(board.links.join, PHONE);
  await fillJoin(anna, 'Anna', 'Business analysis');
  const marek = await workshop.join(board, 'Marek', 'Marketing');
  await write(anna, 'People', 'Written where nothing is kept');
  await expect(cause(marek, 'Written where nothing is kept')).toBeVisible();
  // What is refused is shown, as long as the page is open; two texts are two texts.
  await offline(anna);
  await write(anna, 'People', 'One for the tray');
  await write(anna, 'Methods', 'Another for the tray');
  await workshop.command(board, { do: 'lock' });
  await anna.context().setOffline(false);
  await expect(anna.getByRole('button', { name: '2 texts were not sent' })).toBeVisible();
  await workshop.command(board, { do: 'unlock' });
  await anna.getByRole('button', { name: '2 texts were not sent' }).click();
  await anna.getByRole('button', { name: 'Send all again' }).click();
  await saved(anna);
  await expect(cause(marek, 'One for the tray')).toBeVisible();

  const leader = await block(board.links.facilitator);
  await expect(leader.getByRole('switch', { name: 'Lock the board' })).toBeVisible();
  const wall = await block(board.links.projector, WALL);
  await expect(wall.getByText('Written where nothing is kept').first()).toBeAttached();
  const home = await block(`${workshop.server.origin}/#key=${workshop.server.key}`);
  await expect(home.getByRole('button', { name: 'Make the board' })).toBeVisible();
  expect(workshop.errors).toEqual([]);
});

/** The app's own files are on this device. */
async function keptApp(page: Page): Promise<void> {
  await expect
    .poll(() => page.evaluate(async () => navigator.serviceWorker.controller !== null && (await caches.match('/')) !== undefined))
    .toBe(true);
}

test('a page that was open opens without a network, with the board as it was last seen', async ({ workshop }) => {
  const board = await workshop.make();
  const anna = await workshop.join(board, 'Anna', 'Business analysis');
  await write(anna, 'People', 'Seen before the network went');
  await keptCopy(anna);
  await keptApp(anna);
  const leader = await workshop.open(board.links.facilitator);
  await expect(leader.getByRole('treeitem', { name: /Seen before/ })).toBeAttached();
  await keptApp(leader);
  await workshop.server.kill();
  for (const page of [anna, leader]) await page.reload();
  await expect(cause(anna, 'Seen before the network went')).toBeVisible();
  await expect(leader.getByRole('treeitem', { name: /Seen before/ })).toBeAttached();
  await expect(anna.getByText('No connection. Keep writing: everything stays on this device')).toBeVisible();
  await write(anna, 'People', 'Written after an offline reload');
  await anna.reload();
  await expect(cause(anna, 'Written after an offline reload')).toBeVisible();
  await workshop.server.start();
  await saved(anna);
  const marek = await workshop.join(board, 'Marek', 'Marketing');
  await expect(cause(marek, 'Written after an offline reload')).toBeVisible();
  expect(workshop.errors).toEqual([]);
});

test('nothing of a board, and no secret, is kept with the app', async ({ workshop }) => {
  const board = await workshop.make();
  const anna = await workshop.join(board, 'Anna', 'Business analysis');
  await saved(anna);
  await keptApp(anna);
  const leader = await workshop.open(board.links.facilitator);
  await keptApp(leader);
  for (const page of [anna, leader]) {
    const kept = await page.evaluate(async () => {
      const cache = await caches.open('herringbone');
      return Promise.all((await cache.keys()).map(async ({ url }) => ({ url, text: await (await cache.match(url))!.text() })));
    });
    expect(kept.length).toBeGreaterThan(5);
    for (const { url } of kept) expect(url.slice(workshop.server.origin.length)).toMatch(/^\/($|assets\/[^?#]+$)/);
    const all = kept.map(({ url, text }) => url + text).join('\n');
    for (const secret of [board.id, board.facilitator_token, board.projector_token, board.join_code]) expect(all).not.toContain(secret);
  }
});

test('where a page may keep no app, it says while it is offline that it must stay open', async ({ workshop }) => {
  const board = await workshop.make();
  const anna = await workshop.open(board.links.join, PHONE);
  // As on plain http from another machine, where browsers withhold it.
  await anna.addInitScript(() => Object.defineProperty(navigator, 'serviceWorker', { get: () => undefined }));
  await anna.reload();
  await fillJoin(anna, 'Anna', 'Business analysis');
  await keptCopy(anna);
  // What it will say is asked for before the board is, and may come a moment after it.
  await loaded(anna, /assets\/Trouble-/);
  await loaded(anna, /assets\/participant-trouble/);
  await offline(anna);
  await expect(anna.getByText('Keep writing, and keep this page open: it cannot be loaded again until then.')).toBeVisible();
});

/** From now on, until that ends, the server is one with a newer app: other names, and the old files are gone. */
async function upgrade(page: Page, gone: RegExp): Promise<() => void> {
  let over = false;
  await page.route('**/*', async (route) => {
    if (over) return route.continue();
    const { pathname } = new URL(route.request().url());
    if (gone.test(pathname)) return route.fulfill({ status: 404, body: '' });
    if (pathname !== '/' || route.request().isNavigationRequest()) return route.fallback();
    const answer = await route.fetch().catch(() => null);
    if (!answer) return route.abort();
    return route.fulfill({ response: answer, body: (await answer.text()).replace(/index-[\w-]+\.js/, 'index-NEWER.js') });
  });
  return () => void (over = true);
}

/** A page without the worker, which would have the old files, that has been open for a while. */
async function openForAWhile(page: Page, address: string): Promise<() => Promise<boolean>> {
  await page.addInitScript(() => Object.defineProperty(navigator, 'serviceWorker', { get: () => undefined }));
  await page.goto(address);
  await page.waitForFunction(() => performance.getEntriesByType('resource').some(({ name }) => name.includes('keep-app')));
  await page.evaluate(() => ((window as unknown as { before: boolean }).before = true));
  // While it is being loaded there is nothing to ask.
  return () => page.evaluate(() => 'before' in window).catch(() => true);
}

test('a QR code whose file is gone after an upgrade makes the page load anew once its dialog is closed', async ({ workshop }) => {
  const board = await workshop.make();
  const leader = await workshop.open('/healthz');
  const before = await openForAWhile(leader, board.links.facilitator);
  const end = await upgrade(leader, /assets\/dist-/);
  await leader.locator('body').press('j');
  await expect(leader.getByRole('dialog')).toBeVisible();
  await expect(leader.getByText('There is a newer version of this page.')).toBeAttached();
  expect(await before()).toBe(true);
  await leader.keyboard.press('Escape');
  await expect.poll(before).toBe(false);
  end();
  // The new page hears keys once it is there.
  await expect(leader.getByRole('banner').getByRole('status')).toHaveText('Saved');
  await leader.locator('body').press('j');
  await expect(leader.getByRole('dialog').locator('.qr path')).toBeAttached();
});

test('a server of another version makes a page that comes back load anew, but not over what is being written', async ({ workshop }) => {
  const board = await workshop.make();
  const anna = await workshop.join(board, 'Anna', 'Business analysis');
  await expect(field(anna, 'People')).toBeVisible();
  const before = await openForAWhile(anna, anna.url());
  await upgrade(anna, /^\/never$/);
  await field(anna, 'People').fill('Half a thought');
  await workshop.server.kill();
  await expect(anna.locator('[data-status]')).toHaveAttribute('data-status', /offline|restarting/);
  await workshop.server.start();
  await saved(anna);
  await expect(anna.getByText('There is a newer version of this page.')).toBeVisible();
  expect(await before()).toBe(true);
  await anna.getByRole('button', { name: 'Send' }).click();
  await expect(field(anna, 'People')).toHaveValue('');
  await field(anna, 'People').blur();
  await expect.poll(before).toBe(false);
  await expect(cause(anna, 'Half a thought')).toBeVisible();
});
