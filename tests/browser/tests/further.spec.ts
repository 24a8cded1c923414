import { cause } from '../play/phone';
import { LAPTOP, PHONE, WALL, expect, test } from '../play/workshop';
import { Writer } from '../play/writers';

test.use({ actionTimeout: 20_000 });

test('board ALSO-1, ALSO-2: a cause on several bones is on each of them on every screen, and counts once', async ({
  workshop,
  browser,
}) => {
  const board = await workshop.make();
  const phone = await workshop.join(board, 'Ewa', 'it', PHONE);
  await phone.getByRole('navigation', { name: 'Bones' }).waitFor();
  const desk = await workshop.open(board.links.facilitator, LAPTOP);
  const wall = await workshop.open(board.links.projector, WALL);
  const { token } = await workshop.server.call<{ token: string }>('POST', '/api/join', '', {
    code: board.join_code,
    name: 'Ben',
    department: 'it',
  });
  const writer = new Writer(workshop.server.origin, board.id, token);
  await writer.ready();
  const ids = [
    writer.add({ branch: 'people', text: 'Nobody trains the people at the counter', order: 'a0' }),
    writer.add({ branch: 'methods', text: 'A cause of the other bone', order: 'a0' }),
  ];
  await writer.knows(ids);
  const also = () => (writer.doc.getMap('notes').get(ids[0]!) as { get(key: string): unknown }).get('also') ?? null;

  await desk.getByRole('tab', { name: 'Causes' }).click();
  const panel = desk.locator('#panel');
  await panel.locator('section').first().getByRole('listitem').filter({ hasText: 'Nobody trains' }).getByRole('button').click();
  await panel.getByText('Also on: no other bone').click();
  await panel.getByRole('group', { name: 'Also on' }).getByRole('checkbox', { name: 'Methods' }).check();
  await expect(panel.getByText('Also on: Methods')).toBeVisible();
  await panel.getByRole('group', { name: 'Also on' }).getByRole('checkbox', { name: 'Machines' }).check();
  await expect.poll(also).toBe('methods\nmachines');
  for (const screen of [desk, wall]) {
    await expect(screen.locator(`[data-note="${ids[0]}"]`)).toHaveCount(1);
    await expect(screen.locator(`[data-note-again="${ids[0]}"]`)).toHaveCount(2);
  }
  // Chosen by one of its cards, it is chosen; it cannot be dragged off by one.
  await panel.getByRole('button', { name: 'Back to the panels' }).click();
  await desk.locator(`[data-note-again="${ids[0]}"]`).first().click();
  await expect(panel.getByRole('textbox', { name: 'Text of the cause' })).toHaveValue(/Nobody trains/);
  await expect(desk.locator(`[data-note-again="${ids[0]}"] .selected`)).toHaveCount(2);
  await expect(desk.getByRole('treeitem', { name: /also on Methods, Machines/ })).toHaveCount(1);

  // The ballot of a bone has what is shown there, too; undo takes the bone away.
  await desk.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(also).toBe('methods');
  await expect(wall.locator('[data-note-again]')).toHaveCount(1);

  // Its author does the same on the phone.
  await phone.getByRole('button', { name: /^Methods/ }).click();
  await expect(cause(phone, 'A cause of the other bone')).toBeVisible();
  await expect(phone.getByText('Also on this bone')).toBeVisible();
  await expect(phone.getByText('hangs on People')).toBeVisible();
  const csv = await (await fetch(`${workshop.server.origin}/api/boards/${board.id}/export/csv?token=${board.facilitator_token}`)).text();
  expect(csv.match(/Nobody trains/g)).toHaveLength(1);
  expect(csv).toContain('Also on');
  // In the page of an export its further cards come and go with it.
  const html = await (await fetch(`${workshop.server.origin}/api/boards/${board.id}/export/html?token=${board.facilitator_token}`)).text();
  const page = await browser.newPage({ locale: 'en-GB' });
  await page.setContent(html);
  const again = page.locator(`[data-note-again="${ids[0]}"]`);
  await expect(again).toHaveCount(1);
  await page.getByRole('slider').fill('0');
  await expect(again).toHaveClass(/gone/);
  await page.getByRole('slider').fill('2');
  await expect(again).not.toHaveClass(/gone/);
  await page.getByRole('searchbox').fill('other bone');
  await expect(again).toHaveClass(/dim/);
  expect(workshop.errors).toEqual([]);
  writer.leave();
});
