import type { Page } from '@playwright/test';
import { cause, field, saved, write } from '../play/phone';
import { LAPTOP, PHONE, WALL, expect, fillJoin, test } from '../play/workshop';

const LIMIT = 150_000;

test('no page asks anybody but the server, in any role', async ({ workshop }) => {
  const home = await workshop.open(`/#key=${workshop.server.key}`);
  await expect(home.getByRole('button', { name: 'Make the board' })).toBeVisible();
  const board = await workshop.make();
  const leader = await workshop.open(board.links.facilitator);
  const wall = await workshop.open(board.links.projector, WALL);
  const phone = await workshop.join(board, 'Anna', 'Business analysis');
  const laptop = await workshop.join(board, 'Ewa', 'IT', LAPTOP);
  await write(phone, 'People', 'Training comes after the launch');
  await expect(laptop.getByRole('treeitem', { name: /Training comes/ })).toBeAttached();
  await expect(wall.getByRole('treeitem', { name: /Training comes/ })).toBeAttached();
  for (const tab of await leader.getByRole('tab').all()) await tab.click();
  await workshop.command(board, { do: 'open_vote', dots: 3, per_note: 2 });
  await expect(phone.getByText('3 dots left')).toBeVisible();
  await expect(wall.getByText('0 of 2 have voted')).toBeVisible();
  expect(workshop.strangers).toEqual([]);
  expect(workshop.errors).toEqual([]);
  // Nor could it: the page's own rules forbid it.
  const answer = await home.request.get(workshop.server.origin);
  expect(answer.headers()['content-security-policy'] ?? '').toMatch(/default-src '(self|none)'/);
});

/** Bytes that a page and all it needs take from the wire, headers included; what its own store had costs nothing. */
async function weigh(page: Page): Promise<() => number> {
  const tap = await page.context().newCDPSession(page);
  let bytes = 0;
  tap.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  await tap.send('Network.enable');
  return () => Math.round(bytes);
}

for (const language of ['en', 'pl', 'uk'] as const) {
  test(`a phone transfers less than 150 KB from the link to join to the open board, in ${language}`, async ({ workshop }) => {
    const board = await workshop.make({ language });
    // On plain http, as in most rooms, browsers ask for nothing better than gzip.
    const gzip = { 'accept-encoding': 'gzip' };
    const page = await workshop.open('/healthz', { ...PHONE, extraHTTPHeaders: gzip });
    const weight = await weigh(page);
    await page.goto(board.links.join);
    await page.getByRole('textbox').fill('Anna');
    await page.getByRole('radio').first().check({ force: true });
    await page.locator('button[type=submit]').click();
    await expect(page.getByRole('navigation').getByRole('button')).toHaveCount(5);
    await saved(page);
    await page.waitForLoadState('networkidle');
    const bytes = weight();
    test.info().annotations.push({ type: 'bytes on the wire', description: String(bytes) });
    expect(bytes).toBeGreaterThan(20_000);
    expect(bytes).toBeLessThan(LIMIT);
  });
}

test('a language that cannot be loaded leaves the old one, says so, and is taken when it can', async ({ workshop }) => {
  const board = await workshop.make();
  const page = await workshop.open(board.links.join, PHONE);
  await expect(page.getByLabel('Your name')).toBeVisible();
  await page.context().setOffline(true);
  const choice = page.locator('header select');
  await choice.selectOption('pl');
  await expect(page.getByRole('alert')).toHaveText('Polski could not be loaded. Check the Wi-Fi, then choose it again.');
  await expect(choice).toHaveValue('en');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.getByLabel('Your name')).toBeVisible();
  await page.context().setOffline(false);
  // The network is back a moment after that.
  await page.waitForFunction(() =>
    fetch('/healthz').then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  await choice.selectOption('pl');
  await expect(page.getByLabel('Twoje imię')).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('a page that gets no words at all says so in every language', async ({ workshop }) => {
  const page = await workshop.open('/healthz', PHONE);
  // The words are the only scripts that hold a text of the first screen.
  await page.route(/\/assets\/.*\.js/, async (route) => {
    const answer = await route.fetch();
    if (/Twoje imię|Your name|Ваше ім’я/.test(await answer.text())) await route.abort();
    else await route.fulfill({ response: answer });
  });
  await page.goto(`${workshop.server.origin}/join`);
  for (const language of ['en', 'pl', 'uk']) await expect(page.locator(`p[lang=${language}]`)).toContainText('Wi-Fi');
});

test('where the fishbone cannot be drawn, the causes are listed and the page says why', async ({ workshop }) => {
  const board = await workshop.make();
  const page = await workshop.open('/healthz', WALL);
  await page.route('**/*.wasm', (route) => route.abort());
  const phone = await workshop.join(board, 'Anna', 'Business analysis');
  await write(phone, 'People', 'Training comes after the launch');
  await page.goto(board.links.facilitator);
  await expect(page.getByText('The picture could not be loaded. The causes are listed here.')).toBeVisible();
  await expect(page.getByRole('treeitem', { name: /Training comes/ })).toBeVisible();
});

/** Everything a page says, to eyes and to screen readers. */
function said(page: Page): Promise<string> {
  return page.evaluate(() => {
    const spoken = [...document.querySelectorAll('[aria-label], [placeholder], [title]')].flatMap((element) =>
      ['aria-label', 'placeholder', 'title'].map((name) => element.getAttribute(name) ?? ''),
    );
    return [document.body.innerText, ...spoken].join('\n');
  });
}

/** Nothing that was meant to be a text is missing, and every button has a name. */
async function complete(page: Page, language: string): Promise<string> {
  await expect(page.locator('html')).toHaveAttribute('lang', language);
  const text = await said(page);
  expect(text).not.toMatch(/undefined|\[object|NaN|=>|\bnull\b/);
  expect(await page.getByRole('button', { name: /^$/ }).filter({ visible: true }).count()).toBe(0);
  return text;
}

test('every screen changes its language at once and misses no word', async ({ workshop }) => {
  const board = await workshop.make();
  const join = await workshop.open(board.links.join, PHONE);
  await expect(join.getByLabel('Your name')).toBeVisible();
  const home = await workshop.open(`/#key=${workshop.server.key}`);
  await expect(home.getByLabel('Title')).toBeVisible();
  const says = { en: /Your name/, pl: /Twoje imię|imię/i, uk: /ім’я|ім'я/i };
  for (const page of [home, join]) {
    const seen = new Set<string>();
    for (const language of ['pl', 'uk', 'en'] as const) {
      await page.locator('header select').selectOption(language);
      const text = await complete(page, language);
      if (page === join) expect(text).toMatch(says[language]);
      seen.add(text);
    }
    expect(seen.size).toBe(3);
  }

  const wall = await workshop.open(board.links.projector, WALL);
  await expect(wall.getByText('and type the code')).toBeVisible();
  await complete(wall, 'en');
  await fillJoin(join, 'Anna', 'Business analysis');
  await write(join, 'People', 'Training comes after the launch');
  await write(join, 'Methods', 'Every contact asks for the number again');
  const laptop = await workshop.join(board, 'Ewa', 'IT', LAPTOP);
  await expect(laptop.getByRole('tree')).toBeAttached();
  // Half a text in the field outlives the change.
  await field(join, 'People').or(field(join, 'Methods')).first().fill('Half a thought');

  for (const page of [join, laptop]) {
    await page.getByRole('button', { name: 'Settings' }).click();
    const seen = new Set<string>();
    for (const name of ['Polski', 'Українська', 'English']) {
      await page.getByRole('radio', { name }).check();
      seen.add(await complete(page, { Polski: 'pl', Українська: 'uk', English: 'en' }[name] ?? ''));
    }
    expect(seen.size).toBe(3);
    await page.getByRole('button', { name: 'Close' }).click();
  }
  await expect(field(join, 'Methods')).toHaveValue('Half a thought');
  await expect(cause(join, 'Every contact asks')).toBeVisible();

  const leader = await workshop.open(board.links.facilitator);
  await expect(leader.getByRole('switch', { name: 'Lock the board' })).toBeVisible();
  const panels = await leader.getByRole('tab').count();
  expect(panels).toBeGreaterThan(2);
  for (const language of ['pl', 'uk', 'en']) {
    await leader.locator('.menu').getByRole('button').first().click();
    await leader.locator('.menu select').first().selectOption(language);
    await leader.keyboard.press('Escape');
    for (let panel = 0; panel < panels; panel++) {
      await leader.getByRole('tab').nth(panel).click();
      await complete(leader, language);
    }
  }

  // The wall speaks the board's language.
  const polish = await workshop.make({ language: 'pl', title: 'Dlaczego klienci czekają?' });
  const other = await workshop.open(polish.links.projector, WALL);
  await expect(other.locator('html')).toHaveAttribute('lang', 'pl');
  await expect(other.getByText('Dlaczego klienci czekają?').first()).toBeVisible();
  await complete(other, 'pl');
  expect(workshop.errors).toEqual([]);
});
