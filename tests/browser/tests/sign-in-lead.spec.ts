// Where to lead takes a sign-in: the facilitator's link, and a workshop during which a sign-in ends.
import type { Page } from '@playwright/test';
import { cause, saved, write } from '../play/phone';
import { FACILITATORS, HOSTS, asked, at, ended, signedIn, test } from '../play/signing-in';
import { LAPTOP, PHONE, WALL, expect, type Made } from '../play/workshop';

test.use({ lists: [...HOSTS, ...FACILITATORS] });

const lock = (page: Page) => page.getByRole('switch', { name: /Lock the board|Unlock/ });
const needed = (page: Page) => page.getByRole('heading', { name: 'Sign in to lead this workshop' });
const again = (page: Page) => page.getByRole('alert').getByRole('button', { name: 'Sign in again' });

/** The facilitator's page of somebody who signs in. */
async function led(page: Page, who: string): Promise<void> {
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await asked(page, who);
  await lock(page).waitFor();
}

async function note(page: Page, text: string): Promise<void> {
  await page.keyboard.press('n');
  await page.getByRole('dialog').getByRole('textbox').first().fill(text);
  await page.keyboard.press('Enter');
  await expect(page.getByText(text).first()).toBeVisible();
  await page.keyboard.press('Escape');
}

test('sso: a facilitator’s link says why to sign in, and leads back to the very board; its secret leaves the browser for nobody', async ({
  workshop,
  provider,
}) => {
  const board = await workshop.make();
  const page = await workshop.open('/', PHONE);
  const asking: string[] = [];
  page.on('request', (request) => request.url().includes('/auth/') && asking.push(request.url()));
  await page.goto(board.links.facilitator);
  await expect(needed(page)).toBeVisible();
  await expect(page.getByText('Whoever only takes part does not sign in')).toBeVisible();
  // By keyboard.
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeFocused();
  await page.keyboard.press('Enter');
  await asked(page, 'felix');
  await expect(page).toHaveURL(board.links.facilitator);
  await lock(page).click();
  await expect(page.getByRole('switch')).toHaveAttribute('aria-checked', 'true');
  expect(asking.length).toBeGreaterThan(2);
  for (const address of [...asking, ...provider.asked]) expect(address).not.toContain(board.facilitator_token);
  // From now on the link alone is enough in this browser, and in no other.
  await page.goto(board.links.facilitator);
  await lock(page).waitFor();
  await expect(needed(await workshop.open(board.links.facilitator))).toBeVisible();
  // A link that is none is one after signing in, too.
  await page.goto('about:blank');
  await page.goto(`${workshop.server.origin}/facilitate/${board.id}#no-such-secret`);
  await expect(page.getByRole('heading', { name: 'This link is not valid' })).toBeVisible();
  expect(workshop.errors).toEqual([]);
});

test('sso: where this device keeps nothing, the way back is found all the same', async ({ workshop }) => {
  const board = await workshop.make();
  const page = await workshop.open('/');
  await page.addInitScript(() => {
    for (const name of ['localStorage', 'indexedDB'] as const)
      Object.defineProperty(window, name, {
        get: () => {
          throw new DOMException('blocked', 'SecurityError');
        },
      });
  });
  await page.goto(board.links.facilitator);
  await led(page, 'felix');
  await expect(page).toHaveURL(board.links.facilitator);
});

test('sso: who may lead may not make boards, and who is on no list may do neither', async ({ workshop }) => {
  const board = await workshop.make();
  const felix = await signedIn(workshop, 'felix', 'Felix Facilitator');
  await expect(felix.getByText('Felix Facilitator is not on this server’s list of hosts')).toBeVisible();
  await expect(felix.getByText('A workshop whose link you were given you can lead')).toBeVisible();
  await expect(felix.getByLabel('Title', { exact: true })).toHaveCount(0);
  for (const address of ['/server', `/programme/${board.id}`]) {
    await felix.goto(workshop.server.origin + address);
    await expect(felix.getByText('Felix Facilitator is not on this server’s list of hosts')).toBeVisible();
  }
  const stranger = await workshop.open(board.links.facilitator);
  await stranger.getByRole('button', { name: 'Sign in', exact: true }).click();
  await asked(stranger, 'sven');
  await expect(stranger.getByRole('heading', { name: 'You are not on the list' })).toBeVisible();
  await stranger.getByRole('button', { name: 'Sign in as somebody else' }).click();
  await asked(stranger, 'felix');
  await lock(stranger).waitFor();
  await expect(stranger).toHaveURL(board.links.facilitator);
});

test('sso: somebody who was taken off the list is told so by name, at the board', async ({ workshop, provider }) => {
  const board = await workshop.make();
  const page = await workshop.open(board.links.facilitator);
  await led(page, 'felix');
  await workshop.server.kill();
  await workshop.server.start([...at(provider), ...HOSTS, '--oidc-facilitators', 'nobody@firm.example']);
  await page.goto('about:blank');
  await page.goto(board.links.facilitator);
  await expect(page.getByRole('heading', { name: 'You are not on the list' })).toBeVisible();
  await expect(page.getByText('You are signed in as Felix Facilitator')).toBeVisible();
  await page.getByRole('button', { name: 'Sign in as somebody else' }).click();
  await asked(page, 'greta');
  await lock(page).waitFor();
});

test('sso: whoever takes part, the projector and a department are asked nothing, and load nothing of it', async ({ workshop }) => {
  const board = await workshop.make();
  const { page: department } = await (async () => {
    const host = await signedIn(workshop, 'hanna', 'Hanna Host');
    await host.getByRole('button', { name: 'Lead Why do customers wait?' }).click();
    await lock(host).waitFor();
    return host.evaluate(
      async ([id, token]) =>
        (await fetch(`/api/boards/${id}/departments/it/link`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: '{}',
        }).then((answer) => answer.json())) as { page: string },
      [board.id, board.facilitator_token],
    );
  })();
  const loaded: string[] = [];
  const look = (page: Page): void =>
    void page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
  const phone = await workshop.open('about:blank', PHONE);
  look(phone);
  await phone.goto(board.links.join);
  await phone.getByLabel('Your name').fill('Anna');
  await phone.getByRole('radio', { name: 'IT' }).check({ force: true });
  await phone.getByRole('button', { name: 'Join' }).click();
  await write(phone, 'People', 'Written by a guest');
  await saved(phone);
  const wall = await workshop.open('about:blank', WALL);
  look(wall);
  await wall.goto(board.links.projector);
  await expect(wall.getByRole('treeitem', { name: /Written by a guest/ })).toBeAttached();
  const page = await workshop.open('about:blank', PHONE);
  look(page);
  await page.goto(department);
  await expect(page.getByRole('heading', { name: 'IT', exact: true })).toBeVisible();
  expect(loaded.length).toBeGreaterThan(20);
  expect(loaded.filter((path) => /sign-?in|session|\/auth\/|again|person/i.test(path))).toEqual([]);
  for (const one of [phone, wall, page]) await expect(one.getByText(/sign in/i)).toHaveCount(0);
});

test('sso: a sign-in that ends throws nobody out, and what was written meanwhile arrives after the next one', async ({
  workshop,
  options,
}) => {
  test.setTimeout(180_000);
  const board: Made = await workshop.make();
  const page = await workshop.open(board.links.facilitator, LAPTOP);
  await led(page, 'felix');
  const phone = await workshop.join(board, 'Anna', 'IT');
  await note(page, 'Before it ended');
  await expect(cause(phone, 'Before it ended')).toBeVisible();

  // The line that is open stays: what is written arrives. A command is refused, and the page says why.
  await ended(page);
  await note(page, 'After it ended');
  await expect(cause(phone, 'After it ended')).toBeVisible();
  await lock(page).click();
  await expect(page.getByText('Nothing was changed: your sign-in has ended.')).toBeVisible();
  await expect(again(page)).toBeVisible();
  await expect(page.getByText('After it ended').first()).toBeVisible();

  // The line breaks: now nothing arrives, and everything stays.
  await workshop.server.kill();
  await workshop.server.start(options);
  await expect(page.getByRole('status').filter({ hasText: 'kept on this device' })).toBeVisible();
  await note(page, 'Written while signed out');
  await saved(phone);
  await expect(cause(phone, 'Written while signed out')).toHaveCount(0);

  // In a window of its own, which closes by itself; the page goes on.
  const [window] = await Promise.all([page.context().waitForEvent('page'), again(page).click()]);
  await window.waitForEvent('close');
  await expect(again(page)).toHaveCount(0);
  await expect(cause(phone, 'Written while signed out')).toBeVisible();
  await lock(page).click();
  await expect(page.getByRole('switch')).toHaveAttribute('aria-checked', 'true');

  // The same across a page that was closed: what was written waits on the device.
  await lock(page).click();
  await expect(page.getByRole('switch')).toHaveAttribute('aria-checked', 'false');
  await saved(phone);
  await ended(page);
  await workshop.server.kill();
  await note(page, 'Written before the page was closed');
  await workshop.server.start(options);
  await page.reload();
  await expect(needed(page)).toBeVisible();
  await expect(page.getByText('Written before the page was closed')).toHaveCount(0);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await lock(page).waitFor();
  await expect(cause(phone, 'Written before the page was closed')).toBeVisible();
  expect(workshop.errors).toEqual([]);
});

test('sso: a sign-in lasts as long as the server says, and then its end is told', async ({ workshop, options }) => {
  const board = await workshop.make();
  const page = await workshop.open(board.links.facilitator);
  await led(page, 'felix');
  const host = await signedIn(workshop, 'hanna', 'Hanna Host');
  await host.getByLabel('Title', { exact: true }).fill('Typed before it ended');
  await workshop.server.kill();
  // Twelve hours have passed.
  workshop.server.ahead = 12 * 3600 + 60;
  await workshop.server.start(options);
  await expect(again(page)).toBeVisible();
  await host.getByRole('button', { name: 'Make the board' }).click();
  await expect(host.getByText('Your sign-in has ended.').first()).toBeVisible();
  await expect(host.getByLabel('Title', { exact: true })).toHaveValue('Typed before it ended');
});

test('sso: a host goes on where they were after signing in again', async ({ workshop }) => {
  const host = await signedIn(workshop, 'hanna', 'Hanna Host');
  await host.getByLabel('Title', { exact: true }).fill('Typed before it ended');
  await ended(host);
  await host.getByRole('button', { name: 'Make the board' }).click();
  const [window] = await Promise.all([host.context().waitForEvent('page'), again(host).first().click()]);
  await window.waitForEvent('close');
  await expect(again(host)).toHaveCount(0);
  await host.getByRole('button', { name: 'Make the board' }).click();
  await expect(host.getByRole('heading', { name: '“Typed before it ended” is ready' })).toBeVisible();
});

test('sso: whoever signs out and goes back to a board is asked to sign in, and sees nothing of it', async ({ workshop }) => {
  const board = await workshop.make({ title: 'Nobody’s business' });
  const page = await workshop.open(board.links.facilitator);
  await led(page, 'felix');
  await note(page, 'A cause of the firm');
  await expect(page.getByText('A cause of the firm').first()).toBeVisible();
  await page.goto(`${workshop.server.origin}/`);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Yes, sign me out' }).click();
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  await page.addInitScript(() => {
    const seen = (): void => {
      if (document.body?.innerText.includes('A cause of the firm')) sessionStorage.setItem('seen', 'yes');
      requestAnimationFrame(seen);
    };
    seen();
  });
  await page.goto(board.links.facilitator);
  await expect(needed(page)).toBeVisible();
  expect(await page.evaluate(() => sessionStorage.getItem('seen'))).toBe(null);
  await expect(page).toHaveTitle('Herringbone');
});
