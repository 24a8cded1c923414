import type { Page } from '@playwright/test';
import { bone, cause, saved, write } from '../play/phone';
import { LAPTOP, expect, test } from '../play/workshop';

test('what others write asks the server for nothing, and takes nobody back to where they were called', async ({ workshop }) => {
  const board = await workshop.make();
  const anna = await workshop.join(board, 'Anna', 'Business analysis');
  const ewa = await workshop.join(board, 'Ewa', 'IT', LAPTOP);
  const marek = await workshop.join(board, 'Marek', 'Marketing');
  await workshop.command(board, { do: 'summon', branch: 'methods' });
  for (const page of [anna, ewa]) {
    await expect(bone(page, 'Methods')).toHaveAttribute('aria-pressed', 'true');
    await bone(page, 'People').click();
    await saved(page);
    await page.waitForLoadState('networkidle');
  }
  // Files that are needed later may be loaded meanwhile, and the board itself is asked for again for its clock where it came slowly.
  const questions: string[] = [];
  const listen = (page: Page) => page.on('request', (request) => /\/api\/boards\/[^/]+\//.test(request.url()) && questions.push(request.url()));
  listen(anna);
  listen(ewa);
  for (const n of [1, 2, 3, 4, 5]) await write(marek, 'People', `Cause ${n} of Marek`);
  for (const page of [anna, ewa]) {
    await expect(cause(page, 'Cause 5 of Marek')).toBeVisible();
    await expect(bone(page, 'People')).toHaveAttribute('aria-pressed', 'true');
  }
  expect(questions).toEqual([]);

  // Nor does the facilitator's page ask for its bin when a cause is changed that is not in it.
  const leader = await workshop.open(board.links.facilitator);
  await leader.getByRole('tab', { name: 'Causes' }).click();
  await expect(leader.getByText('Nothing was removed.')).toBeVisible();
  await leader.waitForLoadState('networkidle');
  listen(leader);
  await cause(marek, 'Cause 5 of Marek').getByRole('button', { name: /Edit$/ }).click();
  await marek.getByRole('textbox', { name: 'Your cause' }).fill('Cause 5, said better');
  await marek.getByRole('button', { name: 'Save' }).click();
  await expect(leader.getByRole('treeitem', { name: /Cause 5, said better/ })).toBeAttached();
  expect(questions).toEqual([]);
  expect(workshop.errors).toEqual([]);
});
