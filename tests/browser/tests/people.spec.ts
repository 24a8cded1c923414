import type { Page } from '@playwright/test';
import { cause, saved, write } from '../play/phone';
import { PHONE, WALL, expect, test } from '../play/workshop';

const dialog = (page: Page) => page.getByRole('dialog');
/** The code as the header of the facilitator's screen shows it. */
const code = (page: Page) => page.getByRole('button', { name: /^Join [A-Z0-9]{3} [A-Z0-9]{3}$/ });
const joinForm = (page: Page) => page.getByLabel('Your name');

test('somebody who fills the board is removed with what they wrote, stays out, and all of it can be put back', async ({ workshop }) => {
  const board = await workshop.make();
  const leader = await workshop.open(board.links.facilitator);
  const wall = await workshop.open(board.links.projector, WALL);
  const anna = await workshop.join(board, 'Anna', 'Business analysis');
  await write(anna, 'People', 'Training comes too late');
  const mallory = await workshop.join(board, 'Mallory', 'Marketing');
  for (const text of ['Nonsense one', 'Nonsense two', 'Nonsense three']) await write(mallory, 'People', text);
  await saved(mallory);
  await expect(cause(anna, 'Nonsense three')).toBeVisible();
  await expect(wall.getByText('Join', { exact: false }).first()).toBeVisible();
  const before = await code(leader).textContent();

  // The dialog says what will happen to how many causes, whatever is chosen.
  await leader.getByRole('button', { name: 'Remove Mallory' }).click();
  await expect(dialog(leader).getByText('Mallory loses access at once.')).toBeVisible();
  await expect(dialog(leader).getByRole('radio', { name: '3 causes stay on the board' })).toBeChecked();
  await expect(dialog(leader).getByText(/With the code .* they can join again/)).toBeVisible();
  await dialog(leader).getByRole('radio', { name: '3 causes go to the bin' }).check();
  await expect(dialog(leader).getByText('They can be put back, one by one or all at once.')).toBeVisible();
  await dialog(leader).getByRole('checkbox', { name: /Make a new code/ }).check();
  await dialog(leader).getByRole('checkbox', { name: 'Close the door' }).check();
  await expect(dialog(leader).getByText('While the door is closed, nobody new can join.')).toBeVisible();
  await dialog(leader).getByRole('button', { name: 'Remove', exact: true }).click();

  // Gone with all of it; Anna's word and Anna are where they were.
  await expect(mallory.getByText('You are no longer on this board')).toBeVisible();
  await expect(cause(anna, 'Nonsense one')).toHaveCount(0);
  await expect(cause(anna, 'Training comes too late')).toBeVisible();
  await expect(leader.getByText('The door is closed: nobody new can join.')).toBeVisible();
  await expect(leader.getByRole('button', { name: 'Door closed' })).toBeVisible();
  await expect(wall.getByText('The door is closed')).toBeVisible();
  await expect(wall.getByRole('img', { name: /join/ })).toHaveCount(0);

  // The code that Mallory has opens nothing, and the new one nothing yet.
  const back = await workshop.open(board.links.join, PHONE);
  await expect(back.getByText('No workshop has this code.', { exact: false })).toBeVisible();
  const { join_link: link } = await workshop.server.call<{ join_link: string }>('GET', `/api/boards/${board.id}`, board.facilitator_token);
  const late = await workshop.open(link, PHONE);
  await expect(late.getByText('The facilitator has closed the door', { exact: false })).toBeVisible();
  await expect(joinForm(late)).toHaveCount(0);

  // The door opens: the wall shows the new code, the phone gets in.
  await leader.getByRole('button', { name: 'Open the door' }).click();
  await expect(code(leader)).toBeVisible();
  expect(await code(leader).textContent()).not.toBe(before);
  await expect(wall.getByRole('img', { name: new RegExp(link.split('#')[1] ?? 'no code') })).toBeVisible();
  await late.getByRole('button', { name: 'Try again' }).click();
  await expect(joinForm(late)).toBeVisible();

  // What was taken away comes back at once, if it was a mistake.
  await leader.getByRole('button', { name: 'Put 3 causes back' }).click();
  await dialog(leader).getByRole('button', { name: 'Put 3 causes back' }).click();
  for (const text of ['Nonsense one', 'Nonsense two', 'Nonsense three']) await expect(cause(anna, text)).toBeVisible();
  await expect(leader.getByRole('button', { name: 'Put 3 causes into the bin' })).toBeVisible();

  // A new code alone: everybody who is here stays, and every screen shows it.
  const second = await code(leader).textContent();
  await leader.getByRole('button', { name: 'New code…' }).click();
  await expect(dialog(leader).getByText(/stops at once, and so do links and pictures/)).toBeVisible();
  await dialog(leader).getByRole('button', { name: 'New code' }).click();
  await expect.poll(() => code(leader).textContent()).not.toBe(second);
  await write(anna, 'People', 'Anna is still here');
  await saved(anna);
  expect(workshop.errors).toEqual([]);
});

test('a crowd that only took seats is removed at once, and nobody who did something', async ({ workshop }) => {
  const board = await workshop.make();
  const leader = await workshop.open(board.links.facilitator);
  const anna = await workshop.join(board, 'Anna', 'Business analysis');
  await write(anna, 'People', 'Training comes too late');
  await saved(anna);
  for (let n = 1; n <= 30; n++) {
    await workshop.server.call('POST', '/api/join', '', { code: board.join_code, name: `Seat ${n}`, department: 'it' });
  }
  await leader.getByRole('button', { name: 'Remove several people' }).click();
  await expect(dialog(leader).getByRole('checkbox', { name: /Seat 30/ })).toBeVisible();
  await dialog(leader).getByRole('button', { name: 'Have done nothing yet 30' }).click();
  await expect(dialog(leader).getByText('30 people lose access at once.')).toBeVisible();
  // Somebody may be meant after all.
  await dialog(leader).getByRole('checkbox', { name: /Seat 7 / }).uncheck();
  await dialog(leader).getByRole('button', { name: 'Remove 29 people' }).click();
  await expect(leader.getByText('2 people, 2 of 7 departments')).toBeVisible();
  const { people } = await workshop.state(board);
  expect(people.map(({ name }) => name).sort()).toEqual(['Anna', 'Seat 7']);

  // While the board is locked people can go, and their causes wait.
  await workshop.command(board, { do: 'lock' });
  await leader.getByRole('button', { name: 'Remove Anna' }).click();
  await expect(dialog(leader).getByRole('radio', { name: '1 cause goes to the bin' })).toBeDisabled();
  await dialog(leader).getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(leader.getByRole('button', { name: 'Put 1 cause into the bin' })).toBeDisabled();
  await workshop.command(board, { do: 'unlock' });
  await leader.getByRole('button', { name: 'Put 1 cause into the bin' }).click();
  await dialog(leader).getByRole('button', { name: 'Put 1 cause into the bin' }).click();
  await expect(leader.getByRole('button', { name: 'Put 1 cause back' })).toBeVisible();
  expect(workshop.errors).toEqual([]);
});
