import { saved, write } from '../play/phone';
import { LAPTOP, expect, test } from '../play/workshop';

test('who else writes a cause is seen where it is written, and what both write stays', async ({ workshop }) => {
  const board = await workshop.make();
  const leader = await workshop.open(board.links.facilitator);
  const anna = await workshop.join(board, 'Anna', 'Business analysis');
  await write(anna, 'People', 'Training late');
  await saved(anna);
  await anna.getByRole('button', { name: /^(?!Why).*Training late/ }).click();
  const sheet = anna.getByRole('dialog');
  const text = sheet.getByRole('textbox').first();
  await expect(text).toBeVisible();

  // The desk sees her on the card, and its own is seen by her.
  const other = leader.locator('[data-writing]');
  await expect(other).toHaveText('Anna');
  await leader.getByRole('treeitem', { name: /Training late/ }).focus();
  await leader.keyboard.press('F2');
  const desk = leader.locator('.fishbone textarea');
  await expect(desk).toBeFocused();
  await expect(sheet.getByText('The facilitator is writing this cause too. What each of you writes is kept.')).toBeVisible();
  await text.fill('Training comes late');
  await desk.press('End');
  await desk.pressSequentially(', if at all');
  await desk.press('Enter');
  await expect(sheet.getByText('is writing this cause too', { exact: false })).toHaveCount(0);
  await sheet.getByRole('button', { name: 'Save' }).click();
  await expect(other).toHaveCount(0);
  await expect(anna.getByText('Training comes late, if at all')).toBeVisible();
  await expect(leader.getByRole('treeitem', { name: /Training comes late, if at all/ })).toHaveCount(1);

  // With hidden names nobody is told who writes.
  await workshop.command(board, { do: 'set_authors', shown: false });
  const jan = await workshop.join(board, 'Jan', 'Marketing', LAPTOP);
  await expect(jan.locator('[data-note]').first()).toBeVisible();
  await anna.getByRole('button', { name: /^(?!Why).*Training comes late/ }).click();
  await expect(sheet).toBeVisible();
  await workshop.command(board, { do: 'set_authors', shown: true });
  await expect(jan.locator('[data-writing]')).toHaveText('Anna');
  await workshop.command(board, { do: 'set_authors', shown: false });
  await expect(jan.locator('[data-writing]')).toHaveCount(0);
  expect(workshop.errors).toEqual([]);
});
