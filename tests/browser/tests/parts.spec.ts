import type { Page } from '@playwright/test';
import { write } from '../play/phone';
import { expect, fillJoin, LAPTOP, PHONE, test, WALL } from '../play/workshop';

const agenda = [
  { title: 'One', activities: [
    { id: 'collect', kind: 'collect', title: 'Collect', minutes: 10 },
    { id: 'vote', kind: 'vote', title: 'Vote', minutes: 10 },
  ] },
];
/** What a page loads after its first scripts: more scripts, styles, the geometry of the fish. */
const FILES = /\/assets\/[^/]*\.(js|css|wasm)/;

/** From now on none of the page's files can be had; the function that it gives back ends that, and says which were asked for. */
async function without(page: Page, besides: (path: string) => boolean = () => false): Promise<() => Promise<string[]>> {
  const missed: string[] = [];
  await page.route(FILES, async (route) => {
    const { pathname } = new URL(route.request().url());
    if (besides(pathname)) return route.continue();
    missed.push(pathname);
    await route.abort();
  });
  return async () => {
    await page.unroute(FILES);
    return missed;
  };
}

test('a phone that had no network when parts were to be loaded beforehand has them when they are needed', async ({ workshop }) => {
  const board = await workshop.make({ agenda });
  const anna = await workshop.open('/healthz', PHONE);
  // The part for the vote, a script that it shares with another part, and their styles.
  const back = await without(anna, (path) => !/\/(Vote|participant-later|Downloads)-/.test(path));
  // The last of all parts: those of the vote were asked for before it.
  const asked = anna.waitForRequest(/\/assets\/Downloads-/, { timeout: 60_000 });
  await anna.goto(board.links.join);
  await fillJoin(anna, 'Anna', 'IT');
  await write(anna, 'People', 'Nobody is asked');
  await asked;
  const missed = await back();
  expect(missed).toContainEqual(expect.stringMatching(/\/participant-later-/));
  expect(missed.filter((path) => path.endsWith('.css'))).not.toEqual([]);

  await workshop.command(board, { do: 'open_vote', dots: 2, per_note: 2 });
  await anna.getByRole('button', { name: /Nobody is asked.*Place one more/ }).first().click();
  await expect(anna.getByRole('button', { name: 'I am finished' })).toBeVisible();
  // With its styles: a thumb hits it.
  expect((await anna.getByRole('button', { name: /^Take a dot back/ }).first().boundingBox())!.height).toBeGreaterThanOrEqual(44);
  expect(workshop.errors).toEqual([]);
});

test('what cannot be had when it is needed says so, is had by a button, and comes by itself', async ({ workshop }) => {
  const board = await workshop.make({ agenda });
  // The part for the vote is not there from the start: nothing may load it beforehand.
  const [anna, jan] = [await workshop.open('/healthz', PHONE), await workshop.open('/healthz', PHONE)] as const;
  const back = [];
  for (const [page, name] of [[anna, 'Anna'], [jan, 'Jan']] as const) {
    back.push(await without(page, (path) => !/\/Vote-/.test(path)));
    await page.goto(board.links.join);
    await fillJoin(page, name, 'IT');
  }
  await write(anna, 'People', 'Nobody is asked');
  await expect(jan.getByText('Nobody is asked')).toBeVisible();
  await workshop.command(board, { do: 'open_vote', dots: 2, per_note: 2 });
  for (const page of [anna, jan]) {
    await expect(page.getByText('This part of the page could not be loaded. Check the Wi-Fi, then try again.')).toBeVisible();
    if (process.env.PICTURE) await page.screenshot({ path: `${process.env.PICTURE}-missing.png` });
  }
  for (const end of back) expect(await end()).not.toEqual([]);
  await anna.getByRole('button', { name: 'Try again' }).click();
  for (const page of [anna, jan]) {
    await page.getByRole('button', { name: /Nobody is asked.*Place one more/ }).first().click();
    await expect(page.getByRole('button', { name: 'I am finished' })).toBeVisible();
    await expect(page.getByText('could not be loaded')).toHaveCount(0);
  }
  expect(workshop.errors).toEqual([]);
});

test('a desk and a wall that were opened while files could not be had open by themselves, with picture and QR code', async ({ workshop }) => {
  const board = await workshop.make({ agenda });
  const start = await (await fetch(`${workshop.server.origin}/`)).text();
  const pages = [await workshop.open('/healthz', LAPTOP), await workshop.open('/healthz', WALL)] as const;
  const [desk, wall] = pages;
  for (const [page, address] of [[desk, board.links.facilitator], [wall, board.links.projector]] as const) {
    // The words of the page itself come with its first scripts.
    const back = await without(page, (path) => start.includes(path) || /\/page_/.test(path));
    await page.goto(address);
    await expect(page.getByText('The board cannot be reached. Check the Wi-Fi, then try again.')).toBeVisible();
    expect(await back()).not.toEqual([]);
  }
  await expect(wall.getByText('and type the code')).toBeVisible();
  await expect(wall.locator('.qr path').first()).toBeAttached();
  await expect(desk.getByRole('treeitem').first()).toBeAttached();

  // The picture of a fish alone can be missing, and its words are there.
  const anna = await workshop.join(board, 'Anna', 'IT', PHONE);
  await workshop.command(board, { do: 'start_activity', activity: 'collect' });
  await write(anna, 'People', 'Nobody is asked');
  const another = await workshop.open('/healthz', LAPTOP);
  await another.route('**/*.wasm', (route) => route.abort());
  await another.goto(board.links.facilitator);
  await expect(another.getByText('The picture could not be loaded. The causes are listed here.')).toBeVisible();
  await another.unroute('**/*.wasm');
  await expect(another.getByText('The picture could not be loaded. The causes are listed here.')).toHaveCount(0);
  await expect(another.locator('.fishbone svg text', { hasText: 'Nobody is asked' }).first()).toBeVisible();
  expect(workshop.errors).toEqual([]);
});
