import { cause } from '../play/phone';
import { LAPTOP, expect, test } from '../play/workshop';
import { Writer } from '../play/writers';

test('on a participant’s laptop causes are found by the desk’s key, counted, gone through and left', async ({ workshop }) => {
  const board = await workshop.make();
  const { token } = await workshop.server.call<{ token: string }>('POST', '/api/join', '', { code: board.join_code, name: 'Ben', department: 'it' });
  const writer = new Writer(workshop.server.origin, board.id, token);
  await writer.ready();
  const texts = ['Łączność z siecią zawodzi', 'Nikt nie odbiera telefonu', 'Umowy pisze się za długo', 'Люди бояться рішень', 'Telefonów nikt nie odbiera'];
  await writer.knows(texts.map((text, at) => writer.add({ branch: at < 3 ? 'people' : 'methods', text, order: `a${at}` })));
  const page = await workshop.join(board, 'Ann', 'IT', LAPTOP);
  const faint = (): Promise<number> => page.locator('svg.other').count();
  await expect(page.locator('[data-note]').first()).toBeVisible();
  await expect(page.getByRole('textbox', { name: /^Cause for/ })).toBeVisible();
  // Whoever has just joined stands in the field for causes, where a slash is a letter.
  await page.locator('[data-note]').first().click();
  await page.keyboard.press('/');
  const search = page.getByRole('search');
  const field = search.getByRole('searchbox', { name: 'Find causes' });
  await expect(field).toBeFocused();
  await field.fill('nikt ODBIERA');
  await expect(search.getByText('2 found')).toBeVisible();
  await expect.poll(faint).toBe(3);

  // Enter and the buttons go on, also across the bones, and the list goes along.
  await field.press('Enter');
  await expect(search.getByText('1 of 2')).toBeVisible();
  await search.getByRole('button', { name: 'Next cause found' }).click();
  await expect(search.getByText('2 of 2')).toBeVisible();
  await expect(cause(page, 'Telefonów nikt nie odbiera')).toBeInViewport();
  await search.getByRole('button', { name: 'Next cause found' }).click();
  await expect(search.getByText('1 of 2')).toBeVisible();
  await field.press('Shift+Enter');
  await expect(search.getByText('2 of 2')).toBeVisible();
  await search.getByRole('button', { name: 'Previous cause found' }).click();
  await expect(cause(page, 'Nikt nie odbiera telefonu')).toBeInViewport();

  await field.fill('parking');
  await expect(search.getByText('None found')).toBeVisible();
  await field.press('Escape');
  await expect(field).toHaveValue('');
  await expect.poll(faint).toBe(0);
  await field.press('Escape');
  await expect(field).not.toBeFocused();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' }).getByText('find causes')).toBeVisible();
  expect(workshop.errors).toEqual([]);
  writer.leave();
});
