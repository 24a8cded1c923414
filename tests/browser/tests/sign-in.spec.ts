// Signing in through a real OpenID provider: hosts without the host's key, and who must be who leads.
import type { Page, Request } from '@playwright/test';
import { asked, signedIn, test } from '../play/signing-in';
import { Workshop, expect } from '../play/workshop';

const offer = (page: Page) => page.getByRole('button', { name: 'Sign in', exact: true });
const names = (page: Page): Promise<string[]> => page.evaluate(() => Object.keys(localStorage));

/** The secrets that a page's requests carried. */
function carried(page: Page): string[] {
  const secrets: string[] = [];
  page.on('request', (request: Request) => {
    const secret = request.headers().authorization;
    if (secret) secrets.push(secret);
  });
  return secrets;
}

function changed(address: string, part: string, value: string): string {
  const url = new URL(address);
  url.searchParams.set(part, value);
  return url.href;
}

async function make(page: Page, title: string): Promise<void> {
  await page.getByLabel('Title', { exact: true }).fill(title);
  await page.getByLabel('Title', { exact: true }).press('Enter');
  await expect(page.getByRole('heading', { name: `“${title}” is ready` })).toBeVisible();
}

test('sso: a host signs in, and everything that the host’s key opens is open without one', async ({ workshop, provider }) => {
  test.setTimeout(180_000);
  const page = await workshop.open('/');
  const secrets = carried(page);
  await expect(page.getByText('The host’s link, which the server printed when it started, opens this page as well.')).toBeVisible();
  await expect(page.getByLabel('Code')).toBeVisible();
  await offer(page).click();
  await asked(page, 'hanna');
  await expect(page).toHaveURL(`${workshop.server.origin}/`);
  await expect(page.getByText('Signed in as Hanna Host')).toBeVisible();
  await expect(page.getByText('hanna@firm.example')).toBeVisible();

  // A board is made, copied, saved as a template, and archived; one comes from a file.
  await make(page, 'Made by a sign-in');
  await page.getByRole('button', { name: 'Make another' }).click();
  const row = (title: string) => page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: title, exact: true }) });
  await row('Made by a sign-in').getByRole('button', { name: 'More' }).click();
  await row('Made by a sign-in').getByRole('button', { name: 'Save as template…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Template “Made by a sign-in” is saved')).toBeVisible();
  await row('Made by a sign-in').getByRole('button', { name: 'Duplicate…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Duplicate' }).click();
  await expect(row('Made by a sign-in (copy)')).toBeVisible();
  await row('Made by a sign-in (copy)').getByRole('button', { name: 'More' }).click();
  await row('Made by a sign-in (copy)').getByRole('button', { name: 'Archive' }).click();
  await expect(page.getByText('“Made by a sign-in (copy)” is archived')).toBeVisible();
  await page.getByRole('button', { name: /^Archived/ }).click();
  await row('Made by a sign-in (copy)').getByRole('button', { name: 'More' }).click();
  await row('Made by a sign-in (copy)').getByRole('button', { name: 'Delete…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete for good' }).click();
  await expect(page.getByText('“Made by a sign-in (copy)” is deleted')).toBeVisible();
  await page.getByText('A board from a file').click();
  await page.locator('input[type=file]').setInputFiles({
    name: 'fish.mmd',
    mimeType: 'text/plain',
    buffer: Buffer.from('ishikawa-beta\n  Late answers\n    People\n      Too few\n'),
  });
  await page.locator('.import').getByRole('button', { name: 'Make the board' }).click();
  await expect(page.getByRole('heading', { name: 'is ready' })).toBeVisible();
  await page.getByRole('button', { name: 'Make another' }).click();
  await page.getByLabel('Title', { exact: true }).fill('From the template');
  await page.getByLabel('Template', { exact: true }).selectOption({ label: 'Made by a sign-in' });
  await page.getByRole('button', { name: 'Make the board' }).click();
  await expect(page.getByRole('heading', { name: '“From the template” is ready' })).toBeVisible();

  // It is led, and from there the way goes to the programme; then the server's page.
  await page.getByRole('link', { name: 'Lead the workshop' }).click();
  await page.getByRole('switch', { name: 'Lock the board' }).waitFor();
  await page.getByRole('button', { name: 'More', exact: true }).click();
  const led = secrets.length;
  await page.getByRole('button', { name: 'Programme…' }).click();
  await expect(page.getByRole('heading', { name: 'Programme' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'From the template' })).toBeVisible();
  await page.goto(`${workshop.server.origin}/`);
  await page.getByRole('link', { name: /^Server/ }).click();
  await expect(page.getByText('a directory of this machine')).toBeVisible();

  // On another device, which knows no link to it: by the list.
  const other = await signedIn(workshop, 'greta', 'Greta of the Group');
  await other.getByRole('button', { name: 'Lead Made by a sign-in' }).click();
  await other.getByRole('switch', { name: 'Lock the board' }).waitFor();
  await expect(other).toHaveTitle(/Made by a sign-in/);

  // No key was in it: what a page sent as a secret led a board.
  expect(secrets.slice(0, led).every((secret) => !secret.includes(workshop.server.key))).toBe(true);
  expect(secrets).not.toContain(`Bearer ${workshop.server.key}`);
  expect(await names(page)).not.toContain('herringbone:host-key');
  // And no secret of the product was in what the provider was asked for.
  expect(provider.asked.join(' ')).not.toContain(workshop.server.key);
  expect(workshop.errors).toEqual([]);
});

test('sso: whoever signs out is signed out here and at the provider, and going back shows nothing', async ({ workshop }) => {
  const page = await signedIn(workshop, 'hanna', 'Hanna Host');
  await make(page, 'Nobody’s business');
  await page.goto(`${workshop.server.origin}/server`);
  await expect(page.getByText('a directory of this machine')).toBeVisible();
  const second = await page.context().newPage();
  await second.goto(`${workshop.server.origin}/`);
  await expect(second.getByRole('button', { name: 'Lead Nobody’s business' })).toBeVisible();
  await page.getByRole('link', { name: 'To all boards' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  // The provider asks whether to end its own part.
  await page.getByRole('button', { name: 'Yes, sign me out' }).click();
  await expect(page).toHaveURL(`${workshop.server.origin}/`);
  await expect(offer(page)).toBeVisible();
  const nothing = async (): Promise<void> => {
    await expect(page.getByRole('button', { name: 'Sign in', exact: true }).or(page.getByText('Sign-out')).first()).toBeVisible();
    await expect(page.getByText('Nobody’s business')).toHaveCount(0);
    await expect(page.getByText('a directory of this machine')).toHaveCount(0);
  };
  await nothing();
  // The other window does not go on showing it either.
  await expect(offer(second)).toBeVisible();
  await expect(second.getByText('Nobody’s business')).toHaveCount(0);
  // Neither the list nor links to boards are left on the device.
  expect((await names(page)).filter((name) => name.startsWith('herringbone:token:'))).toEqual([]);
  for (let steps = 0; steps < 4; steps++) {
    await page.goBack();
    await nothing();
  }
  await page.goto(`${workshop.server.origin}/server`);
  await expect(page.getByText('This page is for hosts.')).toBeVisible();
  // The provider does not know them any more: it asks.
  await offer(page).click();
  await asked(page, 'hanna');
  await expect(page).toHaveURL(`${workshop.server.origin}/server`);
  await expect(page.getByText('a directory of this machine')).toBeVisible();
  expect(workshop.errors).toEqual([]);
});

test('sso: the host’s key opens the page as before, and one that is not valid can be left for a sign-in', async ({ workshop }) => {
  const page = await workshop.open(`/#key=${workshop.server.key}`);
  await make(page, 'Made by the key');
  await expect(offer(page)).toHaveCount(0);
  const stale = await workshop.open('/#key=a-key-that-was');
  await expect(stale.getByText('The host’s key is not valid')).toBeVisible();
  await stale.getByRole('button', { name: 'Sign in instead' }).click();
  await asked(stale, 'hanna');
  await expect(stale.getByText('Signed in as Hanna Host')).toBeVisible();
  await expect(stale.getByRole('button', { name: 'Lead Made by the key' })).toBeVisible();
});

test('sso: without the option nothing of it is there', async ({ browser }) => {
  const plain = new Workshop(browser, async () => {});
  try {
    await plain.server.start();
    const page = await plain.open('/');
    await expect(page.getByText('To make a board, open the host’s link')).toBeVisible();
    await expect(page.getByText(/sign in/i)).toHaveCount(0);
    const asking = await page.request.get(`${plain.server.origin}/auth/sign-in`, { maxRedirects: 0 });
    expect(asking.status()).toBe(404);
  } finally {
    await plain.end(false);
  }
});

test('sso: nobody is signed in by a state that was changed, a callback that comes again, or one of another browser', async ({
  workshop,
  provider,
}) => {
  const { origin } = workshop.server;
  const nobody = async (page: Page): Promise<void> => {
    expect(await page.evaluate(async () => (await (await fetch('/api/session')).json()).person)).toBe(null);
    expect((await page.context().cookies()).filter(({ name }) => /session/i.test(name) && !name.startsWith('_'))).toEqual([]);
  };
  // A state that is another one.
  const first = await workshop.open('/');
  provider.leads = (back) => changed(back, 'state', 'of-somebody-else');
  await offer(first).click();
  await asked(first, 'hanna');
  await expect(first.getByRole('heading', { name: 'The sign-in took too long' })).toBeVisible();
  await nobody(first);

  // A callback of this browser, brought to another one.
  const second = await workshop.open('/');
  let back = '';
  provider.leads = (to) => {
    back = to;
    return `${origin}/healthz`;
  };
  await offer(second).click();
  await asked(second, 'hanna');
  await expect(second).toHaveURL(`${origin}/healthz`);
  expect(back).toContain('/auth/callback?');
  const third = await workshop.open('/');
  await third.goto(back);
  await expect(third.getByRole('heading', { name: 'The sign-in took too long' })).toBeVisible();
  await nobody(third);

  // Where it belongs it signs in, once; the second time it signs nobody in, and changes nothing.
  await second.goto(back);
  await expect(second).toHaveURL(`${origin}/`);
  await expect(second.getByText('Signed in as Hanna Host')).toBeVisible();
  await second.goto(back);
  await expect(second.getByRole('heading', { name: 'The sign-in took too long' })).toBeVisible();
  // Nor does its code again, with a sign-in under way.
  await second.context().clearCookies({ domain: '127.0.0.1' });
  await second.goto(`${origin}/`);
  const used = new URL(back).searchParams.get('code')!;
  provider.leads = (to) => changed(to, 'code', used);
  await offer(second).click();
  await expect(second.getByRole('heading', { name: 'The sign-in did not work' })).toBeVisible();
  await nobody(second);
});

test('sso: a sign-in that is cancelled, or whose provider is away, is told with what to do, and goes on from there', async ({
  workshop,
  provider,
}) => {
  const page = await workshop.open('/server');
  await provider.stop();
  await offer(page).click();
  await expect(page.getByRole('heading', { name: 'The sign-in did not work' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'To the first page' })).toBeVisible();
  await provider.start();
  // The server does not ask it again at once.
  await expect(async () => {
    await page.getByRole('button', { name: 'Sign in again' }).click();
    await page.getByRole('button', { name: 'Cancel' }).click({ timeout: 2000 });
  }).toPass();
  await expect(page.getByRole('heading', { name: 'You were not signed in' })).toBeVisible();
  await expect(page.getByText('the words of a provider')).toHaveCount(0);
  expect(page.url()).not.toContain('words');
  // The provider fails only once it is asked who it is.
  provider.instead = (asking, answer) => asking.url === '/token' && Boolean(answer.writeHead(500).end('<b>broken</b>'));
  await page.getByRole('button', { name: 'Sign in again' }).click();
  await asked(page, 'hanna');
  await expect(page.getByRole('heading', { name: 'The sign-in did not work' })).toBeVisible();
  provider.instead = null;
  // Where it began is where it ends.
  await page.getByRole('button', { name: 'Sign in again' }).click();
  await expect(page).toHaveURL(`${workshop.server.origin}/server`);
  await expect(page.getByText('a directory of this machine')).toBeVisible();
  expect(workshop.errors).toEqual([]);
});

test('sso: nobody is led out of the app by an address that is none of it', async ({ workshop }) => {
  const page = await workshop.open('/');
  for (const to of ['https://evil.example/', '//evil.example/', '/\\evil.example', 'javascript:alert(1)', '/sign-in?to=//evil.example/']) {
    await page.goto(`${workshop.server.origin}/auth/sign-in?to=${encodeURIComponent(to)}`);
    const form = page.getByRole('heading', { name: 'Sign in at the firm' });
    if ((await form.or(page.getByText('Signed in as')).first().waitFor().then(() => form.count())) > 0) await asked(page, 'hanna');
    await expect(page, to).toHaveURL(`${workshop.server.origin}/`);
    await page.goto(`${workshop.server.origin}/sign-in?to=${encodeURIComponent(to)}`);
    await expect(page, to).toHaveURL(`${workshop.server.origin}/`);
  }
});

test('sso: a stranger is told whom to ask, and somebody else can sign in', async ({ workshop }) => {
  const page = await workshop.open('/');
  for (const who of ['sven', 'ursula']) {
    await offer(page).click();
    await asked(page, who);
    await expect(page.getByRole('heading', { name: 'You are not on the list' })).toBeVisible();
    await expect(page.getByText('Ask whoever runs the server to add you')).toBeVisible();
    await page.context().clearCookies({ domain: 'localhost' });
    await page.getByRole('link', { name: 'To the first page' }).click();
    await expect(offer(page)).toBeVisible();
  }
  await offer(page).click();
  await asked(page, 'sven');
  // The provider still knows him; it asks all the same.
  await page.getByRole('button', { name: 'Sign in as somebody else' }).click();
  await asked(page, 'hanna');
  await expect(page.getByText('Signed in as Hanna Host')).toBeVisible();
});
