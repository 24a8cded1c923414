import { LAPTOP, expect, test } from '../play/workshop';

test('a facilitator rehearses on a copy with simulated people, and nothing is left of it', async ({ workshop }) => {
  const board = await workshop.make();
  const desk = await workshop.open(board.links.facilitator, LAPTOP);
  await desk.getByRole('button', { name: 'More', exact: true }).click();
  await desk.getByRole('button', { name: 'Rehearse…' }).click();
  await desk.getByLabel('Simulated people').fill('4');
  const [copy] = await Promise.all([
    desk.context().waitForEvent('page'),
    desk.getByRole('button', { name: 'Start the rehearsal' }).click(),
  ]);
  await expect(copy.getByText('A copy with simulated people')).toBeVisible();
  await expect(desk.getByText(/A rehearsal runs with 4 simulated people/)).toBeVisible();
  // They write as soon as an activity asks for it.
  const id = new URL(copy.url()).pathname.split('/').at(-1)!;
  const token = new URL(copy.url()).hash.slice(1);
  const state = await workshop.server.call<{
    agenda: { activities: { id: string; kind: string }[] }[];
  }>('GET', `/api/boards/${id}`, token);
  const collect = state.agenda[0]!.activities.find(({ kind }) => kind === 'collect')!;
  await workshop.server.call('POST', `/api/boards/${id}/commands`, token, {
    do: 'start_activity',
    activity: collect.id,
  });
  await expect(copy.getByRole('treeitem').filter({ hasText: /\w{4}/ }).nth(6)).toBeAttached();
  await expect(copy.getByRole('tab', { name: /People/ })).toContainText('4');
  // The board itself heard nothing of it.
  expect((await workshop.state(board)).people).toEqual([]);

  const closed = copy.waitForEvent('close');
  await copy.getByRole('button', { name: 'End the rehearsal' }).click();
  await closed;
  await expect(workshop.server.call('GET', `/api/boards/${id}`, token)).rejects.toThrow('404');
  await desk.getByRole('button', { name: 'End the rehearsal' }).click();
  await expect(desk.getByText('Nothing of it is left.')).toBeVisible();
  await expect(desk.getByRole('button', { name: 'Start the rehearsal' })).toBeEnabled();
  // The button that had the focus is gone: keys still belong to the dialog, not to the board behind it.
  await desk.keyboard.press('l');
  await desk.keyboard.press('Escape');
  await expect(desk.getByRole('dialog')).toHaveCount(0);
  expect((await workshop.server.call<{ locked: boolean }>('GET', `/api/boards/${board.id}`, board.facilitator_token)).locked).toBe(false);
  expect(workshop.errors).toEqual([]);
});
