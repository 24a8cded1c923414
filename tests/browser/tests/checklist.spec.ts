import { accessible } from '../play/eyes';
import { LAPTOP, expect, test } from '../play/workshop';

test('facilitators keep a checklist together until the meeting ends, and nobody else sees it', async ({ workshop }) => {
  const board = await workshop.make();
  const { link } = await workshop.server.call<{ link: string }>('POST', `/api/boards/${board.id}/facilitators`, board.facilitator_token, {
    name: 'Eva',
  });
  const [desk, other] = [await workshop.open(board.links.facilitator, LAPTOP), await workshop.open(link, LAPTOP)];
  const effect = desk.getByRole('checkbox', { name: 'The effect is written down' });
  await expect(effect).toBeChecked();
  await expect(effect).toBeDisabled();
  await desk.getByRole('checkbox', { name: /^The room is ready/ }).check();
  await expect(other.getByRole('checkbox', { name: /^The room is ready/ })).toBeChecked();
  await other.getByRole('textbox', { name: 'A point of your own' }).fill('Mind the director');
  await other.getByRole('textbox', { name: 'A point of your own' }).press('Enter');
  await expect(desk.getByRole('checkbox', { name: 'Mind the director' })).not.toBeChecked();
  await desk.getByRole('button', { name: 'Remove: Mind the director' }).click();
  await expect(other.getByRole('checkbox', { name: 'Mind the director' })).toHaveCount(0);
  await desk.getByRole('button', { name: 'Undo', exact: true }).first().click();
  await expect(other.getByRole('checkbox', { name: 'Mind the director' })).toBeVisible();
  await accessible(desk, 'checklist', 'main aside');

  // It goes on during the meeting, also after the page was loaded anew.
  const anna = await workshop.join(board, 'Anna', 'IT');
  await workshop.command(board, { do: 'start_activity', activity: 'a1' });
  await desk.reload();
  await expect(desk.getByRole('heading', { name: 'Before you start' })).toHaveCount(0);
  await desk.getByRole('button', { name: /^Checklist: \d of 10 done$/ }).click();
  await desk.getByRole('dialog').getByRole('checkbox', { name: 'Mind the director' }).check();
  await expect(other.getByRole('button', { name: /^Checklist/ })).toContainText('4/10');
  await expect(anna.getByText('Mind the director')).toHaveCount(0);
  const told = await workshop.server.call<object>('GET', `/api/boards/${board.id}`, board.projector_token);
  expect(JSON.stringify(told)).not.toContain('director');
  await desk.keyboard.press('Escape');
  await workshop.command(board, { do: 'finish' });
  await expect(desk.getByRole('button', { name: /^Checklist/ })).toHaveCount(0);
  expect(workshop.errors).toEqual([]);
});
