import { expect, test } from '../play/workshop';

interface State {
  agenda: { activities: Record<string, unknown>[] }[];
}

test('what an activity does by itself and its note are set on the desk, shown while it runs, and told to no participant', async ({ workshop }) => {
  const agenda = [{ title: 'One', activities: [
    { id: 'a1', kind: 'collect', title: 'Collect', minutes: 10, permissions: { add: 'own' }, branches: ['people'], note: 'Ask Ola first' },
    { id: 'a2', kind: 'discuss', title: 'Discuss', minutes: 10 },
  ] }];
  const board = await workshop.make({ agenda });
  const first = async (token = board.facilitator_token) =>
    (await workshop.server.call<State>('GET', `/api/boards/${board.id}`, token)).agenda[0]!.activities[0]!;
  await workshop.command(board, { do: 'start_activity', activity: 'a1' });
  const desk = await workshop.open(board.links.facilitator);
  const told = desk.getByRole('region', { name: 'Only for facilitators' });
  await expect(told).toContainText('Ask Ola first');

  await desk.getByRole('button', { name: 'Edit the agenda' }).click();
  const dialog = desk.getByRole('dialog', { name: 'Agenda' });
  const note = dialog.getByLabel('What only facilitators see').first();
  await expect(note).toHaveValue('Ask Ola first');
  await note.fill('Ask Ola first\nThen the newest colleague');
  await dialog.getByLabel('When its time is up').first().selectOption('the next activity begins');
  await dialog.getByLabel('Go on as soon as everybody is done').first().check();
  // Another facilitator writes into the same note meanwhile.
  await workshop.command(board, { do: 'set_agenda', agenda: [{ title: 'One', activities: agenda[0]!.activities.map((activity) => ({ ...activity, ...(activity.note ? { note: 'Please ask Ola first' } : {}) })) }] });
  if (process.env.PICTURE) await desk.screenshot({ path: process.env.PICTURE });
  await dialog.getByRole('button', { name: 'Save the agenda' }).click();
  await expect(dialog).toHaveCount(0);

  expect(await first()).toMatchObject({
    at_end: 'next',
    when_done: 'next',
    permissions: { add: 'own' },
    branches: ['people'],
    note: 'Please ask Ola first\nThen the newest colleague',
  });
  await expect(desk.getByText(/^At \d\d:\d\d: Discuss\.$/)).toBeVisible();
  await expect(desk.getByText('Goes on to “Discuss” as soon as everybody is done.')).toBeVisible();
  await expect(told).toContainText('Then the newest colleague');
  if (process.env.PICTURE) await desk.screenshot({ path: process.env.PICTURE.replace('.png', '-desk.png') });
  const state = await workshop.server.call<State>('GET', `/api/boards/${board.id}`, board.projector_token);
  expect(JSON.stringify(state)).not.toContain('Ola');

  // Undo takes the note and the choices back together.
  await desk.getByRole('button', { name: 'Undo' }).click();
  await expect(told).not.toContainText('Then the newest colleague');
  await expect(told).toContainText('Please ask Ola first');
  await expect.poll(async () => (await first()).at_end).toBeUndefined();
  expect(workshop.errors).toEqual([]);
});
