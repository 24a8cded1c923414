import type { Page } from '@playwright/test';
import { expect, LAPTOP, PHONE, test, WALL } from '../play/workshop';

/** A day so many days from today, as the board writes it. */
export const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** Chooses a day in a field of three lists. */
async function choose(form: ReturnType<Page['getByRole']>, label: string, at: Date): Promise<void> {
  const field = form.getByRole('group', { name: label });
  await field.getByLabel('Day').selectOption('1');
  await field.getByLabel('Year').selectOption(String(at.getFullYear()));
  await field.getByLabel('Month').selectOption(String(at.getMonth() + 1));
  await field.getByLabel('Day').selectOption(String(at.getDate()));
}

const board = { agenda: [{ id: 'plan', kind: 'plan', title: 'Projects', minutes: 30 }] };

test('a project says who, from when to when, for how much and for whom; what would be refused is said where it is typed', async ({ workshop }) => {
  const made = await workshop.make(board);
  const desk = await workshop.open(made.links.facilitator);
  await desk.getByRole('tab', { name: 'Projects' }).click();
  await desk.getByRole('button', { name: 'New project' }).click();
  const form = desk.getByRole('dialog', { name: 'New project' });
  await form.getByLabel('What is it called?').fill('Call back within a day');
  await form.getByLabel('Department that owns it').selectOption('customer-service');
  await form.getByLabel('Person who answers for it').fill('Anna Nowak');
  const year = new Date().getFullYear() + 1;
  await choose(form, 'Starts on', new Date(year, 3, 30));
  await choose(form, 'Due on', new Date(year, 2, 15));
  await expect(form.getByRole('alert')).toHaveText(/would be due before it starts/);
  await expect(form.getByRole('button', { name: 'New project' })).toBeDisabled();
  await choose(form, 'Due on', new Date(year, 5, 15));
  await expect(form.getByRole('alert')).toHaveCount(0);
  await form.getByLabel('Amount of money').fill('a lot');
  await expect(form.getByRole('alert')).toHaveText(/as a number/);
  await expect(form.getByRole('button', { name: 'New project' })).toBeDisabled();
  await form.getByLabel('Amount of money').fill('12 500,50');
  await form.getByLabel('Currency').selectOption('PLN');
  await form.getByRole('group', { name: 'Which departments does it affect?' }).getByLabel('Sales').check();
  await form.getByRole('group', { name: 'Who has to accept it?' }).getByLabel('Marketing').check();

  // One question after another.
  await form.getByLabel('How does it affect the customer?', { exact: true }).fill('Nobody waits for days');
  await expect(form.getByRole('textbox', { name: 'What value does it bring?' })).toHaveCount(0);
  await form.getByRole('button', { name: 'Next question' }).click();
  await expect(form.getByRole('textbox', { name: 'What value does it bring?' })).toBeFocused();
  await desk.keyboard.type('Trust');
  await form.getByRole('button', { name: 'Next question' }).click();
  await form.getByRole('textbox', { name: 'How does it help?' }).fill('Fewer second calls');
  await form.getByRole('button', { name: 'New project' }).click();
  await expect(form).toHaveCount(0);

  const card = desk.getByRole('listitem').filter({ hasText: 'Call back within a day' }).first();
  await expect(card).toContainText('Anna Nowak');
  await expect(card).toContainText(`due Jun 15, ${year}`);
  await expect(card).toContainText('PLN 12,500.50');
  await workshop.command(made, { do: 'create_project', title: 'Two', amount: 499.5, currency: 'PLN', due: day(-3) });
  await workshop.command(made, { do: 'create_project', title: 'Three', amount: 10, currency: 'EUR' });
  const sums = desk.getByText('All amounts together').locator('..');
  await expect(sums).toContainText('EUR 10');
  await expect(sums).toContainText('PLN 13,000');
  await expect(desk.getByRole('listitem').filter({ hasText: 'Two' }).first()).toContainText('late');
  await expect(card).not.toContainText('late');

  const { projects } = await workshop.server.call<{ projects: Record<string, unknown>[] }>('GET', `/api/boards/${made.id}/export/json`, made.facilitator_token);
  expect(projects[0]).toMatchObject({ person: 'Anna Nowak', start: `${year}-04-30`, due: `${year}-06-15`, amount: 12500.5, currency: 'PLN', affects_departments: ['sales'], affects: 'Nobody waits for days', value: 'Trust', helps: 'Fewer second calls' });

  // Whoever is asked to accept sees all of it.
  const marek = await workshop.join(made, 'Marek', 'Marketing');
  await workshop.command(made, { do: 'start_activity', activity: 'plan' });
  const whole = marek.getByRole('article', { name: 'Call back within a day' });
  for (const said of ['Anna Nowak', `Apr 30, ${year}`, `Jun 15, ${year}`, 'PLN 12,500.50', 'Sales', 'Nobody waits for days', 'Trust', 'Fewer second calls', 'Customer service'])
    await expect(whole).toContainText(said);
  await expect(whole).toContainText('Marketing: has not answered yet');
  expect(workshop.errors).toEqual([]);
});

test('two people who change one project at once keep both what they wrote, and a day of its own each', async ({ workshop }) => {
  const made = await workshop.make(board);
  await workshop.command(made, { do: 'create_project', title: 'Call back', person: 'Anna', owner: 'it', amount: 5 });
  const open = async (): Promise<{ page: Page; form: ReturnType<Page['getByRole']> }> => {
    const page = await workshop.open(made.links.facilitator, LAPTOP);
    await page.getByRole('tab', { name: 'Projects' }).click();
    await page.getByRole('button', { name: /^Call back/ }).or(page.getByRole('button', { name: /Call back.*Anna/ })).first().click();
    return { page, form: page.getByRole('dialog', { name: 'Project' }) };
  };
  const [one, other] = [await open(), await open()];
  await one.form.getByLabel('Person who answers for it').fill('Anna Nowak');
  await one.form.getByLabel('Amount of money').fill('7');
  await other.form.getByLabel('Person who answers for it').fill('Anna and Jan');
  await other.form.getByLabel('Sponsor').fill('Ewa');
  await one.form.getByRole('button', { name: 'Save' }).click();
  await other.form.getByRole('button', { name: 'Save' }).click();
  for (const { page } of [one, other]) {
    const card = page.getByRole('listitem').filter({ hasText: 'Call back' }).first();
    for (const word of ['Anna', 'Nowak', 'and Jan']) await expect(card).toContainText(word);
  }
  const { projects } = await workshop.server.call<{ projects: Record<string, unknown>[] }>('GET', `/api/boards/${made.id}/export/json`, made.facilitator_token);
  expect(projects[0]).toMatchObject({ amount: 7, sponsor: 'Ewa' });
  expect(workshop.errors).toEqual([]);
});

test('a finished board goes on to tell how its projects stand: progress, answers, and what is late', async ({ workshop }) => {
  const made = await workshop.make(board);
  const anna = await workshop.join(made, 'Anna', 'IT', PHONE);
  await expect(anna.getByRole('textbox', { name: /^Cause for/ })).toBeVisible();
  const marek = await workshop.join(made, 'Marek', 'Marketing', PHONE);
  await expect(marek.getByRole('textbox', { name: /^Cause for/ })).toBeVisible();
  await workshop.command(made, { do: 'create_project', title: 'Call back', owner: 'it', approvals: ['marketing'], due: day(-1), start: day(-20) });
  await workshop.command(made, { do: 'finish' });
  const desk = await workshop.open(made.links.facilitator);
  const wall = await workshop.open(made.links.projector, WALL);
  await expect(wall.locator('.wall')).toContainText('late');

  // The owner department, on a phone.
  const own = anna.getByRole('article', { name: 'Call back' });
  await expect(own).toContainText('late');
  await own.getByText('Report progress').click();
  const form = own.getByRole('form', { name: 'Report progress: Call back' });
  await expect(form.getByRole('button', { name: 'Report', exact: true })).toBeDisabled();
  await form.getByLabel('Status').selectOption('running');
  await form.getByLabel('A word about it').fill('The vendor is late');
  const due = new Date(Date.now() + 40 * 86_400_000);
  await choose(form, 'New due day', due);
  await form.getByRole('button', { name: 'Report', exact: true }).click();
  await expect(form.getByLabel('A word about it')).toHaveValue('');
  for (const page of [own, marek.getByRole('article', { name: 'Call back' })]) {
    await expect(page).toContainText('The vendor is late');
    await expect(page).toContainText('Anna, IT');
    await expect(page).toContainText('instead of');
    await expect(page).not.toContainText('late ·');
  }
  await expect(wall.locator('.wall')).not.toContainText('late');

  // Refused first, then given; both stay.
  const asked = marek.getByRole('article', { name: 'Call back' });
  await expect(asked.getByRole('form')).toHaveCount(0);
  await asked.getByLabel('Comment (optional)').fill('Who pays?');
  await asked.getByRole('button', { name: 'Decline' }).click();
  await expect(asked).toContainText('Declined: Who pays?');
  await asked.getByLabel('Comment (optional)').fill('The board pays');
  await asked.getByRole('button', { name: 'Accept', exact: true }).click();
  await expect(asked).toContainText('Accepted: The board pays');
  const history = asked.getByRole('list').filter({ hasText: 'The vendor is late' });
  await expect(history.getByRole('listitem')).toHaveCount(3);
  await expect(history.getByRole('listitem').first()).toContainText('Marek, Marketing');

  // The desk reports, too, and sees the same history.
  await desk.getByRole('tab', { name: 'Projects' }).click();
  await expect(desk.getByText('1 of 1 accepted')).toBeVisible();
  await desk.getByRole('button', { name: 'Report progress: Call back' }).click();
  const dialog = desk.getByRole('dialog', { name: 'Call back' });
  await dialog.getByLabel('Status').selectOption('done');
  await dialog.getByRole('button', { name: 'Report', exact: true }).click();
  await expect(dialog.getByRole('listitem')).toHaveCount(4);
  await expect(dialog.getByRole('listitem').first()).toContainText('facilitator');
  await expect(own).toContainText('Done');
  await expect(wall.locator('.wall')).toContainText('done');

  // Once names are hidden, no screen tells more than the department, and they come back with the names (board PROG-8).
  await workshop.command(made, { do: 'reopen' });
  await workshop.command(made, { do: 'set_authors', shown: false });
  const told = dialog.getByRole('list').filter({ hasText: 'The vendor is late' });
  await expect(told).not.toContainText('Anna');
  await expect(told.getByRole('listitem').filter({ hasText: 'The vendor is late' }).locator('.quiet')).toHaveText(/ · IT$/);
  await expect(told.getByRole('listitem').first()).toContainText('facilitator');
  await workshop.command(made, { do: 'set_authors', shown: true });
  await expect(told).toContainText('Anna, IT');
  expect(workshop.errors).toEqual([]);
});
