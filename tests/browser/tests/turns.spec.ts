import type { Page } from '@playwright/test';
import { cause, field, saved, write } from '../play/phone';
import { LAPTOP, WALL, expect, test, type Made, type Workshop } from '../play/workshop';

const agenda = [{ title: 'One', activities: [{ id: 's', kind: 'silent', title: '', minutes: 0 }, { id: 'd', kind: 'discuss', title: '', minutes: 0 }] }];

/** Three people of marketing, who may be named, and their hidden causes. */
async function marketing(workshop: Workshop, board: Made, texts: [string, string][]): Promise<string[]> {
  const tokens: string[] = [];
  for (const name of ['Ola', 'Piotr', 'Rita'])
    tokens.push((await workshop.server.call<{ token: string }>('POST', '/api/join', '', { code: board.join_code, name, department: 'marketing' })).token);
  for (const [at, [branch, text]] of texts.entries())
    await workshop.server.call('POST', `/api/boards/${board.id}/commands`, tokens[at % 3]!, { do: 'seal_note', branch, text });
  return tokens;
}

const shown = (page: Page) => page.getByRole('region', { name: 'Hidden causes' });
const dialog = (page: Page) => page.getByRole('dialog');

test('board SEAL-7, SEAL-8, SEAL-10: hidden causes are counted by bone, written anew, and revealed in turns; the same ones merge at once', async ({ workshop }) => {
  const board = await workshop.make({ agenda });
  const desk = await workshop.open(board.links.facilitator, LAPTOP);
  await workshop.command(board, { do: 'start_activity', activity: 's' });
  const anna = await workshop.join(board, 'Anna', 'IT');
  await field(anna, 'People').waitFor();
  await write(anna, 'People', 'Training come too late');
  // Her own hidden cause lies open to her until it is shown.
  await anna.getByRole('button', { name: 'Training come too late' }).first().click();
  await dialog(anna).getByRole('textbox').fill('Training comes too late');
  await dialog(anna).getByRole('button', { name: 'Save' }).click();
  await expect(anna.getByText('Training comes too late')).toBeVisible();
  await marketing(workshop, board, [['people', 'Nobody is asked'], ['people', 'Trainings are late'], ['methods', 'Five signatures']]);
  await expect(anna.getByText('3 hidden here, 4 in all, until everyone is done')).toBeVisible();

  const wall = await workshop.open(board.links.projector, WALL);
  await expect(wall.getByRole('listitem').filter({ hasText: 'People' }).locator('.count')).toHaveText('3');
  await expect(shown(desk).getByText('4 causes are hidden')).toBeVisible();
  await shown(desk).getByRole('button', { name: 'One bone only' }).click();
  await expect(shown(desk).getByRole('button', { name: 'Reveal 1 hidden cause on “Methods”' })).toBeVisible();
  await shown(desk).getByRole('button', { name: 'One bone only' }).click();

  // Marketing has three people, so its turn is named; IT has one, so nobody is.
  await shown(desk).getByRole('button', { name: 'One by one' }).click();
  await expect(wall.getByRole('heading', { name: 'Marketing' })).toBeVisible();
  await expect(wall.locator('.wall [data-note]')).toHaveText('Nobody is asked');
  await expect(wall.getByText('3 causes still hidden')).toBeVisible();
  const turn = anna.getByRole('region', { name: 'Revealed just now' });
  await expect(turn).toContainText('Marketing · People');
  await expect(turn).toContainText('Nobody is asked');

  await desk.getByRole('button', { name: 'Next cause' }).click();
  await expect(wall.getByRole('heading', { name: 'Department not named' })).toBeVisible();
  await expect(wall.locator('.wall [data-note]')).toHaveText('Training comes too late');
  await expect(turn).toContainText('yours');

  // The key does what the button does: as long as the desk waits for the answer to what it asked last, nothing.
  await expect(desk.getByRole('button', { name: 'Next cause' })).toBeEnabled();
  await desk.keyboard.press('c');
  await expect(wall.locator('.wall [data-note]')).toHaveText('Trainings are late');
  // The wall may have it before the desk, and the key is about what the desk shows.
  await expect(shown(desk)).toContainText('Trainings are late');
  await expect(shown(desk).getByRole('button', { name: 'Same as…' })).toBeEnabled();
  await desk.keyboard.press('s');
  await expect(dialog(desk).getByRole('listitem').first()).toContainText('Training comes too late');
  await dialog(desk).getByRole('textbox').fill('LATE train');
  await expect(dialog(desk).getByRole('listitem')).toHaveCount(1);
  await dialog(desk).getByRole('textbox').press('Enter');
  await expect(shown(desk)).toContainText('The same as “Training comes too late”');
  await expect(wall.getByText('The same as “Training comes too late”')).toBeVisible();
  await expect(turn).toContainText('The same as “Training comes too late”');
  await desk.locator('.toasts').getByRole('button', { name: 'Undo' }).click();
  await expect(shown(desk).getByRole('button', { name: 'Same as…' })).toBeVisible();
  await expect(wall.getByText('The same as')).toHaveCount(0);
  // What leads too far now is parked, and taken back.
  await shown(desk).getByRole('button', { name: 'Park' }).click();
  await expect(wall.getByText('Parked for later')).toBeVisible();
  await expect(turn).toContainText('Parked for later');
  await shown(desk).getByRole('button', { name: 'Take back' }).click();
  await expect(wall.getByText('Parked for later')).toHaveCount(0);
  await shown(desk).getByRole('button', { name: 'Same as…' }).click();
  await dialog(desk).getByRole('button', { name: /Training comes too late/ }).click();
  await expect(shown(desk).getByRole('button', { name: 'Take out again' })).toBeVisible();

  // Locked meanwhile: the lock is lifted for the moment of the reveal, and holds again.
  await workshop.command(board, { do: 'lock' });
  await expect(desk.getByText('Locked', { exact: true })).toBeVisible();
  await desk.getByRole('button', { name: 'Next cause' }).click();
  await expect(wall.locator('.wall [data-note]')).toHaveText('Five signatures');
  await expect(wall.getByText('This was the last hidden cause')).toBeVisible();
  await expect.poll(async () => (await workshop.server.call<{ locked: boolean }>('GET', `/api/boards/${board.id}`, board.facilitator_token)).locked).toBe(true);
  await workshop.command(board, { do: 'unlock' });
  await shown(desk).getByRole('button', { name: 'Back to the fish' }).click();
  await expect(wall.getByRole('heading', { name: 'Marketing' })).toHaveCount(0);
  await expect(shown(desk)).toHaveCount(0);

  // Her own revealed cause is hers to work on.
  await expect(turn).toHaveCount(0);
  await cause(anna, 'Training comes too late').first().getByRole('button', { name: /Edit/ }).click();
  await dialog(anna).getByLabel('Your cause').fill('Training comes far too late');
  await dialog(anna).getByRole('button', { name: 'Save' }).click();
  await saved(anna);
  await expect(wall.getByText('far too late').first()).toBeAttached();
  expect(workshop.errors).toEqual([]);
});

test('board SEAL-2: the causes of one bone are revealed, and the rest at once after some turns', async ({ workshop }) => {
  const board = await workshop.make({ agenda });
  await workshop.command(board, { do: 'start_activity', activity: 's' });
  await marketing(workshop, board, [['people', 'One'], ['methods', 'Two'], ['methods', 'Three'], ['machines', 'Four']]);
  const desk = await workshop.open(board.links.facilitator, LAPTOP);
  await shown(desk).getByRole('button', { name: 'One bone only' }).click();
  await shown(desk).getByRole('button', { name: 'Reveal 2 hidden causes on “Methods”' }).click();
  await dialog(desk).getByRole('button', { name: 'Reveal 2 hidden causes on “Methods”' }).click();
  await expect(shown(desk).getByText('2 causes are hidden')).toBeVisible();
  await shown(desk).getByRole('button', { name: 'One by one' }).click();
  await expect(shown(desk)).toContainText('One');
  await shown(desk).getByRole('button', { name: 'Reveal the rest at once' }).click();
  await expect(shown(desk)).toHaveCount(0);
  expect(workshop.errors).toEqual([]);
});
