import { saved } from '../play/phone';
import { expect, test } from '../play/workshop';

test('whom a project concerns fills it in, on a phone, while projects are planned', async ({ workshop }) => {
  const board = await workshop.make({ agenda: [{ kind: 'plan', title: 'Projects', minutes: 30 }, { kind: 'close', title: 'The end', minutes: 5 }] });
  await workshop.command(board, { do: 'next_activity' });
  await workshop.command(board, { do: 'create_project', title: 'One number for the customer', horizon: 'this-year', owner: 'analysis' });
  const anna = await workshop.join(board, 'Anna', 'Business analysis');
  const marek = await workshop.join(board, 'Marek', 'Marketing');
  await expect(marek.getByRole('heading', { name: 'One number for the customer' })).toBeVisible();
  await expect(marek.getByRole('button', { name: /^Edit/ })).toHaveCount(0);

  await anna.getByRole('button', { name: 'Edit: One number for the customer' }).click();
  const form = anna.getByRole('dialog', { name: 'Project' });
  await form.getByLabel('How is progress measured?').fill('Contacts per order');
  // A lock keeps what is typed, and lets it go out afterwards.
  await workshop.command(board, { do: 'lock' });
  await expect(form.getByRole('button', { name: 'Save' })).toBeDisabled();
  await workshop.command(board, { do: 'unlock' });
  await form.getByRole('button', { name: 'Next question' }).click();
  await form.getByRole('textbox', { name: 'What value does it bring?' }).fill('Nobody tells their story twice');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form).toHaveCount(0);
  await saved(anna);
  // It does not concern his department: there all of it is one touch away.
  await marek.getByText('All about this project').click();
  await expect(marek.getByText('Contacts per order')).toBeVisible();
  await expect(marek.getByText('Nobody tells their story twice')).toBeVisible();

  await workshop.command(board, { do: 'next_activity' });
  await expect(anna.getByText('Nobody tells their story twice')).toBeVisible();
  await expect(anna.getByRole('button', { name: /^Edit/ })).toHaveCount(0);
  expect(workshop.errors).toEqual([]);
});
