import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { accessible } from '../play/eyes';
import { LAPTOP, PHONE, expect, test, type Workshop } from '../play/workshop';

const home = (workshop: Workshop, options = LAPTOP): Promise<Page> =>
  workshop.open(`${workshop.server.origin}/#key=${workshop.server.key}`, options);
const row = (page: Page, title: string) =>
  page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: title, exact: true }) });

test('the host finds a board on another device, leads it there, lays it away and takes it back', async ({ workshop }) => {
  const board = await workshop.make({ title: 'Spring' });
  await workshop.make({ title: 'Autumn' });
  await workshop.command(board, {
    do: 'create_project',
    title: 'Ask',
    due: '2020-01-01',
  });
  await workshop.command(board, { do: 'finish' });
  const phone = await home(workshop, PHONE);
  await expect(row(phone, 'Spring')).toContainText('finished');
  await expect(row(phone, 'Spring')).toContainText('1 project');
  await expect(row(phone, 'Spring')).toContainText('1 late');
  await phone.getByRole('button', { name: 'With late projects (1)' }).click();
  await expect(row(phone, 'Autumn')).toHaveCount(0);
  await phone.getByRole('button', { name: 'Current (2)' }).click();
  // Laid away and taken back, from the keyboard's button and from the message.
  await row(phone, 'Autumn').getByRole('button', { name: 'More' }).click();
  await row(phone, 'Autumn').getByRole('button', { name: 'Archive' }).click();
  await expect(row(phone, 'Autumn')).toHaveCount(0);
  await phone.getByRole('button', { name: 'Undo' }).click();
  await expect(row(phone, 'Autumn')).toBeVisible();
  await accessible(phone, 'home on a phone');
  // The finished board is led from here, by a link of this device's own.
  await row(phone, 'Spring').getByRole('button', { name: 'Lead Spring' }).click();
  await expect(phone).toHaveURL(/\/facilitate\//);
  await phone.getByRole('button', { name: 'More', exact: true }).click();
  await phone.getByRole('button', { name: 'Reopen' }).click();
  await expect(phone.getByRole('switch', { name: 'Lock the board' })).toBeVisible();
  expect(workshop.errors).toEqual([]);
});

test('a board is duplicated, saved as a template, and deleted only from the archive', async ({ workshop }) => {
  const board = await workshop.make({ title: 'Spring' });
  await workshop.command(board, {
    do: 'add_seat',
    name: 'Olga',
    department: 'legal',
  });
  const page = await home(workshop);
  await row(page, 'Spring').getByRole('button', { name: 'More' }).click();
  await expect(row(page, 'Spring')).toContainText('To delete it, archive it first.');
  await row(page, 'Spring').getByRole('button', { name: 'Duplicate…' }).click();
  await expect(page.getByLabel('Title of the new board')).toHaveValue('Spring (copy)');
  await page.getByRole('button', { name: 'Duplicate', exact: true }).click();
  await expect(row(page, 'Spring (copy)')).toContainText('0 people');
  // Nobody misses what has nothing on it.
  await row(page, 'Spring (copy)').getByRole('button', { name: 'More' }).click();
  await row(page, 'Spring (copy)').getByRole('button', { name: 'Delete…' }).click();
  await page.getByRole('button', { name: 'Delete for good' }).click();
  await expect(row(page, 'Spring (copy)')).toHaveCount(0);

  await row(page, 'Spring').getByRole('button', { name: 'Save as template…' }).click();
  await page.getByLabel('Name of the template').fill('Our way');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Your templates (1)')).toBeVisible();
  await page.getByLabel('Title', { exact: true }).fill('Winter');
  await page.getByLabel('Template').selectOption({ label: 'Our way' });
  await expect(page.getByRole('textbox', { name: 'Effect', exact: true })).toHaveValue('Customers wait too long for an answer');
  await page.getByRole('button', { name: 'Make the board' }).click();
  await expect(page.getByRole('heading', { name: '“Winter” is ready' })).toBeVisible();
  await page.getByRole('button', { name: 'Make another' }).click();
  await expect(row(page, 'Winter')).toBeVisible();

  await row(page, 'Spring').getByRole('button', { name: 'More' }).click();
  await row(page, 'Spring').getByRole('button', { name: 'Archive' }).click();
  await page.getByRole('button', { name: 'Archived (1)' }).click();
  await row(page, 'Spring').getByRole('button', { name: 'More' }).click();
  await row(page, 'Spring').getByRole('button', { name: 'Delete…' }).click();
  await expect(page.getByRole('dialog')).toContainText('1 person');
  await accessible(page, 'deleting', 'dialog');
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save a file first' }).click()]);
  const kept = readFileSync((await file.path())!, 'utf8');
  await page.getByRole('button', { name: 'Delete for good' }).click();
  await expect(page.getByText('“Spring” is deleted')).toBeVisible();
  await expect(workshop.state(board)).rejects.toThrow('404');

  // What was kept makes a board again, and is shown before it does.
  await page.getByText('A board from a file').click();
  const choose = page.locator('input[type=file]');
  await choose.setInputFiles({
    name: 'no.json',
    mimeType: 'application/json',
    buffer: Buffer.from('{"a":1}'),
  });
  await expect(page.getByRole('alert')).toContainText('neither');
  await choose.setInputFiles({
    name: 'spring.json',
    mimeType: 'application/json',
    buffer: Buffer.from(kept),
  });
  await expect(page.getByRole('heading', { name: 'Spring', exact: true })).toBeVisible();
  await expect(page.getByText('0 causes, 0 projects, 0 facts')).toBeVisible();
  await page.locator('.import').getByRole('button', { name: 'Make the board' }).click();
  await expect(page.getByRole('heading', { name: '“Spring” is ready' })).toBeVisible();
  expect(workshop.errors).toEqual([]);
});

test('a workshop is prepared in three steps, which keep what was typed', async ({ workshop }) => {
  const page = await home(workshop);
  await page.getByLabel('Title', { exact: true }).fill('Helpline');
  await page.getByRole('textbox', { name: 'Effect', exact: true }).fill('We need to train the staff');
  await expect(page.getByText('sounds like a solution')).toContainText('“We need to”');
  await page.getByRole('textbox', { name: 'Effect', exact: true }).fill('');
  await page.getByText('Help me ask').click();
  await page.getByLabel('What does the customer notice?').fill('Customers wait for an answer');
  await page.getByLabel('Where?').fill('on the helpline');
  await expect(page.getByText('A figure would help')).toBeVisible();
  await page.getByLabel('How much? One figure').fill('9 minutes instead of 2');
  await expect(page.getByRole('textbox', { name: 'Effect', exact: true })).toHaveValue(
    'Customers wait for an answer on the helpline: 9 minutes instead of 2',
  );
  await expect(page.getByText('A figure would help')).toHaveCount(0);
  await accessible(page, 'step 1', 'form');

  // By keyboard from here: Enter adds a department and makes no board.
  await page.getByRole('button', { name: 'Next: People' }).press('Enter');
  await expect(page.getByRole('checkbox', { name: /^Leadership/ })).toBeChecked();
  await page.getByRole('checkbox', { name: 'Back office' }).uncheck();
  await page.getByLabel('Another department').fill('Logistics');
  await page.getByLabel('Another department').press('Enter');
  await expect(page.getByRole('checkbox', { name: 'Logistics' })).toBeChecked();
  await page.getByLabel('How many people do you expect?').fill('30');
  await accessible(page, 'step 2', 'form');
  await page.getByRole('button', { name: 'Next: Agenda' }).click();
  await expect(page.getByText(/activities are too short for 30 people/)).toBeVisible();
  await page.getByRole('radio', { name: /^Short/ }).check();
  await page.getByRole('spinbutton', { name: 'Minutes for “Discuss”' }).fill('55');
  await accessible(page, 'step 3', 'form');
  await page.getByRole('button', { name: 'Back' }).click();
  await expect(page.getByRole('checkbox', { name: 'Back office' })).not.toBeChecked();
  await page.getByRole('button', { name: '1 Question' }).click();
  await expect(page.getByLabel('Title', { exact: true })).toHaveValue('Helpline');
  await page.getByRole('button', { name: 'Make the board' }).click();
  await expect(page.getByRole('heading', { name: '“Helpline” is ready' })).toBeVisible();

  const id = /\/facilitate\/([^#]+)#(.*)/.exec((await page.getByRole('link', { name: 'Lead the workshop' }).getAttribute('href'))!)!;
  const state = await workshop.server.call<{
    departments: { id: string }[];
    agenda: { activities: { kind: string; minutes: number }[] }[];
    effect: string;
  }>('GET', `/api/boards/${id[1]}`, id[2]!);
  expect(state.departments.map((one) => one.id)).toEqual([
    'analysis',
    'marketing',
    'customer-service',
    'it',
    'legal',
    'sales',
    'leadership',
    'logistics',
  ]);
  expect(state.agenda[0]!.activities.find(({ kind }) => kind === 'discuss')!.minutes).toBe(55);
  expect(state.effect).toContain('helpline');
  expect(workshop.errors).toEqual([]);
});

test('whoever wants none of it makes a board with a title and one press; a wrong key and no network are said', async ({ workshop }) => {
  const page = await home(workshop);
  await page.getByRole('button', { name: 'Make the board' }).click();
  await expect(page.getByText('Please give it a title first.')).toBeVisible();
  await page.getByLabel('Title', { exact: true }).fill('Quick');
  await page.getByLabel('Title', { exact: true }).press('Enter');
  await expect(page.getByRole('heading', { name: '“Quick” is ready' })).toBeVisible();
  const stranger = await workshop.open(`${workshop.server.origin}/#key=a-key-of-somebody-else`);
  await expect(stranger.getByText('The host’s key is not valid')).toBeVisible();
  await page.getByRole('button', { name: 'Make another' }).click();
  await expect(row(page, 'Quick')).toBeVisible();
  await page.context().setOffline(true);
  await row(page, 'Quick').getByRole('button', { name: 'More' }).click();
  await row(page, 'Quick').getByRole('button', { name: 'Archive' }).click();
  await expect(page.getByText('That did not work. Check the connection')).toBeVisible();
  await expect(row(page, 'Quick')).toBeVisible();
});

test('many boards come in parts, and one of them is found by its words', async ({ workshop }) => {
  for (let n = 0; n < 120; n += 20)
    await Promise.all(Array.from({ length: 20 }, (_, k) => workshop.make({ title: `Źródła skarg ${n + k}`, template: 'blank' })));
  const page = await home(workshop);
  await expect(page.getByRole('button', { name: /^Lead / })).toHaveCount(120);
  await page.getByLabel('Search your boards').fill('zrodla 97');
  await expect(page.getByRole('button', { name: /^Lead / })).toHaveCount(1);
  await expect(row(page, 'Źródła skarg 97')).toBeVisible();
  await page.getByLabel('Search your boards').fill('nothing like it');
  await expect(page.getByText('No board fits.')).toBeVisible();
});
