import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from '@playwright/test';
import { type Words, causes, write, writers } from '../play/writers';
import { type Made, type Workshop, expect, test } from '../play/workshop';

/** Words that are smaller than can be read, and what is wider than the page; signs of one or two letters are not words. */
async function faults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const element = node.parentElement!;
      const text = node.textContent?.trim() ?? '';
      if (text.length < 3 || element.closest('title, desc, script, style') || !element.checkVisibility()) continue;
      const scale = element instanceof SVGGraphicsElement ? (element.getScreenCTM()?.a ?? 1) : 1;
      const size = Number.parseFloat(getComputedStyle(element).fontSize) * scale;
      if (size < 13.9) found.push(`${size} px: ${text}`);
      const { left, right } = element.getBoundingClientRect();
      if (!element.closest('figure, thead') && (left < -1 || right > document.documentElement.clientWidth + 1)) found.push(`beyond the page: ${text}`);
    }
    if (document.documentElement.scrollWidth > document.documentElement.clientWidth) found.push('the page scrolls sideways');
    return found;
  });
}

const unspaced = (text: string): string => text.replace(/\s+/g, '');

interface Sheet {
  lying: boolean;
  text: string;
}

/** The page on paper, as another program reads it. */
async function printed(page: Page, folder: string): Promise<Sheet[]> {
  const file = join(folder, 'printed.pdf');
  await page.pdf({ path: file, preferCSSPageSize: true });
  const read = execFileSync('pdftotext', ['-bbox', file, '-'], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const entities: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&apos;': "'", '&amp;': '&' };
  return [...read.matchAll(/<page width="([\d.]+)" height="([\d.]+)">(.*?)<\/page>/gs)].map(([, width, height, inner]) => ({
    lying: Number(width) > Number(height),
    text: [...inner!.matchAll(/<word[^>]*>(.*?)<\/word>/g)].map(([, word]) => word!.replace(/&[a-z0-9#]+;/g, (entity) => entities[entity] ?? entity)).join(''),
  }));
}

/** How often a text is in another one. */
const times = (text: string, inside: string): number => inside.split(text).length - 1;

/** A vote, priorities and projects, so that the page has all its parts. */
async function result(workshop: Workshop, board: Made, people: { token: string }[], notes: string[]): Promise<void> {
  await workshop.command(board, { do: 'open_vote', dots: 5, per_note: 2 });
  for (const [at, { token }] of people.entries())
    for (const note of notes.slice(at * 4, at * 4 + 5)) await workshop.server.call('POST', `/api/boards/${board.id}/commands`, token, { do: 'cast', note, dots: 1 });
  await workshop.command(board, { do: 'close_vote' });
  await workshop.command(board, { do: 'reveal_vote' });
  await workshop.command(board, { do: 'unlock' });
  for (const [at, priority] of ['now', 'next', 'later', 'outside'].entries()) await workshop.command(board, { do: 'set_priority', note: notes[at], priority });
  for (const title of ['One order, one person', 'One number for a customer', 'Letters that customers understand'])
    await workshop.command(board, { do: 'create_project', title, horizon: 'this-year', owner: 'it', budget: '120 000 PLN', duration: '4 months', notes: [notes[0]] });
}

/** The page as a file of this device. */
async function saved(workshop: Workshop, board: Made): Promise<{ address: string; folder: string }> {
  const answer = await fetch(`${workshop.server.origin}/api/boards/${board.id}/export/html`, { headers: { authorization: `Bearer ${board.facilitator_token}` } });
  expect(answer.status).toBe(200);
  const folder = await mkdtemp(join(tmpdir(), 'snapshot-'));
  const file = join(folder, 'board.html');
  await writeFile(file, Buffer.from(await answer.arrayBuffer()));
  return { address: pathToFileURL(file).href, folder };
}

async function exported(workshop: Workshop, count: number): Promise<{ address: string; folder: string; words: Words[]; ids: string[] }> {
  const board = await workshop.make({});
  const people = await writers(workshop, board, 3);
  const words = causes(count, { words: 'workshop', nested: true });
  // One person writes, so that it is known in which order the causes come.
  const ids = write(people.slice(0, 1), words);
  await people[0]!.knows(ids);
  if (count > 0) await result(workshop, board, people, ids);
  for (const person of people) person.leave();
  return { ...(await saved(workshop, board)), words, ids };
}

/** The page in a window; whatever it asks for or complains about is kept. */
async function opened(browser: Browser, address: string, [width, height]: readonly [number, number]): Promise<{ page: Page; requests: string[]; errors: string[] }> {
  const page = await browser.newPage({ viewport: { width, height }, locale: 'en-GB' });
  const requests: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => request.url() !== address && !request.url().startsWith('data:') && requests.push(request.url()));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(address);
  return { page, requests, errors };
}

for (const count of [0, 5, 36, 120])
  test(`the page of ${count} causes is read on a phone, on a laptop and on paper, without a request`, async ({ workshop, browser }) => {
    const { address, folder, words, ids } = await exported(workshop, count);
    const listed = (page: Page) => page.locator('#causes li').filter({ visible: true });
    const drawn = (page: Page) => page.locator('figure g[data-note]');

    for (const size of [
      [390, 844],
      [1440, 900],
    ] as const) {
      const { page, requests, errors } = await opened(browser, address, size);
      expect(await faults(page), `at ${size[0]}`).toEqual([]);
      const said = (await page.locator('#causes').innerText()).replace(/\s+/g, ' ');
      for (const { text } of words) expect(said).toContain(text.replace(/\s+/g, ' ').trim());
      expect(await drawn(page).count()).toBe(count);
      await expect(page.locator('.tools')).toBeVisible();

      if (count > 1) {
        // One word is found in the list and on the fish, whatever its case and its marks.
        const search = page.getByRole('searchbox');
        const wanted = words[1]!.text.slice(0, 24);
        const fits = words.filter(({ text }) => text.includes(wanted)).length;
        await search.fill(wanted.toUpperCase().normalize('NFD'));
        await expect(page.locator('.found')).toHaveText(`Found: ${fits}`);
        await expect(page.locator('figure g.dim')).toHaveCount(count - fits);
        await expect(listed(page).first()).toBeVisible();
        expect(await listed(page).count()).toBeLessThan(count);
        // Paper has all of it, whatever is looked for.
        await page.emulateMedia({ media: 'print' });
        await expect(listed(page)).toHaveCount(count);
        await page.emulateMedia({ media: 'screen' });
        await search.fill('');
        await expect(listed(page)).toHaveCount(count);

        // The slider shows the first causes only, and the last word is said.
        const slider = page.getByRole('slider');
        await slider.fill('1');
        await expect(page.locator('figure g.gone')).toHaveCount(count - 1);
        await expect(page.locator(`figure g[data-note="${ids[0]}"]`)).not.toHaveClass(/gone/);
        await expect(page.locator('.shown')).toHaveText(`1 / ${count}: ${words[0]!.text}`);
        await slider.fill(String(count));
        await expect(page.locator('figure g.gone')).toHaveCount(0);
      }
      expect(requests).toEqual([]);
      expect(errors).toEqual([]);
      await page.close();
    }

    // On paper: all causes in the list, each on one sheet with what is said of it, whatever was looked for before.
    const { page } = await opened(browser, address, [1440, 900]);
    if (count > 1) {
      await page.getByRole('searchbox').fill(words[1]!.text.slice(0, 24));
      await page.getByRole('slider').fill('1');
    }
    const sheets = await printed(page, folder);
    const standing = sheets.filter(({ lying }) => !lying).map(({ text }) => text);
    expect(sheets.filter(({ lying }) => lying), 'the fish has a lying sheet').toHaveLength(1);
    expect(standing.join('')).not.toContain('Searchcauses');
    for (const { text } of words) {
      const whole = standing.reduce((sum, sheet) => sum + times(unspaced(text), sheet), 0);
      expect(whole, `“${text}” is on paper`).toBeGreaterThan(0);
      expect(times(unspaced(text), standing.join('')), `“${text}” is on one sheet`).toBe(whole);
    }
    await page.close();

    // Without a script everything is there but the search and the replay.
    const plain = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
    const still = await plain.newPage();
    await still.goto(address);
    await expect(still.locator('.tools')).toBeHidden();
    await expect(listed(still)).toHaveCount(count);
    await plain.close();
    await rm(folder, { recursive: true });
  });

test('search, replay and the fish are worked by keys alone', async ({ workshop, browser }) => {
  const { address, folder, words } = await exported(workshop, 36);
  const { page } = await opened(browser, address, [390, 844]);
  const gone = page.locator('figure g.gone');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('searchbox', { name: 'Search causes' })).toBeFocused();
  await page.keyboard.type(words[3]!.text.slice(0, 20));
  await expect(page.locator('.found')).toHaveText('Found: 1');
  await page.keyboard.press('Escape');
  await expect(page.locator('.found')).toHaveText('');

  await page.keyboard.press('Tab');
  const play = page.getByRole('button', { name: 'Play' });
  await expect(play).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('slider', { name: 'How the board grew' })).toBeFocused();
  await page.keyboard.press('Home');
  await expect(gone).toHaveCount(36);
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('.shown')).toHaveText(`1 / 36: ${words[0]!.text}`);

  // The replay runs to its end by itself, and can be stopped in between.
  await page.clock.install();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Pause' })).toBeFocused();
  await page.clock.runFor(5_000);
  const between = await gone.count();
  expect(between).toBeGreaterThan(0);
  expect(between).toBeLessThan(35);
  await page.keyboard.press('Space');
  await page.clock.runFor(5_000);
  await expect(gone).toHaveCount(between);
  await page.keyboard.press('Space');
  await page.clock.runFor(60_000);
  await expect(gone).toHaveCount(0);
  await expect(play).toBeFocused();

  // What the fish has beside the page is reached by arrows.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  const fish = page.getByRole('figure', { name: 'Fishbone' });
  await expect(fish).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => fish.evaluate((element) => element.scrollLeft)).toBeGreaterThan(0);
  await page.close();
  await rm(folder, { recursive: true });
});

test('what strangers wrote does nothing on the page, and is whole', async ({ workshop, browser }) => {
  const hostile = [
    '<script>document.title = "taken"</script>',
    '"><img src=http://a.example/x onerror="document.title=\'taken\'">',
    '</style></svg></section><a href="javascript:alert(1)">x</a>',
    '\u202edlrow olleh',
    'שלום العربية 漢字 👩‍👩‍👧',
    '${alert(1)} &lt;b&gt; %3Cscript%3E',
    'x'.repeat(1_000),
  ];
  const board = await workshop.make({ title: hostile[0]!, effect: hostile[1]! });
  const people = await writers(workshop, board, 1);
  const words = hostile.map((text) => ({ branch: 'people', text, depth: 0 }));
  await people[0]!.knows(write(people, words));
  people[0]!.leave();
  const { address, folder } = await saved(workshop, board);
  const { page, requests, errors } = await opened(browser, address, [390, 844]);
  let asked = 0;
  page.on('dialog', (dialog) => {
    asked++;
    void dialog.dismiss();
  });
  const list = page.locator('#causes li .text');
  // What turns the direction of a line is taken off when it is written.
  const stored = hostile.map((text) => text.replace('\u202e', ''));
  expect((await list.allInnerTexts()).sort()).toEqual(stored.sort());
  await page.getByRole('searchbox').fill('<img src=');
  await expect(page.locator('.found')).toHaveText('Found: 1');
  await page.getByRole('slider').fill('2');
  expect(await faults(page)).toEqual([]);
  expect(await page.title()).toBe(hostile[0]);
  expect([requests, errors, asked]).toEqual([[], [], 0]);
  await page.close();
  await rm(folder, { recursive: true });
});
