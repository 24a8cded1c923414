// One person is one voice: on another device, after leaving, under another name, after a rehearsal.
import { bone, cause, saved, write } from '../play/phone';
import { LAPTOP, PHONE, expect, fillJoin, test } from '../play/workshop';

test('the same name on another device goes on as that person once the facilitator says so', async ({ workshop }) => {
  const board = await workshop.make();
  const leader = await workshop.open(board.links.facilitator);
  const phone = await workshop.join(board, 'Anna', 'Marketing');
  await write(phone, 'People', 'Training comes too late');
  await saved(phone);

  const laptop = await workshop.open(board.links.join, LAPTOP);
  await fillJoin(laptop, 'anna', 'Marketing');
  await expect(laptop.getByText('anna from Marketing is on this board already.', { exact: false })).toBeVisible();
  await laptop.getByRole('button', { name: 'Yes, go on as anna' }).click();
  await expect(laptop.getByText('The facilitator is asked', { exact: false })).toBeVisible();

  // The facilitator sees who asks, and that this person is connected just now.
  const question = leader.getByRole('region', { name: 'Is that the same person?' });
  await expect(question.getByText('as Anna from Marketing', { exact: false })).toBeVisible();
  await expect(question.getByText('Anna is connected right now', { exact: false })).toBeVisible();
  await expect(leader.getByText('1 person, 1 of 7 departments')).toBeVisible();
  await question.getByRole('button', { name: 'Yes, let in' }).click();

  // The cause is one's own on both, and nobody became this person without a word on the first device.
  await expect(laptop.getByText('Yours', { exact: false }).first()).toBeVisible();
  await expect(phone.getByText('You are now also here on another device', { exact: false })).toBeVisible();
  await expect(question).toHaveCount(0);
  await workshop.command(board, { do: 'open_vote', dots: 3 });
  const { vote, people } = await workshop.server.call<{ vote: { eligible: number }; people: unknown[] }>(
    'GET',
    `/api/boards/${board.id}`,
    board.facilitator_token,
  );
  expect([vote.eligible, people.length]).toEqual([1, 1]);
  // One budget of dots.
  await expect(laptop.getByText('3 dots left')).toBeVisible();
  await laptop.getByRole('main').getByRole('button', { name: /Training comes too late/ }).first().click();
  await phone.reload();
  await expect(phone.getByText('2 dots left')).toBeVisible();
  expect(workshop.errors).toEqual([]);
});

test('a stranger who uses a name is sent away, and can only be somebody else', async ({ workshop }) => {
  const board = await workshop.make();
  const leader = await workshop.open(board.links.facilitator);
  await workshop.join(board, 'Anna', 'Marketing');
  const stranger = await workshop.open(board.links.join, PHONE);
  await fillJoin(stranger, 'Anna', 'Marketing');
  await stranger.getByRole('button', { name: 'Yes, go on as Anna' }).click();
  await leader.getByRole('region', { name: 'Is that the same person?' }).getByRole('button', { name: 'No', exact: true }).click();
  await expect(stranger.getByText('did not let this device go on', { exact: false })).toBeVisible();
  await stranger.getByRole('button', { name: 'No, join as somebody else' }).click();
  await fillJoin(stranger, 'Anna Zet', 'Marketing');
  await expect(bone(stranger, 'People')).toBeVisible();
  await expect(leader.getByText('2 people, 1 of 7 departments')).toBeVisible();
  expect(workshop.errors).toEqual([]);
});

test('whoever leaves is not waited for, asked in the language of the page', async ({ workshop }) => {
  const board = await workshop.make();
  const anna = await workshop.join(board, 'Anna', 'Marketing');
  const ben = await workshop.join(board, 'Ben', 'Sales');
  await workshop.command(board, { do: 'open_vote', dots: 3 });
  anna.on('dialog', () => workshop.errors.push('a dialog of the browser'));
  await anna.getByRole('button', { name: 'Settings' }).click();
  await anna.getByRole('button', { name: 'Leave the workshop' }).click();
  const question = anna.getByRole('dialog', { name: 'Leave the workshop' });
  await expect(question.getByText('You are no longer counted', { exact: false })).toBeVisible();
  await question.getByRole('button', { name: 'Leave the workshop' }).click();
  await expect(anna.getByLabel('Code')).toBeVisible();
  const { people } = await workshop.state(board);
  expect(people.map(({ name }) => name)).toEqual(['Ben']);
  await ben.getByRole('button', { name: 'I am finished' }).click();
  await expect(ben.getByText('1 of 1 are finished')).toBeVisible();
  expect(workshop.errors).toEqual([]);
});

test('a rehearsal is gone with the first person', async ({ workshop }) => {
  const board = await workshop.make();
  const leader = await workshop.open(board.links.facilitator);
  await leader.getByRole('button', { name: 'See to it: You have rehearsed once' }).click();
  const [popup] = await Promise.all([leader.waitForEvent('popup'), leader.getByRole('button', { name: 'Join once myself' }).click()]);
  await leader.keyboard.press('Escape');
  await fillJoin(popup, 'Test', 'Marketing');
  await write(popup, 'People', 'Only to try it');
  await saved(popup);
  await expect(leader.getByText('Only a rehearsal so far', { exact: false })).toBeVisible();
  const anna = await workshop.join(board, 'Anna', 'Sales');
  await expect(cause(anna, 'Only to try it')).toHaveCount(0);
  await expect(leader.getByText('1 person, 1 of 7 departments')).toBeVisible();
  await expect(leader.getByText('Only a rehearsal so far', { exact: false })).toHaveCount(0);
  await expect(popup.getByText('You are no longer on this board')).toBeVisible();
  expect((await workshop.state(board)).people.map(({ name }) => name)).toEqual(['Anna']);
  expect(await workshop.server.call('GET', `/api/boards/${board.id}/bin`, board.facilitator_token)).toEqual([]);
  expect(workshop.errors).toEqual([]);
});

test('one sets one’s own name and department right, and the causes follow', async ({ workshop }) => {
  const board = await workshop.make();
  const leader = await workshop.open(board.links.facilitator);
  const anna = await workshop.join(board, 'Ann', 'Sales');
  await write(anna, 'People', 'Training comes too late');
  await saved(anna);
  await anna.getByRole('button', { name: 'Settings' }).click();
  await anna.getByRole('button', { name: 'Change name or department' }).click();
  const sheet = anna.getByRole('dialog', { name: 'Your name and department' });
  await sheet.getByLabel('Your name').fill('Anna K.');
  await sheet.getByRole('radio', { name: 'Marketing' }).check({ force: true });
  await sheet.getByRole('button', { name: 'Save' }).click();
  await expect(sheet).toHaveCount(0);
  await expect(anna.getByText('Anna K.')).toBeVisible();
  await expect(leader.getByRole('button', { name: 'Remove Anna K.' })).toBeVisible();
  await expect(leader.getByText('1 cause', { exact: true }).first()).toBeVisible();
  const { people } = await workshop.server.call<{ people: object[] }>('GET', `/api/boards/${board.id}`, board.facilitator_token);
  expect(people).toMatchObject([{ name: 'Anna K.', department: 'marketing' }]);
  // After a reload it is still so.
  await anna.reload();
  await anna.getByRole('button', { name: 'Settings' }).click();
  await expect(anna.getByText('Anna K.')).toBeVisible();
  expect(workshop.errors).toEqual([]);
});
