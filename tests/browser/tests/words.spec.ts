import { LAPTOP, WALL, expect, test } from '../play/workshop';

test('board WORD-1, WORD-2, WORD-3: a word at the end is secret until it is shown, and then nobody is told whose it is', async ({ workshop }) => {
  const agenda = [{ title: 'One', activities: [{ id: 'c', kind: 'close', title: '', minutes: 0 }] }];
  const board = await workshop.make({ agenda });
  await workshop.command(board, { do: 'start_activity', activity: 'c' });
  const anna = await workshop.join(board, 'Anna', 'IT');
  const desk = await workshop.open(board.links.facilitator, LAPTOP);
  const wall = await workshop.open(board.links.projector, WALL);
  const { token } = await workshop.server.call<{ token: string }>('POST', '/api/join', '', { code: board.join_code, name: 'Ben', department: 'it' });
  await workshop.server.call('POST', `/api/boards/${board.id}/commands`, token, { do: 'say', worth: 2, word: 'Long' });
  await expect(wall.getByText('1 of 2 have said how it was')).toBeVisible();

  await expect(anna.getByText('Nobody sees it until the facilitator shows it', { exact: false })).toBeVisible();
  await expect(anna.getByRole('button', { name: 'Send' })).toBeDisabled();
  await anna.getByRole('radio', { name: '4 of 5' }).click();
  await anna.getByRole('textbox').fill('Useful');
  await anna.getByRole('button', { name: 'Send' }).click();
  await expect(anna.getByText('Thank you. You can change it until it is shown.')).toBeVisible();
  // Loaded anew, the page knows what its person said, and it can be changed.
  await anna.reload();
  await expect(anna.getByRole('radio', { name: '4 of 5' })).toBeChecked();
  await expect(anna.getByRole('textbox')).toHaveValue('Useful');
  await anna.getByRole('radio', { name: '5 of 5' }).click();
  await anna.getByRole('button', { name: 'Change' }).click();
  await expect(anna.getByText('Thank you. You can change it until it is shown.')).toBeVisible();
  await expect(wall.getByText('2 of 2 have said how it was')).toBeVisible();
  await expect(wall.getByText('Useful')).toHaveCount(0);
  await expect(desk.getByText('Useful')).toHaveCount(0);

  await desk.getByRole('button', { name: 'Show what people said: 2 of 2' }).click();
  const said = desk.locator('#panel section').filter({ has: desk.getByRole('heading', { name: 'Was it worth the time?' }) });
  await expect(said.getByText('On average 3.5 of 5')).toBeVisible();
  await expect(said.getByRole('listitem', { name: '5 of 5: 1 person' })).toBeVisible();
  await expect(wall.getByRole('heading', { name: 'Was it worth the time?' })).toBeVisible();
  await expect(wall.getByRole('listitem', { name: '2 of 5: 1 person' })).toBeVisible();
  for (const word of ['Useful', 'Long']) await expect(wall.getByText(word, { exact: true })).toBeVisible();
  await expect(anna.getByRole('heading', { name: 'What people said at the end' })).toBeVisible();
  for (const page of [wall, anna]) await expect(page.getByText('Ben')).toHaveCount(0);

  // Finished, and opened again: it stays.
  await workshop.command(board, { do: 'finish' });
  await expect(anna.getByText('The workshop is finished.', { exact: false })).toBeVisible();
  await expect(anna.getByRole('heading', { name: 'What people said at the end' })).toBeVisible();
  await expect(said.getByText('On average 3.5 of 5')).toBeVisible();
  await workshop.command(board, { do: 'reopen' });
  await expect(said.getByText('On average 3.5 of 5')).toBeVisible();
  expect(workshop.errors).toEqual([]);
});

test('board FIN-1, WORD-2: what people said is shown on a finished board without reopening it, on the wall and on phones', async ({ workshop }) => {
  const agenda = [{ title: 'One', activities: [{ id: 'c', kind: 'close', title: '', minutes: 0 }] }];
  const board = await workshop.make({ agenda });
  await workshop.command(board, { do: 'start_activity', activity: 'c' });
  const anna = await workshop.join(board, 'Anna', 'IT');
  const desk = await workshop.open(board.links.facilitator, LAPTOP);
  const wall = await workshop.open(board.links.projector, WALL);
  await anna.getByRole('radio', { name: '4 of 5' }).click();
  await anna.getByRole('textbox').fill('Useful');
  await anna.getByRole('button', { name: 'Send' }).click();
  await expect(anna.getByText('Thank you. You can change it until it is shown.')).toBeVisible();
  await workshop.command(board, { do: 'finish' });
  await expect(anna.getByText('The workshop is finished.', { exact: false })).toBeVisible();
  await desk.getByRole('tab', { name: 'Result' }).click();
  await desk.locator('#panel').getByRole('button', { name: 'Show what people said' }).click();
  await desk.getByRole('dialog').getByRole('button', { name: 'Show what people said' }).click();
  await expect(desk.locator('#panel').getByText('On average 4 of 5')).toBeVisible();
  await expect(anna.getByText('Useful', { exact: true })).toBeVisible();
  await expect(anna.getByText('The workshop is finished.', { exact: false })).toBeVisible();
  await expect(wall.getByText('Useful', { exact: true })).toBeVisible();
  // The wall thanks again when the facilitator wants it to.
  await desk.getByRole('combobox', { name: 'Show on the projector' }).selectOption('auto');
  await expect(wall.getByText('Useful', { exact: true })).toHaveCount(0);
  expect(workshop.errors).toEqual([]);
});
