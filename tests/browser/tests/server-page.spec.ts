// The host's page about the server: what to see to, in words that say what to do; then numbers.
import { accessible } from '../play/eyes';
import { LAPTOP, PHONE, expect, test } from '../play/workshop';

test('the host sees that the server is in order, and what is on it', async ({ workshop }) => {
  await workshop.make();
  const home = await workshop.open(`/#key=${workshop.server.key}`, LAPTOP);
  await home.getByRole('link', { name: 'Server: in order' }).click();
  await expect(home.getByText('Everything is in order.')).toBeVisible();
  await expect(home.getByText('1, 0 open now').or(home.getByText('1, 1 open now'))).toBeVisible();
  await expect(home.getByText('a directory of this machine')).toBeVisible();
  await accessible(home, 'the server');
  expect(workshop.errors).toEqual([]);
});

test('what is wrong is said with what to do, and goes away by itself once it is mended', async ({ workshop }) => {
  const page = await workshop.open(`/#key=${workshop.server.key}`, { ...PHONE, locale: 'pl-PL' });
  await page.getByRole('link', { name: 'Serwer: w porządku' }).click();
  await expect(page.getByText('Wszystko jest w porządku.')).toBeVisible();
  const back = workshop.server.misplace();
  await page.reload();
  const concern = page.getByRole('region', { name: 'Czym się zająć' });
  await expect(concern).toContainText('Plików z tablicami nie ma na swoim miejscu');
  await expect(concern).toContainText('Przywróć je, a serwer sam wróci do pracy');
  await accessible(page, 'a server without its files');
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing beside the page').toBe(true);
  back();
  await expect(page.getByText('Wszystko jest w porządku.')).toBeVisible({ timeout: 20_000 });
});

test('without the host’s key the page says whose it is, and without a server what to look at', async ({ workshop }) => {
  const stranger = await workshop.open('/server', LAPTOP);
  await expect(stranger.getByRole('alert')).toContainText('whoever has the host');
  const page = await workshop.open(`/#key=${workshop.server.key}`, LAPTOP);
  await page.getByRole('link', { name: 'Server: in order' }).click();
  await expect(page.getByText('Everything is in order.')).toBeVisible();
  await workshop.server.kill();
  await expect(page.getByRole('alert')).toContainText('The server does not answer', { timeout: 30_000 });
  // What was seen last stays in sight.
  await expect(page.getByText('a directory of this machine')).toBeVisible();
  await workshop.server.start();
  await expect(page.getByText('Everything is in order.')).toBeVisible({ timeout: 30_000 });
});
