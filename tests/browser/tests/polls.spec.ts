import { LAPTOP, PHONE, WALL, expect, test } from '../play/workshop';

test('board POLL-1, POLL-2, POLL-3, CHARTER-2: goals of the charter are graded in secret, and a project asks who must accept it', async ({
  workshop,
}) => {
  const board = await workshop.make({ goals: { workshop: 'One list of causes', organisation: '' } });
  const desk = await workshop.open(board.links.facilitator, LAPTOP);
  const wall = await workshop.open(board.links.projector, WALL);
  const phones = await Promise.all(
    [
      ['Ann', 'IT'],
      ['Bob', 'Sales'],
      ['Eve', 'Legal'],
    ].map(([name, department]) => workshop.join(board, name!, department!, PHONE)),
  );

  // The charter, and the rule that follows from whom the team reports to.
  await desk.locator('header').getByRole('button', { name: 'More', exact: true }).click();
  await desk.getByRole('button', { name: 'Charter of the team…' }).click();
  const charter = desk.getByRole('dialog');
  await charter.getByLabel('What is to be reached this year?').fill('NPS from −12 to 0');
  await charter.getByLabel('And in 3 to 5 years?').fill('NPS of 40');
  await charter.getByLabel('Reports formally to').selectOption({ label: 'Marketing' });
  await expect(charter.getByLabel('Is asked to accept every project')).toHaveValue('customer-service');
  await expect(charter.getByRole('status')).toContainText('has to accept its projects');
  await charter.getByRole('button', { name: 'Close' }).last().click();
  const { seq } = (await workshop.command(board, { do: 'create_project', title: 'One number' })) as { seq: number };
  await desk.getByRole('tab', { name: /Projects/ }).click();
  await expect(desk.getByText('One number')).toBeVisible();
  expect(seq).toBeGreaterThan(0);
  await expect(desk.getByRole('tabpanel')).toContainText('Customer service');

  // The goals are proposed; everybody grades them on their phone.
  await desk.getByRole('tab', { name: 'Result' }).click();
  await desk.getByText('Everybody grades from 1 to 5').click();
  await expect(desk.getByLabel('What is graded, one a line')).toHaveValue('One list of causes\nNPS from −12 to 0\nNPS of 40');
  await desk.getByRole('button', { name: 'Ask everybody' }).click();
  await expect(wall.getByRole('heading', { name: 'Do you believe that it can be reached?' })).toBeVisible();
  for (const [n, phone] of phones.entries()) {
    await phone
      .getByRole('radiogroup', { name: 'NPS from −12 to 0' })
      .getByRole('radio')
      .nth(n + 2)
      .click();
    if (n === 0) await phone.getByRole('radiogroup', { name: 'NPS of 40' }).getByRole('radio').nth(0).click();
  }
  await expect(wall.getByText('3 of 3 have answered')).toBeVisible();
  await expect(wall.locator('main .bar')).toHaveCount(0);

  // A phone that comes back has its own grades, and nobody else's.
  await phones[0]!.reload();
  const own = phones[0]!.getByRole('radiogroup', { name: 'NPS from −12 to 0' });
  await expect(own.getByRole('radio', { checked: true })).toHaveText('3');
  await expect(phones[0]!.getByRole('radio', { checked: true })).toHaveCount(2);

  await desk.getByRole('button', { name: 'Show the grades' }).click();
  await expect(wall.getByText('4.0 on average')).toBeVisible();
  await expect(wall.getByText('fewer than three answers, so not shown')).toHaveCount(2);
  const table = desk.getByRole('table').filter({ hasText: 'Do you believe' });
  await expect(table.getByRole('row').filter({ hasText: 'NPS from −12 to 0' }).getByRole('cell')).toHaveText(['0', '0', '1', '1', '1']);
  for (const phone of phones) await expect(phone.getByRole('radiogroup')).toHaveCount(0);
  expect(workshop.errors).toEqual([]);
});
