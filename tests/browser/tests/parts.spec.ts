import type { Page } from '@playwright/test';
import { loaded, offline, write } from '../play/phone';
import { Proxy, type Requests } from '../play/proxy';
import { expect, fillJoin, LAPTOP, PHONE, test as base, WALL, type Workshop } from '../play/workshop';

const agenda = [
  { title: 'One', activities: [
    { id: 'collect', kind: 'collect', title: 'Collect', minutes: 10 },
    { id: 'vote', kind: 'vote', title: 'Vote', minutes: 10 },
  ] },
];
/** What a page loads after its first scripts: more scripts, styles, the geometry of the fish. */
const FILES = /\/assets\/[^/]*\.(js|css|wasm)/;
const MISSING = 'This part of the page could not be loaded. Check the Wi-Fi, then try again.';

/** The way of one page to the server, on which some of the page's files can be lost. */
class Way {
  readonly lost: string[] = [];
  readonly #proxy: Proxy;

  constructor(private readonly workshop: Workshop) {
    this.#proxy = new Proxy(() => workshop.server.origin);
    this.#proxy.upgrades = 'pass';
  }

  /** Gives links a way through it. */
  async open(): Promise<(link: string) => string> {
    const origin = await this.#proxy.open();
    return (link) => link.replace(this.workshop.server.origin, origin);
  }

  /** From now on these of the page's files cannot be had. */
  without(files: (path: string) => boolean, becomes: Requests = 'cut'): void {
    this.#proxy.requests = (path) => {
      if (!FILES.test(path) || !files(path)) return 'pass';
      this.lost.push(path);
      return becomes;
    };
  }

  whole(): void {
    this.#proxy.requests = () => 'pass';
  }

  answer(): void {
    this.#proxy.answer();
  }

  close(): void {
    this.#proxy.close();
  }
}

const test = base.extend<{ way: () => Promise<[Way, (link: string) => string]> }>({
  way: async ({ workshop }, use) => {
    const ways: Way[] = [];
    await use(async () => {
      const way = new Way(workshop);
      ways.push(way);
      return [way, await way.open()];
    });
    for (const way of ways) way.close();
  },
});

test('a phone that had no network when parts were to be loaded beforehand has them when they are needed', async ({ workshop, way }) => {
  const board = await workshop.make({ agenda });
  const [lossy, through] = await way();
  // The part for the vote, a script that it shares with another part, and their styles.
  lossy.without((path) => /\/(Vote|participant-later|Downloads)-/.test(path));
  const anna = await workshop.open('/healthz', PHONE);
  await anna.goto(through(board.links.join));
  await fillJoin(anna, 'Anna', 'IT');
  await write(anna, 'People', 'Nobody is asked');
  // The last of all parts: those of the vote were asked for before it.
  await expect.poll(() => lossy.lost, { timeout: 60_000 }).toContainEqual(expect.stringMatching(/\/Downloads-.*\.js/));
  lossy.whole();
  expect(lossy.lost).toContainEqual(expect.stringMatching(/\/participant-later-/));
  expect(lossy.lost).toContainEqual(expect.stringMatching(/\/Vote-.*\.css$/));

  await workshop.command(board, { do: 'open_vote', dots: 2, per_note: 2 });
  await anna.getByRole('button', { name: /Nobody is asked.*Place one more/ }).first().click();
  await expect(anna.getByRole('button', { name: 'I am finished' })).toBeVisible();
  // With its styles: a thumb hits it.
  expect((await anna.getByRole('button', { name: /^Take a dot back/ }).first().boundingBox())!.height).toBeGreaterThanOrEqual(44);
  expect(workshop.errors).toEqual([]);
});

test('what cannot be had when it is needed says so, is had by a button, and comes by itself', async ({ workshop, way }) => {
  const board = await workshop.make({ agenda });
  // The part for the vote is not there from the start: nothing may load it beforehand. On the third way it is never answered.
  test.setTimeout(150_000);
  const pages: { page: Page; lossy: Way }[] = [];
  for (const [name, becomes] of [['Anna', 'cut'], ['Jan', 'cut'], ['Ewa', 'hang']] as const) {
    const [lossy, through] = await way();
    lossy.without((path) => path.includes('/Vote-'), becomes);
    const page = await workshop.open('/healthz', PHONE);
    await page.clock.install();
    await page.goto(through(board.links.join));
    await fillJoin(page, name, 'IT');
    pages.push({ page, lossy });
  }
  await write(pages[0]!.page, 'People', 'Nobody is asked');
  for (const { page } of pages) await expect(page.getByText('Nobody is asked')).toBeVisible();
  await workshop.command(board, { do: 'open_vote', dots: 2, per_note: 2 });
  for (const { page } of pages) {
    await expect(page.getByText(MISSING)).toBeVisible();
    // What does not need the lost file is there.
    await expect(page.getByRole('button', { name: 'I am finished' })).toBeVisible();
    if (process.env.PICTURE) await page.screenshot({ path: `${process.env.PICTURE}-missing.png` });
  }
  // Where no time passes, only the button asks.
  const { page: anna, lossy: hers } = pages[0]!;
  await anna.clock.pauseAt(Date.now() + 2_000);
  expect(await anna.evaluate(async () => (await fetch('/healthz')).ok)).toBe(true);
  await expect(anna.getByText(MISSING)).toBeVisible();
  hers.without((path) => path.includes('/Vote-'), 'hang');
  await anna.getByRole('button', { name: 'Try again' }).click();
  await expect(anna.getByText('Connecting…')).toBeVisible();
  for (const { lossy } of pages) {
    expect(lossy.lost).not.toEqual([]);
    lossy.whole();
  }
  hers.answer();
  await expect(anna.getByRole('button', { name: 'Try again' })).toHaveCount(0);
  await anna.clock.resume();
  for (const { page } of pages) {
    await page.getByRole('button', { name: /Nobody is asked.*Place one more/ }).first().click();
    await expect(page.getByText('could not be loaded')).toHaveCount(0);
  }
  expect(workshop.errors).toEqual([]);
});

test('a desk and a wall that were opened while files could not be had open by themselves, with picture and QR code', async ({ workshop, way }) => {
  const board = await workshop.make({ agenda });
  const start = await (await fetch(`${workshop.server.origin}/`)).text();
  const [desk, wall] = [await workshop.open('/healthz', LAPTOP), await workshop.open('/healthz', WALL)] as const;
  for (const [page, link] of [[desk, board.links.facilitator], [wall, board.links.projector]] as const) {
    const [lossy, through] = await way();
    // The words of the page itself come with its first scripts.
    lossy.without((path) => !start.includes(path) && !path.includes('/page_'));
    await page.goto(through(link));
    await expect(page.getByText('The board cannot be reached. Check the Wi-Fi, then try again.')).toBeVisible();
    expect(lossy.lost).not.toEqual([]);
    lossy.whole();
  }
  await expect(wall.getByText('and type the code')).toBeVisible();
  await expect(wall.locator('.qr path').first()).toBeAttached();
  await expect(desk.getByRole('treeitem').first()).toBeAttached();

  // The picture of a fish alone can be missing, and its words are there; without its worker it is drawn all the same.
  const anna = await workshop.join(board, 'Anna', 'IT', PHONE);
  await workshop.command(board, { do: 'start_activity', activity: 'collect' });
  await write(anna, 'People', 'Nobody is asked');
  const another = await workshop.open('/healthz', LAPTOP);
  const [lossy, through] = await way();
  lossy.without((path) => /\.wasm|worker/.test(path));
  await another.goto(through(board.links.facilitator));
  await expect(another.getByText('The picture could not be loaded. The causes are listed here.')).toBeVisible();
  lossy.without((path) => path.includes('worker'));
  await expect(another.getByText('The picture could not be loaded. The causes are listed here.')).toHaveCount(0);
  await expect(another.locator('.fishbone svg text', { hasText: 'Nobody is asked' }).first()).toBeVisible();
  expect(lossy.lost).toContainEqual(expect.stringContaining('worker'));
  expect(workshop.errors).toEqual([]);
});

test('words of one part that cannot be had keep no other part back', async ({ workshop, way }) => {
  const board = await workshop.make({ agenda });
  const [lossy, through] = await way();
  // The words of what a phone loads beforehand are on their way when it loses the network.
  lossy.without((path) => /\/(edit-sheet|participant-tray|participant-later)_/.test(path), 'hang');
  const anna = await workshop.open('/healthz', PHONE);
  await anna.goto(through(board.links.join));
  await fillJoin(anna, 'Anna', 'IT');
  await write(anna, 'People', 'Nobody is asked');
  await loaded(anna, /\/participant-trouble_/);
  await expect.poll(() => lossy.lost, { timeout: 60_000 }).toContainEqual(expect.stringMatching(/\/participant-later_/));
  await anna.getByRole('button', { name: 'Settings' }).click();
  await expect(anna.getByRole('button', { name: 'Change name or department' })).toBeVisible();
  await anna.getByRole('button', { name: 'Close' }).click();
  await offline(anna);
  await expect(anna.getByText('No connection. Keep writing')).toBeVisible();
  expect(workshop.errors).toEqual([]);
});
