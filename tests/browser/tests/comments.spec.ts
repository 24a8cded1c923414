import { cause, saved, write } from '../play/phone';
import { LAPTOP, PHONE, expect, test } from '../play/workshop';

test.use({ actionTimeout: 20_000 });

test('board COMMENT-1, COMMENT-2, COMMENT-4: everybody says something of a cause, changes it and takes it back, and no more is told of them than of its author', async ({
  workshop,
}) => {
  const board = await workshop.make();
  const ewa = await workshop.join(board, 'Ewa', 'IT', PHONE);
  await write(ewa, 'People', 'Nobody trains the people at the counter');
  await saved(ewa);
  const jan = await workshop.join(board, 'Jan', 'Marketing', PHONE);
  await cause(jan, 'Nobody trains')
    .getByRole('button', { name: /Comments$/ })
    .click();
  const sheet = jan.getByRole('dialog');
  // Somebody else's cause is read and commented on, not changed.
  await expect(sheet.getByRole('blockquote')).toHaveText('Nobody trains the people at the counter');
  await expect(sheet.getByRole('button', { name: 'Save' })).toHaveCount(0);
  await sheet.getByRole('textbox', { name: 'A comment on this cause' }).fill('Only the new ones');
  await sheet.getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(sheet.getByText('Only the new ones')).toBeVisible();
  await expect(sheet.getByText(/Marketing · Jan/)).toBeVisible();

  // The author reads it beside her cause, the facilitator at the desk, while it is written.
  await cause(ewa, 'Nobody trains').getByRole('button', { name: /Edit$/ }).click();
  const own = ewa.getByRole('dialog');
  await expect(own.getByText('Only the new ones')).toBeVisible();
  await expect(own.getByRole('button', { name: 'Remove the comment “Only the new ones”' })).toHaveCount(0);
  const desk = await workshop.open(board.links.facilitator, LAPTOP);
  await desk.getByRole('tab', { name: 'Causes' }).click();
  await desk.locator('#panel section').first().getByRole('listitem').filter({ hasText: 'Nobody trains' }).getByRole('button').click();
  const panel = desk.locator('#panel');
  await expect(panel.getByText('Only the new ones')).toBeVisible();
  await panel.getByRole('textbox', { name: 'A comment on this cause' }).fill('Ask Olga');
  await panel.getByRole('textbox', { name: 'A comment on this cause' }).press('ControlOrMeta+Enter');
  await expect(own.getByText('Ask Olga')).toBeVisible();
  await expect(own.getByText(/^Somebody ·/)).toBeVisible();

  // One's own can be changed, and undone at the desk.
  await sheet.getByRole('button', { name: 'Edit', exact: true }).click();
  await sheet.getByRole('textbox', { name: 'Change your comment' }).fill('Only those of last year');
  await sheet.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(panel.getByText('Only those of last year')).toBeVisible();
  await desk.getByRole('button', { name: 'Undo' }).click();
  await expect(panel.getByText('Ask Olga')).toHaveCount(0);
  await desk.getByRole('button', { name: 'Redo' }).click();
  await expect(panel.getByText('Ask Olga')).toBeVisible();

  // Hidden names hide here, too; whose it is this device still knows.
  await workshop.command(board, { do: 'set_authors', shown: false });
  await expect(panel.getByText(/^Marketing ·/)).toBeVisible();
  await expect(panel.getByText(/Jan/)).toHaveCount(0);
  await expect(sheet.getByRole('button', { name: 'Edit', exact: true })).toBeVisible();

  // While the board is locked comments are read only; what was typed stays.
  await sheet.getByRole('textbox', { name: 'A comment on this cause' }).fill('half a word');
  await workshop.command(board, { do: 'lock' });
  await expect(sheet.getByRole('textbox')).toHaveCount(0);
  await expect(sheet.getByText('Only those of last year')).toBeVisible();
  await workshop.command(board, { do: 'unlock' });
  await expect(sheet.getByRole('textbox', { name: 'A comment on this cause' })).toHaveValue('half a word');
  await sheet.getByRole('button', { name: 'Remove the comment “Only those of last year”' }).click();
  await expect(panel.getByText('Only those of last year')).toHaveCount(0);
  const markdown = await (
    await fetch(`${workshop.server.origin}/api/boards/${board.id}/export/md?token=${board.facilitator_token}`)
  ).text();
  expect(markdown).toContain('Comment: Ask Olga');
  expect(workshop.errors).toEqual([]);
});
