import { LAPTOP, WALL, expect, test } from '../play/workshop';
import { Writer } from '../play/writers';

test('board VOTE-11, VOTE-12, VOTE-13, PRIO-3: a named round on one bone, what phones say of it, earlier rounds and the reason of a priority', async ({ workshop }) => {
  const agenda = [{ title: 'One', activities: [{ id: 'vote', kind: 'vote', title: '', minutes: 10 }] }];
  const board = await workshop.make({ agenda });
  const phone = await workshop.join(board, 'Ann', 'IT');
  const { token } = await workshop.server.call<{ token: string }>('POST', '/api/join', '', { code: board.join_code, name: 'Ben', department: 'it' });
  const writer = new Writer(workshop.server.origin, board.id, token);
  await writer.ready();
  const ids = ['Too few trainers', 'Nobody is asked'].map((text, at) => writer.add({ branch: 'people', text, order: `a${at}` }));
  ids.push(writer.add({ branch: 'methods', text: 'Five signatures', order: 'a0' }));
  await writer.knows(ids);
  await workshop.command(board, { do: 'start_activity', activity: 'vote' });

  const cast = (note: string, dots: number) => workshop.server.call('POST', `/api/boards/${board.id}/commands`, token, { do: 'cast', note, dots });
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
  const earlier = desk.locator('section').filter({ has: desk.getByRole('heading', { name: 'Earlier rounds' }) }).last();
  await expect(earlier.getByRole('heading', { name: 'First look' })).toBeVisible();
  await expect(earlier.getByRole('listitem')).toHaveCount(3);

  await workshop.command(board, { do: 'set_priority', note: ids[1], priority: 'now' });
  await desk.locator('#panel ol').first().getByRole('button', { name: /Nobody is asked/ }).click();
  const reason = desk.getByLabel('Reason for the priority of “Nobody is asked”');
  await reason.fill('The law asks for it');
  await reason.press('Tab');
  // The server has it: another page shows it.
  const other = await workshop.open(board.links.facilitator, LAPTOP);
  await other.getByRole('tab', { name: 'Result' }).click();
  await other.locator('#panel ol').first().getByRole('button', { name: /Nobody is asked/ }).click();
  await expect(other.getByLabel('Reason for the priority of “Nobody is asked”')).toHaveValue('The law asks for it');
  writer.leave();
});
