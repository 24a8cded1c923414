import { LAPTOP, WALL, expect, test } from '../play/workshop';
import { Writer } from '../play/writers';

test('board VOTE-11, VOTE-12, VOTE-13, PRIO-3: a named round on one bone, what phones say of it, earlier rounds and the reason of a priority', async ({
  workshop,
}) => {
  const agenda = [{ title: 'One', activities: [{ id: 'vote', kind: 'vote', title: '', minutes: 10 }] }];
  const board = await workshop.make({ agenda });
  const phone = await workshop.join(board, 'Ann', 'IT');
  const { token } = await workshop.server.call<{ token: string }>('POST', '/api/join', '', {
    code: board.join_code,
    name: 'Ben',
    department: 'it',
  });
  const writer = new Writer(workshop.server.origin, board.id, token);
  await writer.ready();
  const ids = ['Too few trainers', 'Nobody is asked'].map((text, at) => writer.add({ branch: 'people', text, order: `a${at}` }));
  ids.push(writer.add({ branch: 'methods', text: 'Five signatures', order: 'a0' }));
  await writer.knows(ids);
  await workshop.command(board, { do: 'start_activity', activity: 'vote' });

  const cast = (note: string, dots: number) =>
    workshop.server.call('POST', `/api/boards/${board.id}/commands`, token, { do: 'cast', note, dots });
  await workshop.command(board, { do: 'open_vote', dots: 3, name: 'First look' });
  await expect(phone.getByText(/share of departments of three or more/)).toBeVisible();
  for (const id of ids) await cast(id, 1);
  await workshop.command(board, { do: 'close_vote' });
  await workshop.command(board, { do: 'reveal_vote' });

  // Two people are no group, so no department is named: neither in the bars nor beneath them.
  const wall = await workshop.open(board.links.projector, WALL);
  await expect(wall.getByText('Nobody is asked').first()).toBeVisible();
  await expect(wall.locator('footer').getByRole('listitem')).toHaveCount(0);
  await wall.close();

  const desk = await workshop.open(board.links.facilitator, LAPTOP);
  await desk.getByRole('tab', { name: 'Result' }).click();
  await desk.getByLabel('Name of the round').fill('Run-off');
  await desk.getByLabel('On the ballot').selectOption('bone:people');
  await desk.getByRole('radio', { name: /^Not split/ }).check();
  await desk.getByRole('button', { name: 'Vote again' }).first().click();
  await desk.getByRole('dialog').getByRole('button', { name: 'Vote again' }).click();

  await expect(phone.getByText('Run-off')).toBeVisible();
  await expect(phone.getByText('Others will see only the sum of each cause, no department.')).toBeVisible();
  await expect(phone.getByRole('button', { name: /Nobody is asked/ })).toBeVisible();
  await expect(phone.getByRole('button', { name: /Five signatures/ })).toHaveCount(0);
  await phone.getByRole('button', { name: /Nobody is asked/ }).click();
  await phone.getByRole('button', { name: 'I am finished' }).click();
  await expect(desk.getByText('1 of 2 have voted', { exact: true })).toBeVisible();
  await workshop.command(board, { do: 'close_vote' });
  await workshop.command(board, { do: 'reveal_vote' });

  // The present result first; beneath it the round before, its equal causes together.
  await expect(desk.getByRole('heading', { name: 'Run-off' })).toBeVisible();
  const earlier = desk
    .locator('section')
    .filter({ has: desk.getByRole('heading', { name: 'Earlier rounds' }) })
    .last();
  await expect(earlier.getByRole('heading', { name: 'First look' })).toBeVisible();
  await expect(earlier.getByRole('listitem')).toHaveCount(3);

  await workshop.command(board, { do: 'set_priority', note: ids[1], priority: 'now' });
  await desk
    .locator('#panel ol')
    .first()
    .getByRole('button', { name: /Nobody is asked/ })
    .click();
  const reason = desk.getByLabel('Reason for the priority of “Nobody is asked”');
  await reason.fill('The law asks for it');
  await reason.press('Tab');
  // The server has it: another page shows it.
  const other = await workshop.open(board.links.facilitator, LAPTOP);
  await other.getByRole('tab', { name: 'Result' }).click();
  await other
    .locator('#panel ol')
    .first()
    .getByRole('button', { name: /Nobody is asked/ })
    .click();
  await expect(other.getByLabel('Reason for the priority of “Nobody is asked”')).toHaveValue('The law asks for it');
  writer.leave();
});

test('a result is shown on the projector place by place: from the last, whole ties together, back and all at once', async ({
  workshop,
}) => {
  const board = await workshop.make();
  const tokens: string[] = [];
  for (const name of ['A', 'B', 'C'])
    tokens.push(
      (await workshop.server.call<{ token: string }>('POST', '/api/join', '', { code: board.join_code, name, department: 'it' })).token,
    );
  const writer = new Writer(workshop.server.origin, board.id, tokens[0]!);
  await writer.ready();
  const ids = ['First of all', 'Second, with another', 'Second as well', 'Last of all'].map((text, at) =>
    writer.add({ branch: 'people', text, order: `a${at}` }),
  );
  await writer.knows(ids);
  await workshop.command(board, { do: 'open_vote', dots: 10, per_note: 10 });
  for (const [at, dots] of [5, 2, 2, 1].entries())
    await workshop.server.call('POST', `/api/boards/${board.id}/commands`, tokens[0]!, { do: 'cast', note: ids[at], dots });
  await workshop.command(board, { do: 'close_vote' });
  const wall = await workshop.open(board.links.projector, WALL);
  const desk = await workshop.open(board.links.facilitator, LAPTOP);
  await desk.getByRole('tab', { name: 'Result' }).click();
  const panel = desk.locator('#panel');
  await panel.getByRole('button', { name: 'Reveal it place by place' }).click();
  const rows = wall.getByRole('main').locator('ol > li');
  await expect(rows).toHaveText(['1.', '2.', '3.', '4.']);
  const steps = panel.getByRole('group', { name: 'The result on the projector' });
  await steps.getByRole('button', { name: 'Next place' }).click();
  await expect(rows.last()).toContainText('Last of all');
  await expect(wall.getByText('Second as well')).toHaveCount(0);
  await steps.getByRole('button', { name: 'Next place' }).click();
  await expect(rows.nth(1)).toContainText('Second, with another');
  await expect(rows.nth(2)).toContainText('Second as well');
  await expect(rows.first()).toHaveText('1.');
  // The facilitator's page may be loaded anew in the middle of it.
  await desk.reload();
  await desk.getByRole('tab', { name: 'Result' }).click();
  await expect(steps.getByText('The projector shows 2 of 3 places')).toBeVisible();
  await steps.getByRole('button', { name: 'One back' }).click();
  await expect(wall.getByText('Second as well')).toHaveCount(0);
  await steps.getByRole('button', { name: 'All of them' }).click();
  await expect(rows.first()).toContainText('First of all');
  await expect(steps.getByRole('button', { name: 'Show it place by place' })).toBeVisible();
  expect(workshop.errors).toEqual([]);
  writer.leave();
});
