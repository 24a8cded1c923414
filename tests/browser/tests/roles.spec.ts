import { bone, cause, field, offline, saved, write } from '../play/phone';
import { WALL, expect, fillJoin, test, PHONE } from '../play/workshop';

test('a refresh never loses the role, not even when the address lost its secret', async ({ workshop }) => {
  const board = await workshop.make();
  const leader = await workshop.open(board.links.facilitator);
  const wall = await workshop.open(board.links.projector, WALL);
  const anna = await workshop.join(board, 'Anna', 'Business analysis');
  await write(anna, 'People', 'Training comes after the launch');
  await saved(anna);

  for (const way of ['refresh', 'address without its fragment'] as const) {
    for (const page of [leader, wall, anna]) {
      if (way === 'refresh') await page.reload();
      else {
        const bare = page.url().replace(/#.*/, '');
        await page.goto('about:blank');
        await page.goto(bare);
      }
    }
    await expect(leader.getByRole('switch', { name: 'Lock the board' })).toBeVisible();
    await expect(leader.getByText('Training comes after the launch').first()).toBeAttached();
    await expect(wall.getByRole('tree', { name: /Customers wait too long for an answer/ })).toBeAttached();
    await expect(wall.getByRole('treeitem', { name: /Training comes after the launch/ })).toBeAttached();
    await expect(wall.getByRole('textbox')).toHaveCount(0);
    // Still the same person: her own cause is hers, and no second Anna has come.
    await expect(cause(anna, 'Training comes after the launch').getByText('yours')).toBeVisible();
    await anna.getByRole('button', { name: 'Settings' }).click();
    await expect(anna.getByRole('dialog').getByText('Anna')).toBeVisible();
    await anna.getByRole('button', { name: 'Close' }).click();
    const { people } = await workshop.state(board);
    expect(people.map(({ name }) => name)).toEqual(['Anna']);
  }
  await write(anna, 'People', 'She can still write');
  await expect(leader.getByText('She can still write').first()).toBeAttached();
});

test('who opens the link of the board again goes on as the same person', async ({ workshop }) => {
  const board = await workshop.make();
  const anna = await workshop.join(board, 'Anna', 'Business analysis');
  await expect(field(anna, 'People')).toBeVisible();
  await anna.goto('about:blank');
  await anna.goto(board.links.join);
  await anna.getByRole('link', { name: 'Go on as Anna' }).click();
  await expect(field(anna, 'People')).toBeVisible();
  expect((await workshop.state(board)).people).toHaveLength(1);
});

test('somebody removed from the board is told so, keeps their unsent text, and can join again', async ({ workshop }) => {
  const board = await workshop.make();
  const anna = await workshop.join(board, 'Anna', 'Business analysis');
  await write(anna, 'People', 'This one stays on the board');
  await saved(anna);
  await offline(anna);
  await expect(anna.getByText('No connection. Keep writing')).toBeVisible();
  await write(anna, 'People', 'This one was never sent');
  const [person] = (await workshop.state(board)).people;
  await workshop.command(board, { do: 'remove_participant', participant: person?.id });
  await anna.context().setOffline(false);

  await expect(anna.getByRole('heading', { name: 'You are no longer on this board' })).toBeVisible();
  await expect(anna.getByText('This one was never sent')).toBeVisible();
  await anna.reload();
  await expect(anna.getByRole('heading', { name: 'You are no longer on this board' })).toBeVisible();
  await expect(anna.getByText('This one was never sent')).toBeVisible();
  // Her unsent text would go with her old name: she is asked first.
  await anna.getByRole('button', { name: 'Join again' }).click();
  await anna.getByRole('dialog').getByText('was not sent yet and would be lost', { exact: false }).waitFor();
  await anna.getByRole('dialog').getByRole('button', { name: 'Join again' }).click();
  await anna.getByLabel('Code').fill(board.join_code);
  await anna.getByRole('button', { name: 'Next' }).click();
  await fillJoin(anna, 'Anna', 'Business analysis');
  await expect(cause(anna, 'This one stays on the board')).toBeVisible();
  expect(workshop.errors).toEqual([]);
});

test('a finished board can be read and taken along, and nobody joins it any more', async ({ workshop }) => {
  const board = await workshop.make();
  const anna = await workshop.join(board, 'Anna', 'Business analysis');
  await write(anna, 'People', 'Training comes after the launch');
  await saved(anna);
  await workshop.command(board, { do: 'finish' });
  await expect(anna.getByText('The workshop is finished. Everything stays here')).toBeVisible();
  await expect(anna.getByText('Training comes after the launch')).toBeVisible();
  await expect(anna.getByRole('textbox')).toHaveCount(0);
  const link = await anna.getByRole('link', { name: 'MD' }).getAttribute('href');
  const file = await anna.request.get(new URL(link ?? '', workshop.server.origin).href);
  expect(await file.text()).toContain('Training comes after the launch');
  const late = await workshop.open(board.links.join, PHONE);
  await expect(late.getByText('This workshop is finished. Nobody can join it any more')).toBeVisible();
  await workshop.command(board, { do: 'reopen' });
  await bone(anna, 'People').click();
  await expect(field(anna, 'People')).toBeVisible();
});

test('a deleted board, a wrong link and an unknown page say what to do', async ({ workshop }) => {
  const board = await workshop.make();
  const anna = await workshop.join(board, 'Anna', 'Business analysis');
  await expect(field(anna, 'People')).toBeVisible();
  await workshop.server.call('DELETE', `/api/boards/${board.id}`, board.facilitator_token);
  await expect(anna.getByRole('heading', { name: 'There is no such board' })).toBeVisible();
  const other = await workshop.make();
  const lost = await workshop.open(`/facilitate/${other.id}#not-the-token`);
  await expect(lost.getByRole('heading', { name: 'This link is not valid' })).toBeVisible();
  await lost.goto(`${workshop.server.origin}/nowhere/at/all`);
  await expect(lost.getByRole('heading', { name: 'There is nothing at this address' })).toBeVisible();
  await lost.getByRole('link', { name: 'To the first page' }).click();
  await expect(lost.getByLabel('Code')).toBeVisible();
});

test('an unknown code is answered beside the field, and the right one goes on', async ({ workshop }) => {
  const board = await workshop.make();
  const page = await workshop.open('/', PHONE);
  await page.getByLabel('Code').fill('QQQQQQ');
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(page.getByText('No workshop has this code')).toBeVisible();
  await expect(page.getByLabel('Code')).toHaveValue('QQQQQQ');
  await page.getByLabel('Code').fill(` ${board.join_code.toLowerCase()} `);
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('button', { name: 'Join' }).click();
  await expect(page.getByText('Please write your name first.')).toBeVisible();
  await fillJoin(page, 'Anna', 'Business analysis');
  await expect(field(page, 'People')).toBeVisible();
});

test('without scripts the page says so in three languages', async ({ workshop }) => {
  const page = await workshop.open('/', { javaScriptEnabled: false });
  // Not by text: the test's own eyes skip what stands in a noscript.
  for (const [language, text] of [
    ['en', 'Herringbone needs JavaScript'],
    ['pl', 'Herringbone potrzebuje JavaScriptu'],
    ['uk', 'Herringbone потребує JavaScript'],
  ] as const) {
    const line = page.locator(`p[lang=${language}]`);
    await expect(line).toBeVisible();
    await expect(line).toContainText(text);
  }
});

test('who leads the board from another computer finds the projector there', async ({ workshop }) => {
  const board = await workshop.make();
  const leader = await workshop.open(board.links.facilitator);
  await leader.getByRole('button', { name: /^Join/ }).click();
  await expect(leader.getByRole('dialog').getByRole('textbox').last()).toHaveValue(board.links.projector);
  await leader.getByRole('button', { name: 'Close', exact: true }).click();
  const popup = leader.waitForEvent('popup');
  await leader.getByRole('button', { name: 'Projector', exact: true }).click();
  const wall = await popup;
  await expect(wall.getByText('and type the code')).toBeVisible();
  // No secret in the address bar that the room reads; and the wall never gets the right to lead.
  expect(new URL(wall.url()).hash).toBe('');
  const kept = await wall.evaluate((id) => localStorage.getItem(`herringbone:token:projector:${id}`), board.id);
  expect(kept).toBe(board.projector_token);
  expect(workshop.errors).toEqual([]);
});

test('a board that is made before the templates have come has their departments all the same', async ({ workshop }) => {
  const host = await workshop.open('/healthz');
  // The templates never come.
  await host.route('**/api/templates*', () => {});
  await host.goto(`${workshop.server.origin}/#key=${workshop.server.key}`);
  await host.getByLabel('Title').fill('Why do customers wait?');
  await host.getByRole('button', { name: 'Make the board' }).click();
  const code = await host.getByText(/^[A-Z0-9]{3} ?[A-Z0-9]{3}$/).first().innerText();
  const anna = await workshop.open(`/join#${code.replace(/\s/g, '')}`, PHONE);
  await fillJoin(anna, 'Anna', 'Business analysis');
  await expect(field(anna, 'People')).toBeVisible();
  expect(workshop.errors).toEqual([]);
});
