import { type AddressInfo, type Socket, connect, createServer } from 'node:net';
import { brotliCompressSync } from 'node:zlib';
import { type Browser, type Page, type Response, chromium, expect, request, test } from '@playwright/test';
import config from '../playwright.config';
import { certificate } from '../play/certificate';
import { cause, saved, write } from '../play/phone';
import { Server } from '../play/server';
import { type Made, LAPTOP, PHONE, fillJoin } from '../play/workshop';

const LIMIT = 150_000;

/** A server that speaks https, and a browser that trusts its certificate. */
async function secure(work: (server: Server, browser: Browser) => Promise<void>): Promise<void> {
  const made = certificate();
  const server = new Server();
  const { args = [], ...launch } = config.use?.launchOptions ?? {};
  const browser = await chromium.launch({ ...launch, args: [...args, made.trusted] });
  try {
    await server.start(made.options);
    expect(server.origin).toMatch(/^https:/);
    await work(server, browser);
  } finally {
    await browser.close();
    await server.remove();
  }
}

async function board(server: Server, language: string): Promise<Made> {
  const asking = await request.newContext({ ignoreHTTPSErrors: true });
  const answer = await asking.post(`${server.origin}/api/boards`, {
    headers: { authorization: `Bearer ${server.key}` },
    data: { title: 'Why do customers wait?', template: 'cx-5m', language, effect: 'Customers wait too long' },
  });
  expect(answer.status()).toBe(201);
  return (await answer.json()) as Made;
}

/** What brotli, as a release build packs the app's files, saves of this answer. */
async function saving(answer: Response): Promise<number> {
  if (!/\/assets\//.test(answer.url()) || answer.headers()['content-encoding'] !== 'gzip') return 0;
  const packed = brotliCompressSync(await answer.body()).length;
  const { responseBodySize } = await answer.request().sizes();
  return Math.max(0, responseBodySize - packed);
}

/** Joins in any language. */
async function join(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByRole('textbox').fill('Anna');
  await page.getByRole('radio').first().check({ force: true });
  await page.locator('button[type=submit]').click();
  await expect(page.getByRole('navigation').getByRole('button')).toHaveCount(5);
  await saved(page);
}

test('tls_1: over https people write together, and a page that was open opens again without a network', async () => {
  await secure(async (server, browser) => {
    const made = await board(server, 'en');
    expect(made.links.join).toContain(server.origin);
    const phone = await (await browser.newContext({ locale: 'en-GB', ...PHONE })).newPage();
    await phone.goto(made.links.join);
    expect(await phone.evaluate(() => isSecureContext && location.protocol)).toBe('https:');
    await fillJoin(phone, 'Anna', 'IT');
    const desk = await (await browser.newContext({ locale: 'en-GB', ...LAPTOP })).newPage();
    await desk.goto(made.links.facilitator);
    await write(phone, 'People', 'Written over https');
    await saved(phone);
    await expect(desk.getByRole('treeitem', { name: /Written over https/ })).toBeAttached();
    const kept = () => phone.evaluate(async () => navigator.serviceWorker.controller !== null && (await caches.match('/')) !== undefined);
    await expect.poll(kept).toBe(true);
    await server.kill();
    await phone.reload();
    await expect(cause(phone, 'Written over https')).toBeVisible();
  });
});

for (const language of ['en', 'uk']) {
  test(`tls_1: over https a phone takes less than 150 KB from the link to the board, handshakes included, in ${language}`, async () => {
    await secure(async (server, browser) => {
      const made = await board(server, language);
      const { hostname, port } = new URL(server.origin);
      let [bytes, connections] = [0, 0];
      const counting = createServer((socket: Socket) => {
        const up = connect(Number(port), hostname);
        connections += 1;
        up.on('data', (piece) => (bytes += piece.length));
        for (const end of [socket, up]) end.on('error', () => {});
        socket.pipe(up).pipe(socket);
      });
      await new Promise<void>((ready) => counting.listen(0, '127.0.0.1', ready));
      const origin = `https://127.0.0.1:${(counting.address() as AddressInfo).port}`;
      // What a worker keeps for the day without a network is loaded after the board, and not needed for it.
      const context = await browser.newContext({ locale: 'en-GB', serviceWorkers: 'block', ...PHONE });
      const page = await context.newPage();
      // Over https browsers also take brotli, which only a release build has: what it would save is taken off.
      const answers: Response[] = [];
      page.on('response', (answer) => answers.push(answer));
      await join(page, made.links.join.replace(server.origin, origin));
      await page.waitForLoadState('networkidle');
      const all = bytes;
      const less = await Promise.all(answers.map(saving));
      const total = all - less.reduce((sum, one) => sum + one, 0);
      test.info().annotations.push({ type: 'bytes on the wire', description: `${total} (${all} with gzip), ${connections} connections` });
      expect(total).toBeGreaterThan(20_000);
      expect(total).toBeLessThan(LIMIT);
      await context.close();
      counting.close();
    });
  });
}
