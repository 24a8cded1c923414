import { accessible } from '../play/eyes';
import { cause, field, offline, saved, tray, write } from '../play/phone';
import { LAPTOP, PHONE, WALL, expect, test } from '../play/workshop';

/** An agenda with one of each, so that every activity's page can be looked at. */
const agenda = [
  {
    title: 'One round',
    activities: [
      { id: 'collect', kind: 'collect', title: 'Collect causes', minutes: 10 },
      { id: 'silent', kind: 'silent', title: 'Write in silence', minutes: 5 },
      { id: 'plan', kind: 'plan', title: 'Plan', minutes: 10 },
      { id: 'close', kind: 'close', title: 'Close', minutes: 5 },
    ],
  },
];

test('the pages before a board can be used by everybody', async ({ workshop }) => {
  const board = await workshop.make();
  const home = await workshop.open(`/#key=${workshop.server.key}`);
  await expect(home.getByLabel('Title')).toBeVisible();
  await accessible(home, 'home');
  await home.getByLabel('Title').fill('Why do customers wait?');
  for (const step of ['people', 'agenda']) {
    await home.getByRole('button', { name: /^Next: / }).click();
    await accessible(home, `home, ${step}`);
  }
  const join = await workshop.open('/join', PHONE);
  await join.getByLabel('Code').fill('QQQQQQ');
  await join.getByRole('button', { name: 'Next' }).click();
  await expect(join.getByText('No workshop has this code')).toBeVisible();
  await accessible(join, 'unknown code');
  await join.goto(board.links.join);
  await join.reload();
  await join.getByRole('button', { name: 'Join' }).click();
  await expect(join.getByText('Please write your name first.')).toBeVisible();
  await accessible(join, 'join');
});

test('what a participant sees can be used by everybody', async ({ workshop }) => {
  test.setTimeout(300_000);
  const board = await workshop.make({ agenda });
  const phone = await workshop.join(board, 'Anna', 'Business analysis');
  const laptop = await workshop.join(board, 'Ewa', 'IT', LAPTOP);
  await expect(field(phone, 'People')).toBeVisible();
  await accessible(phone, 'empty board');
  await workshop.command(board, { do: 'start_activity', activity: 'collect' });
  await write(phone, 'People', 'Training comes after the launch');
  await write(phone, 'People', 'Nobody knows the offer on its first day');
  await phone.getByRole('button', { name: /^Why\? Write a cause under “Training/ }).click();
  await accessible(phone, 'collect');
  await expect(laptop.getByRole('treeitem', { name: /Nobody knows/ })).toBeAttached();
  await accessible(laptop, 'collect on a laptop');
  await phone.getByRole('button', { name: 'Settings' }).click();
  await accessible(phone, 'settings');
  await phone.getByRole('button', { name: 'Close' }).click();
  await saved(phone);
  await offline(phone);
  await write(phone, 'Methods', 'Kept in the tray');
  await workshop.command(board, { do: 'lock' });
  await phone.context().setOffline(false);
  await tray(phone).click();
  await accessible(phone, 'tray');
  await phone.getByRole('button', { name: 'Close' }).click();

  await workshop.command(board, { do: 'start_activity', activity: 'silent' });
  await expect(phone.getByText('Nobody sees what you write until everyone is done.')).toBeVisible();
  await accessible(phone, 'silent');

  await workshop.command(board, { do: 'open_vote', dots: 3, per_note: 2 });
  await phone
    .getByRole('button', { name: /Training comes after the launch/ })
    .first()
    .click();
  await expect(phone.getByText('2 dots left')).toBeVisible();
  await accessible(phone, 'vote');
  await workshop.command(board, { do: 'close_vote' });
  await workshop.command(board, { do: 'reveal_vote' });
  const notes = Object.keys((await workshop.state(board)).vote?.tally ?? {});
  await workshop.command(board, { do: 'open_rating', notes });
  await phone.getByRole('radio', { name: 'Importance: 4 of 5' }).click();
  await accessible(phone, 'rate');
  await workshop.command(board, { do: 'close_rating' });
  await workshop.command(board, { do: 'reveal_rating' });
  await workshop.command(board, {
    do: 'create_project',
    title: 'One owner for every order',
    horizon: 'this-year',
    owner: 'it',
    approvals: ['analysis'],
  });
  await workshop.command(board, { do: 'start_activity', activity: 'plan' });
  await expect(phone.getByText('One owner for every order')).toBeVisible();
  await accessible(phone, 'plan');
  await workshop.command(board, { do: 'finish' });
  await expect(phone.getByText('The workshop is finished.')).toBeVisible();
  await accessible(phone, 'finished');
});

test('what the facilitator and the wall show can be used by everybody', async ({ workshop }) => {
  test.setTimeout(300_000);
  const board = await workshop.make({ agenda });
  const wall = await workshop.open(board.links.projector, WALL);
  await expect(wall.getByText('and type the code')).toBeVisible();
  await accessible(wall, 'lobby');
  const phone = await workshop.join(board, 'Anna', 'Business analysis');
  const leader = await workshop.open(board.links.facilitator);
  await expect(leader.getByRole('switch', { name: 'Lock the board' })).toBeVisible();
  await workshop.command(board, { do: 'start_activity', activity: 'collect' });
  await write(phone, 'People', 'Training comes after the launch');
  await expect(wall.getByRole('treeitem', { name: /Training/ })).toBeAttached();
  await accessible(wall, 'fishbone');
  await accessible(leader, 'facilitator');
  for (const tab of await leader.getByRole('tab').all()) {
    await tab.click();
    await accessible(leader, `panel ${await tab.textContent()}`, 'aside');
  }
  await workshop.command(board, { do: 'open_vote', dots: 3, per_note: 2 });
  await phone
    .getByRole('button', { name: /Training/ })
    .first()
    .click();
  await phone.getByRole('button', { name: 'I am finished' }).click();
  await expect(wall.getByText('1 of 1 have voted')).toBeVisible();
  await accessible(wall, 'voting');
  await workshop.command(board, { do: 'close_vote' });
  await workshop.command(board, { do: 'reveal_vote' });
  await expect(wall.getByText('What weighs most')).toBeVisible();
  await accessible(wall, 'result of the vote');
  await leader.getByRole('tab', { name: 'Result' }).click();
  await accessible(leader, 'result', 'aside');
  const notes = Object.keys((await workshop.state(board)).vote?.tally ?? {});
  await workshop.command(board, { do: 'open_rating', notes });
  await phone.getByRole('radio', { name: 'Importance: 4 of 5' }).click();
  await phone.getByRole('radio', { name: 'Urgency: 4 of 5' }).click();
  await expect(phone.getByText('You have rated every cause')).toBeVisible();
  await workshop.command(board, { do: 'close_rating' });
  await workshop.command(board, { do: 'reveal_rating' });
  await expect(wall.getByText('Important and urgent')).toBeVisible();
  await accessible(wall, 'matrix');
  await accessible(leader, 'ratings', 'aside');
  await workshop.command(board, { do: 'create_project', title: 'One owner for every order', horizon: 'this-year', owner: 'it' });
  await workshop.command(board, { do: 'start_activity', activity: 'close' });
  await expect(wall.getByText('One owner for every order').first()).toBeVisible();
  await accessible(wall, 'closing');
});

test('somebody at a laptop takes part without a mouse', async ({ workshop }) => {
  const board = await workshop.make();
  const marek = await workshop.join(board, 'Marek', 'Marketing');
  const ewa = await workshop.open('/', LAPTOP);
  // In by keyboard alone.
  await ewa.getByLabel('Code').focus();
  await ewa.keyboard.type(board.join_code);
  await ewa.keyboard.press('Enter');
  await expect(ewa.getByLabel('Your name')).toBeVisible();
  await ewa.getByLabel('Your name').focus();
  await ewa.keyboard.type('Ewa');
  await ewa.keyboard.press('Tab');
  await ewa.keyboard.press('Space');
  await ewa.keyboard.press('Enter');
  const diagram = ewa.getByRole('tree');
  await expect(diagram).toBeAttached();

  // N writes, Enter sends, and the field waits for the next one.
  await ewa.keyboard.press('n');
  await expect(field(ewa, 'People')).toBeFocused();
  for (const text of ['First by keyboard', 'Second by keyboard', 'Third by keyboard']) {
    await ewa.keyboard.type(text);
    await ewa.keyboard.press('Enter');
    await expect(diagram.getByRole('treeitem', { name: new RegExp(text) })).toBeAttached();
  }
  await ewa.keyboard.press('Escape');

  // Back to the diagram by Tab; its arrows go from cause to cause.
  const here = () => diagram.locator('[role=treeitem]:focus');
  for (let step = 0; step < 40 && (await here().count()) === 0; step++) await ewa.keyboard.press('Shift+Tab');
  await expect(here()).toHaveCount(1);
  await ewa.keyboard.press('Home');
  await expect(here()).toContainText('People');
  await ewa.keyboard.press('ArrowDown');
  await expect(here()).toContainText('First by keyboard');
  await ewa.keyboard.press('ArrowRight');
  await expect(here()).toContainText('Management');
  await ewa.keyboard.press('ArrowLeft');
  await ewa.keyboard.press('Home');
  await ewa.keyboard.press('ArrowDown');
  await ewa.keyboard.press('ArrowDown');
  await expect(here()).toContainText('Second by keyboard');

  // Tab puts it under the one above, Shift+Tab back.
  await expect(here()).toHaveAttribute('aria-level', '2');
  await ewa.keyboard.press('Tab');
  await expect(here()).toHaveAttribute('aria-level', '3');
  await expect(here()).toContainText('Second by keyboard');
  await ewa.keyboard.press('Shift+Tab');
  await expect(here()).toHaveAttribute('aria-level', '2');
  await ewa.keyboard.press('Tab');
  await expect(here()).toHaveAttribute('aria-level', '3');

  // Enter edits where it is; others see it.
  await ewa.keyboard.press('Enter');
  await expect(ewa.getByRole('textbox', { name: 'Edit the cause' })).toBeFocused();
  await ewa.keyboard.press('End');
  await ewa.keyboard.type(', changed');
  await ewa.keyboard.press('Enter');
  await expect(here()).toContainText('Second by keyboard, changed');
  await expect(cause(marek, 'Second by keyboard, changed').last()).toBeVisible();

  // ? shows all keys, Escape closes them; Delete removes, Ctrl+Z brings it back.
  await ewa.keyboard.press('?');
  await expect(ewa.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await ewa.keyboard.press('Escape');
  await expect(ewa.getByRole('dialog', { name: 'Keys' })).toHaveCount(0);
  await expect(here()).toContainText('Second by keyboard, changed');
  await ewa.keyboard.press('Delete');
  await expect(marek.getByText('Second by keyboard, changed')).toHaveCount(0);
  await ewa.keyboard.press('Control+z');
  await expect(marek.getByText('Second by keyboard, changed').first()).toBeVisible();

  // A vote without a mouse.
  await workshop.command(board, { do: 'open_vote', dots: 2, per_note: 2 });
  const choice = ewa.getByRole('button', { name: /First by keyboard/ }).first();
  await expect(choice).toBeVisible();
  for (let step = 0; step < 60 && !(await choice.evaluate((element) => element === document.activeElement)); step++) {
    await ewa.keyboard.press('Tab');
  }
  await expect(choice).toBeFocused();
  await ewa.keyboard.press('Enter');
  await expect(ewa.getByText('1 dot left')).toBeVisible();
  expect(workshop.errors).toEqual([]);
});
