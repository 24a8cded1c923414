import { cause, saved, write } from '../play/phone';
import { PHONE, WALL, expect, test } from '../play/workshop';

test('a facilitator whose laptop is lost leads on from another by the code, and the wall goes on', async ({ workshop }) => {
  const board = await workshop.make();
  const lost = await workshop.open(board.links.facilitator);
  const wall = await workshop.open(board.links.projector, WALL);
  const anna = await workshop.join(board, 'Anna', 'Business analysis');
  await write(anna, 'People', 'Training comes too late');
  await saved(anna);
  await lost.getByRole('button', { name: 'Make a recovery code' }).click();
  const code = await lost.getByRole('textbox', { name: 'Recovery code' }).inputValue();

  const other = await workshop.open('/');
  await other.getByRole('button', { name: 'I lead a workshop and lost its link' }).click();
  await other.getByLabel('Recovery code').fill('AAAA-AAAA-AAAA-AAAA');
  await other.getByLabel('Code', { exact: true }).last().fill(board.join_code.toLowerCase());
  await other.getByRole('button', { name: 'Lead on from here' }).click();
  await expect(other.getByText('This recovery code opens nothing.', { exact: false })).toBeVisible();
  await other.getByLabel('Recovery code').fill(` ${code.toLowerCase().replaceAll('-', ' ')} `);
  await other.getByRole('button', { name: 'Lead on from here' }).click();
  await expect(other.getByText('Training comes too late').first()).toBeVisible();
  await expect(lost.getByText('You no longer lead this board')).toBeVisible();

  // It leads: what it says reaches the phone, and the wall did not go dark.
  const lock = other.getByRole('switch', { name: 'Lock the board' });
  await lock.click();
  await expect(anna.getByText('Locked').first()).toBeVisible();
  await other.getByRole('switch').first().click();
  await write(anna, 'People', 'Nobody asks the new ones');
  await expect(cause(anna, 'Nobody asks the new ones')).toBeVisible();
  await expect(wall.getByText('Connection lost')).toHaveCount(0);
  // The same link after a reload.
  await other.reload();
  await expect(other.getByText('Nobody asks the new ones').first()).toBeVisible();
  expect(workshop.errors).toEqual([]);
});

test('somebody from a department that is not listed names it, and the next one finds it listed', async ({ workshop }) => {
  const board = await workshop.make();
  const leader = await workshop.open(board.links.facilitator);
  const olga = await workshop.open(board.links.join, PHONE);
  await olga.getByLabel('Your name').fill('Olga');
  await olga.getByRole('radio', { name: 'Another department…' }).check({ force: true });
  await olga.getByRole('button', { name: 'Join' }).click();
  await expect(olga.getByText('Please choose your department.')).toBeVisible();
  await olga.getByRole('textbox', { name: 'Your department' }).fill('Works council');
  await olga.getByRole('button', { name: 'Join' }).click();
  await write(olga, 'People', 'Nobody asked us');
  await saved(olga);
  await expect(leader.getByText('Works council').filter({ visible: true }).first()).toBeVisible();
  await workshop.join(board, 'Piotr', 'Works council');
  await expect(leader.getByText('2 people, 1 of 8 departments')).toBeVisible();
  expect(workshop.errors).toEqual([]);
});
