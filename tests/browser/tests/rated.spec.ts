import { expect, test, LAPTOP, WALL } from '../play/workshop';
import { Writer } from '../play/writers';

test('board RATE-5, VOTE-13: disputed causes are an agenda that names who to hear; rated again, everybody sees who has moved', async ({
  workshop,
}) => {
  const agenda = [{ title: 'One', activities: [{ id: 'p', kind: 'prioritise', title: '', minutes: 0 }] }];
  const board = await workshop.make({ agenda });
  const tokens: Record<string, string[]> = { marketing: [], it: [] };
  for (const [department, list] of Object.entries(tokens))
    for (const name of ['A', 'B', 'C'])
      list.push(
        (
          await workshop.server.call<{ token: string }>('POST', '/api/join', '', {
            code: board.join_code,
            name: `${department} ${name}`,
            department,
          })
        ).token,
      );
  const writer = new Writer(workshop.server.origin, board.id, tokens.it![0]!);
  await writer.ready();
  const [late, asked] = ['Training comes too late', 'Nobody is asked'].map((text, at) =>
    writer.add({ branch: 'people', text, order: `a${at}` }),
  );
  await writer.knows([late!, asked!]);
  await workshop.command(board, { do: 'start_activity', activity: 'p' });
  const rate = async (department: string, note: string, importance: number, urgency: number) => {
    for (const token of tokens[department]!)
      await workshop.server.call('POST', `/api/boards/${board.id}/commands`, token, { do: 'rate', note, importance, urgency });
  };

  // The split is chosen where the rating is opened, and told before anybody rates.
  const desk = await workshop.open(board.links.facilitator, LAPTOP);
  await desk.getByRole('tab', { name: 'Result' }).click();
  const shortlist = desk.locator('#panel section').filter({ has: desk.getByRole('heading', { name: 'Importance and urgency' }) });
  await shortlist.locator('summary').click();
  for (const text of ['Training comes too late', 'Nobody is asked']) await shortlist.getByRole('checkbox', { name: text }).check();
  await shortlist.getByRole('radio', { name: /^Every department/ }).check();
  await shortlist.getByRole('button', { name: 'Rate 2 causes' }).click();
  await expect(shortlist.getByText('Every department is named, even if it is one person.')).toBeVisible();
  const phone = await workshop.join(board, 'Ann', 'IT');
  await expect(phone.getByText('what every department says, even if it is one person')).toBeVisible();

  await rate('marketing', late!, 5, 5);
  await rate('it', late!, 1, 2);
  await rate('marketing', asked!, 4, 4);
  await rate('it', asked!, 4, 4);
  await workshop.command(board, { do: 'close_rating' });
  await workshop.command(board, { do: 'reveal_rating' });

  const talk = desk
    .locator('#panel section')
    .filter({ has: desk.getByRole('heading', { name: 'Talk about first' }) })
    .last();
  await expect(talk.getByRole('listitem')).toHaveCount(1);
  await expect(talk).toContainText('Training comes too late');
  await expect(talk).toContainText('Let Marketing and IT speak');
  await expect(talk).toContainText('IT: importance 1, urgency 2');
  const wall = await workshop.open(board.links.projector, WALL);
  await expect(wall.getByText('Let Marketing and IT speak')).toBeVisible();
  await expect(wall.getByRole('heading', { name: 'Talk about first' })).toBeVisible();

  await desk.getByRole('button', { name: 'Rate the same 2 causes again' }).click();
  await desk.getByRole('dialog').getByRole('button', { name: 'Rate the same 2 causes again' }).click();
  await expect(phone.getByText('Cause 1 of 2')).toBeVisible();
  await expect(phone.getByText('what every department says, even if it is one person')).toBeVisible();
  await rate('marketing', late!, 5, 5);
  await rate('it', late!, 4, 5);
  await rate('marketing', asked!, 4, 4);
  await rate('it', asked!, 4, 4);
  await workshop.command(board, { do: 'close_rating' });
  await workshop.command(board, { do: 'reveal_rating' });
  await expect(talk.getByText('Nobody is far apart on any cause.')).toBeVisible();
  const row = desk.locator('#panel ol').last().locator(':scope > li').filter({ hasText: 'Training comes too late' });
  await expect(row).toContainText('Importance 3 → 4.5, urgency 3.5 → 5');
  await expect(row).toContainText('How far people are apart: 3.5 → 0.5');
  await row.locator('summary').click();
  await expect(row.getByRole('row', { name: /IT/ })).toContainText('1 → 4');
  await expect(
    row
      .getByRole('row', { name: /Marketing/ })
      .getByRole('cell')
      .first(),
  ).toHaveText('5');
  await expect(wall.getByText('Before: 3/3.5')).toBeVisible();
  await expect(wall.getByText('Let Marketing and IT speak')).toHaveCount(0);
  writer.leave();
  expect(workshop.errors).toEqual([]);
});

test('board SEAT-2: the facilitator enters hidden causes and ratings of somebody without a device, and says that they are finished', async ({
  workshop,
}) => {
  const agenda = [
    {
      title: 'One',
      activities: [
        { id: 's', kind: 'silent', title: '', minutes: 0 },
        { id: 'p', kind: 'prioritise', title: '', minutes: 0 },
      ],
    },
  ];
  const board = await workshop.make({ agenda });
  await workshop.command(board, { do: 'add_seat', name: 'Wanda', department: 'it' });
  await workshop.command(board, { do: 'start_activity', activity: 's' });
  const desk = await workshop.open(board.links.facilitator, LAPTOP);
  const dialog = desk.getByRole('dialog');
  await desk.getByRole('button', { name: 'Hidden causes of Wanda' }).click();
  await dialog.getByRole('textbox', { name: 'Cause' }).fill('Nobody owns the case');
  await dialog.getByLabel('Bone').selectOption({ label: 'Methods' });
  await dialog.getByRole('button', { name: 'Hand in' }).click();
  await expect(dialog.getByText('Handed in: 1')).toBeVisible();
  await expect(dialog.getByRole('textbox', { name: 'Cause' })).toHaveValue('');
  // Until it is shown it can be changed, and stays one.
  await dialog.getByRole('button', { name: /Nobody owns the case/ }).click();
  await dialog.getByRole('textbox', { name: 'Cause' }).fill('Nobody owns the whole case');
  await dialog.getByRole('button', { name: 'Change' }).click();
  await expect(dialog.getByRole('listitem').filter({ hasText: 'whole case' })).toContainText('Methods');
  await expect(dialog.getByText('Handed in: 1')).toBeVisible();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  const { seq } = await workshop.command(board, { do: 'reveal_notes' });

  await workshop.command(board, { do: 'start_activity', activity: 'p' });
  await workshop.command(board, { do: 'open_rating', notes: [`${seq}-1`] });
  await desk.getByRole('button', { name: 'Ratings of Wanda' }).click();
  await dialog.getByRole('radio', { name: 'Importance: 5 of 5' }).click();
  await expect(dialog.getByText('0 of 1 rated')).toBeVisible();
  await dialog.getByRole('radio', { name: 'Urgency: 2 of 5' }).click();
  await expect(dialog.getByText('1 of 1 rated')).toBeVisible();
  await dialog.getByRole('button', { name: 'Finished' }).click();
  await expect(dialog.getByRole('button', { name: 'Finished' })).toHaveAttribute('aria-pressed', 'true');
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  // The server has it: opened again, it stands as it was given.
  await desk.getByRole('button', { name: 'Ratings of Wanda' }).click();
  await expect(dialog.getByRole('radio', { name: 'Importance: 5 of 5' })).toBeChecked();
  await expect(dialog.getByRole('button', { name: 'Finished' })).toHaveAttribute('aria-pressed', 'true');
  await workshop.command(board, { do: 'close_rating' });
  await expect(dialog.getByText('The rating is closed.')).toBeVisible();
  await workshop.command(board, { do: 'reveal_rating' });
  const state = await workshop.server.call<{ rating: { tally: Record<string, { importance: number; urgency: number }> } }>(
    'GET',
    `/api/boards/${board.id}`,
    board.facilitator_token,
  );
  expect(state.rating.tally[`${seq}-1`]).toMatchObject({ importance: 5, urgency: 2 });
  expect(workshop.errors).toEqual([]);
});

test('board RATE-8: a board asks its own questions on the axes, and the usual ones where it has none', async ({ workshop }) => {
  const board = await workshop.make();
  const { token } = await workshop.server.call<{ token: string }>('POST', '/api/join', '', {
    code: board.join_code,
    name: 'Ben',
    department: 'it',
  });
  const writer = new Writer(workshop.server.origin, board.id, token);
  await writer.ready();
  const cause = writer.add({ branch: 'people', text: 'The valve sticks', order: 'a0' });
  await writer.knows([cause]);
  const desk = await workshop.open(board.links.facilitator, LAPTOP);
  await desk.locator('header').getByRole('button', { name: 'More', exact: true }).click();
  await desk.getByRole('button', { name: 'About this board', exact: true }).click();
  const question = desk.getByRole('textbox', { name: /^What importance asks/ });
  await question.fill('How many hours of standstill does it cost?');
  await question.press('Tab');
  await expect.poll(() => writer.doc.getMap('board').get('importance_question')).toBe('How many hours of standstill does it cost?');
  await workshop.command(board, { do: 'open_rating', notes: [cause] });
  const phone = await workshop.open(`/board/${board.id}#${token}`);
  await expect(phone.getByText('How many hours of standstill does it cost?')).toBeVisible();
  await expect(phone.getByText('How much does it affect the customers’ satisfaction?')).toHaveCount(0);
  await expect(phone.getByRole('radiogroup', { name: 'Urgency' })).toBeVisible();
  const markdown = await (
    await fetch(`${workshop.server.origin}/api/boards/${board.id}/export/md?token=${board.facilitator_token}`)
  ).text();
  expect(markdown).toContain('How many hours of standstill does it cost?');
  expect(workshop.errors).toEqual([]);
  writer.leave();
});
