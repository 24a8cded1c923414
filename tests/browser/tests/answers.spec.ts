import type { Page } from '@playwright/test';
import { accessible } from '../play/eyes';
import { faults } from '../play/wall';
import { LAPTOP, WALL, expect, test } from '../play/workshop';

test.use({ actionTimeout: 20_000 });

const AGENDA = [
  {
    id: 'understand',
    kind: 'understand',
    title: 'What the surveys say',
    minutes: 20,
  },
];

test('ANSWER-2: phones answer what the desk asks, the projector shows it as it comes, and answers become causes', async ({ workshop }) => {
  const board = await workshop.make({ agenda: AGENDA });
  await workshop.command(board, {
    do: 'add_fact',
    label: 'Complaints',
    unit: 'a month',
    value: 312,
    day: '2026-03-31',
  });
  const desk = await workshop.open(board.links.facilitator, LAPTOP);
  const wall = await workshop.open(board.links.projector, WALL);
  const [ann, ben] = [await workshop.join(board, 'Ann', 'IT'), await workshop.join(board, 'Ben', 'Sales')];
  await workshop.command(board, {
    do: 'start_activity',
    activity: 'understand',
  });
  const steps = desk.getByRole('group', {
    name: 'Charts and questions on the projector',
  });
  await steps.getByRole('button', { name: 'Next question' }).click();

  const answer = (phone: Page) => phone.getByRole('textbox', { name: 'Your answer' });
  for (const phone of [ann, ben]) {
    await expect(phone.getByRole('heading', { name: 'What do customers notice?' })).toBeVisible();
    await expect(phone.getByText('now 312 a month (Mar 31, 2026)')).toBeVisible();
  }
  await accessible(ann, 'a question about a figure');
  await answer(ann).fill('The long wait');
  await ann.getByRole('button', { name: 'Answer', exact: true }).click();
  await expect(wall.locator('.answers li')).toHaveText(['The long wait']);
  await answer(ben).fill('Wating');
  await ben.getByRole('button', { name: 'Answer', exact: true }).click();
  await ben.getByRole('button', { name: 'Change the answer “Wating”' }).click();
  await answer(ben).fill('Waiting');
  await ben.getByRole('button', { name: 'Save' }).click();
  await expect(wall.locator('.answers li')).toHaveText(['Waiting', 'The long wait']);
  await answer(ben).fill('Nothing');
  await ben.getByRole('button', { name: 'Answer', exact: true }).click();
  await ben.getByRole('button', { name: 'Take back the answer “Nothing”' }).click();
  await expect(wall.locator('.answers li')).toHaveCount(2);
  expect(await faults(wall)).toEqual([]);

  // The third question has ready reasons, which are counted; what was answered to the first stays as it is.
  await steps.getByRole('button', { name: 'Next question' }).click();
  await steps.getByRole('button', { name: 'Next question' }).click();
  for (const phone of [ann, ben]) await phone.getByRole('button', { name: 'the season' }).click();
  await answer2(ann).fill('Easter');
  for (const phone of [ann, ben]) await phone.getByRole('button', { name: 'Answer', exact: true }).click();
  await expect(wall.locator('header li.chosen')).toHaveText(/the season\s*2/);
  await expect(wall.locator('.answers li')).toHaveText(['the season: Easter']);
  expect(await faults(wall)).toEqual([]);
  await accessible(wall, 'answers on the projector');

  // The desk sees all, and makes one cause of two, and another one in one click. The board was locked until then.
  await desk.getByRole('tab', { name: 'Facts' }).click();
  const panel = desk.locator('#panel');
  await expect(panel.getByText('the season 2')).toBeVisible();
  await panel.getByRole('button', { name: 'Unlock it for me alone' }).click();
  await accessible(desk, 'answers at the desk', '#panel');
  await panel.getByLabel('Bone for causes made of answers').selectOption({ label: 'Methods' });
  await panel
    .getByRole('button', {
      name: 'Make it a cause on Methods: “the season: Easter”',
    })
    .click();
  const notes = async (): Promise<object[]> =>
    (await workshop.server.call<{ notes: object[] }>('GET', `/api/boards/${board.id}/export/json`, board.facilitator_token)).notes;
  await expect.poll(notes).toMatchObject([
    {
      branch: 'methods',
      department: 'it',
      list: 'results',
      reference: 'Why does the number change?',
    },
  ]);
  await expect(ann.getByText('now a cause')).toBeVisible();
  await steps.getByRole('button', { name: 'Previous question' }).click();
  await steps.getByRole('button', { name: 'Previous question' }).click();
  await panel.getByLabel('Choose “The long wait”').check();
  await panel.getByLabel('Choose “Waiting”').check();
  await panel.getByLabel('What the cause says').fill('Waiting for an answer');
  await panel.getByRole('button', { name: 'Make one cause of 2 answers' }).click();
  await expect.poll(notes).toHaveLength(2);
  await desk.locator('.toast', { hasText: 'Waiting for an answer' }).getByRole('button', { name: 'Undo' }).click();
  await expect.poll(notes).toHaveLength(1);
  await expect(panel.getByRole('button', { name: 'Make it a cause on Methods: “Waiting”' })).toBeVisible();

  // With the question the phones go on, and the file has what was said.
  await steps.getByRole('button', { name: 'Previous question' }).click();
  await expect(answer(ann)).toHaveCount(0);
  const file = await workshop.server.call<{ facts: { answers: object[] }[] }>(
    'GET',
    `/api/boards/${board.id}/export/json`,
    board.facilitator_token,
  );
  expect(file.facts[0]?.answers).toHaveLength(4);
  expect(workshop.errors).toEqual([]);
});

const answer2 = (phone: Page) => phone.getByRole('textbox', { name: 'In your words, if you like' });
