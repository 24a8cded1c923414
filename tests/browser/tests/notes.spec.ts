import type { Page } from '@playwright/test';
import { cause, saved, write } from '../play/phone';
import { LAPTOP, PHONE, expect, test, type Made, type Workshop } from '../play/workshop';
import { Writer } from '../play/writers';

/** Six causes on two bones, of which two say the same. */
async function causes(workshop: Workshop, board: Made): Promise<{ writer: Writer; ids: string[] }> {
  const { token } = await workshop.server.call<{ token: string }>('POST', '/api/join', '', { code: board.join_code, name: 'Ben', department: 'it' });
  const writer = new Writer(workshop.server.origin, board.id, token);
  await writer.ready();
  const texts = ['Łączność z siecią zawodzi', 'Nikt nie odbiera telefonu', 'Umowy pisze się za długo', 'Люди бояться рішень', 'Telefonów nikt nie odbiera'];
  const ids = texts.map((text, at) => writer.add({ branch: at < 3 ? 'people' : 'methods', text, order: `a${at}` }));
  await writer.knows(ids);
  return { writer, ids };
}

const panel = (desk: Page) => desk.locator('#panel');
const row = (desk: Page, text: string) => panel(desk).locator('section').first().getByRole('listitem').filter({ hasText: text });
const faint = (desk: Page): Promise<number> => desk.locator('main svg.other').count();

test('causes are found whatever the case and the marks, several are chosen, and what is done with them is one step', async ({ workshop }) => {
  const board = await workshop.make();
  const { writer } = await causes(workshop, board);
  const desk = await workshop.open(board.links.facilitator, LAPTOP);
  await expect(desk.locator('main [data-note]').first()).toBeVisible();
  await desk.keyboard.press('/');
  const search = desk.getByRole('main').getByRole('searchbox');
  await expect(search).toBeFocused();
  await search.fill('LACZNOSC');
  await expect(desk.getByRole('main').getByText('1 found')).toBeVisible();
  await expect.poll(() => faint(desk)).toBe(4);
  await search.press('Enter');
  await expect(panel(desk).getByRole('textbox', { name: 'Text of the cause' })).toHaveValue('Łączność z siecią zawodzi');
  await search.press('Escape');
  await expect.poll(() => faint(desk)).toBe(0);

  await desk.getByRole('tab', { name: 'Causes' }).click();
  await row(desk, 'Łączność').getByRole('checkbox').click();
  await expect(row(desk, 'Łączność').getByRole('checkbox')).toBeChecked();
  await row(desk, 'Umowy').getByRole('checkbox').click({ modifiers: ['Shift'] });
  await expect(panel(desk).getByText('3 causes chosen')).toBeVisible();
  // The end of a range is in it, also if it was chosen before.
  await row(desk, 'Umowy').getByRole('checkbox').click({ modifiers: ['Shift'] });
  await expect(row(desk, 'Umowy').getByRole('checkbox')).toBeChecked();
  await expect(panel(desk).getByText('3 causes chosen')).toBeVisible();
  await row(desk, 'telefonu').getByRole('button').click({ modifiers: ['ControlOrMeta'] });
  await expect(panel(desk).getByText('2 causes chosen')).toBeVisible();
  await panel(desk).getByLabel('What they rest on…').selectOption('verify');
  await desk.getByRole('main').getByLabel('Which causes to show').selectOption('evidence:verify');
  await expect.poll(() => faint(desk)).toBe(3);
  await panel(desk).getByLabel('Move to a bone…').selectOption('methods');
  await expect.poll(() => [...writer.doc.getMap('notes').values()].filter((note) => (note as { get(key: string): unknown }).get('branch') === 'methods').length).toBe(4);
  // One step: both are back.
  await desk.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => [...writer.doc.getMap('notes').values()].filter((note) => (note as { get(key: string): unknown }).get('branch') === 'methods').length).toBe(2);

  // By keyboard: from the first on, Space chooses, Shift and the arrows choose on.
  await desk.getByRole('main').getByLabel('Which causes to show').selectOption('');
  await panel(desk).getByRole('button', { name: 'Choose none' }).click();
  await row(desk, 'Łączność').getByRole('button').focus();
  await desk.keyboard.press('Space');
  await desk.keyboard.press('Shift+ArrowDown');
  await expect(panel(desk).getByText('2 causes chosen')).toBeVisible();
  await panel(desk).getByRole('button', { name: 'Vote on these' }).click();
  await expect(desk.getByLabel('On the ballot')).toHaveValue('chosen');
  expect(workshop.errors).toEqual([]);
  writer.leave();
});

test('board VOTE-11: what is still to be verified is said before the ballot opens, and left out of it', async ({ workshop }) => {
  const agenda = [{ title: 'One', activities: [{ id: 'collect', kind: 'collect', title: '', minutes: 10 }, { id: 'vote', kind: 'vote', title: '', minutes: 10 }] }];
  const board = await workshop.make({ agenda });
  const { writer, ids } = await causes(workshop, board);
  await workshop.command(board, { do: 'start_activity', activity: 'collect' });
  // The author says it on the phone, with who verifies it, the figure and the department.
  const phone = await workshop.join(board, 'Ann', 'IT', PHONE);
  await write(phone, 'People', 'Training comes too late');
  await saved(phone);
  await cause(phone, 'Training comes too late').getByRole('button', { name: /Training comes too late.*Edit/ }).click();
  const sheet = phone.getByRole('dialog');
  await sheet.getByLabel('Is it known?').selectOption('verify');
  await sheet.getByLabel('Who verifies it').fill('Ewa');
  await sheet.getByLabel('Until when').getByRole('combobox').first().selectOption('15');
  await sheet.getByText('Figure, source and more').click();
  await sheet.getByLabel('Figure', { exact: true }).fill('312 calls');
  await sheet.getByLabel('Belongs to').selectOption({ label: 'IT' });
  await sheet.getByRole('button', { name: 'Save' }).click();
  await saved(phone);
  const own = (): Record<string, unknown> | undefined =>
    [...writer.doc.getMap('notes').values()].map((note) => (note as { toJSON(): Record<string, unknown> }).toJSON()).find(({ text }) => text === 'Training comes too late');
  await expect.poll(() => own()).toMatchObject({ evidence: 'verify', verifier: 'Ewa', figure: '312 calls', owner: 'it', verify_by: expect.stringMatching(/^20\d\d-\d\d-15$/) as string });

  const desk = await workshop.open(board.links.facilitator, LAPTOP);
  await desk.getByRole('tab', { name: 'People' }).click();
  await workshop.command(board, { do: 'start_activity', activity: 'vote' });
  await expect(desk.getByText('1 cause on this ballot is still to be verified.')).toBeVisible();
  await desk.getByRole('checkbox', { name: 'Leave out what is to be verified' }).check();
  await desk.locator('.next button').last().click();
  await expect(phone.getByRole('button', { name: /Nikt nie odbiera/ })).toBeVisible();
  await expect(phone.getByRole('button', { name: /Training comes too late/ })).toHaveCount(0);
  const state = await workshop.server.call<{ vote: { notes: string[] } }>('GET', `/api/boards/${board.id}`, board.facilitator_token);
  expect([...state.vote.notes].sort()).toEqual([...ids].sort());
  writer.leave();
});

test('board PARK-1, PARK-2, PARK-3, PRIO-4: what is parked leaves the fish, is reminded of at the end and comes back; outside names who could change it', async ({ workshop }) => {
  const agenda = [{ title: 'One', activities: [{ id: 'discuss', kind: 'discuss', title: '', minutes: 10 }, { id: 'close', kind: 'close', title: '', minutes: 10 }] }];
  const board = await workshop.make({ agenda });
  const { writer } = await causes(workshop, board);
  await workshop.command(board, { do: 'start_activity', activity: 'discuss' });
  const desk = await workshop.open(board.links.facilitator, LAPTOP);
  await desk.getByRole('tab', { name: 'Causes' }).click();
  // The suggestion of the same merges at once.
  await expect(panel(desk).getByText('No two causes look alike.')).toHaveCount(0);
  await panel(desk).getByRole('button', { name: 'Keep this' }).first().click();
  await expect(panel(desk).getByText('No two causes look alike.')).toBeVisible();
  await expect(desk.getByRole('tab', { name: 'Causes' })).toHaveText(/4$/);

  await row(desk, 'Umowy').getByRole('button').click();
  await panel(desk).getByRole('button', { name: 'Park' }).click();
  await expect(desk.getByRole('tab', { name: 'Causes' })).toHaveText(/3$/);
  await expect(desk.locator('main [data-note]')).toHaveCount(3);
  await panel(desk).getByRole('button', { name: 'Back to the panels' }).click();
  await panel(desk).getByRole('textbox', { name: 'A thought for later' }).fill('Ask the supplier');
  await panel(desk).getByRole('button', { name: 'Park', exact: true }).click();
  const lot = panel(desk).locator('section').filter({ has: desk.getByRole('heading', { name: 'Parked', exact: true }) });
  await expect(lot.getByRole('listitem')).toHaveCount(2);
  await expect(desk.getByRole('tab', { name: 'Causes' })).toHaveText(/3$/);

  await row(desk, 'Łączność').getByRole('button').click();
  await panel(desk).getByRole('button', { name: 'Outside' }).click();
  const who = panel(desk).getByLabel('Who could change “Łączność z siecią zawodzi”');
  await who.fill('Rada dyrektorów');
  await who.press('Tab');
  await desk.getByRole('tab', { name: 'People' }).click();
  await workshop.command(board, { do: 'start_activity', activity: 'close' });
  await expect(desk.getByText('2 causes are parked')).toBeVisible();
  await workshop.command(board, { do: 'unlock' });
  await desk.getByRole('button', { name: 'Show', exact: true }).click();
  await lot.getByRole('listitem').filter({ hasText: 'Umowy' }).getByRole('button', { name: 'Take back' }).click();
  await expect(desk.getByRole('tab', { name: 'Causes' })).toHaveText(/4$/);
  // A thought has no bone yet, so it is asked for; undo puts it aside again, as one step.
  const thought = (): unknown =>
    [...writer.doc.getMap('notes').values()].map((note) => (note as { toJSON(): Record<string, unknown> }).toJSON()).find(({ text }) => text === 'Ask the supplier');
  expect(thought()).not.toHaveProperty('branch');
  await lot.getByLabel('Take back to a bone…').selectOption({ label: 'Machines' });
  await expect.poll(thought).toMatchObject({ branch: 'machines', parked: null });
  await expect(desk.getByRole('tab', { name: 'Causes' })).toHaveText(/5$/);
  await desk.getByRole('button', { name: 'Undo' }).first().click();
  await expect(lot.getByLabel('Take back to a bone…')).toBeVisible();
  // Removed and put back it has none either.
  await lot.getByRole('button', { name: 'Ask the supplier' }).click();
  await panel(desk).getByRole('button', { name: 'Remove' }).click();
  await expect.poll(thought).toBeUndefined();
  await desk.locator('.toasts').getByRole('button', { name: 'Undo' }).click();
  await expect.poll(thought).toMatchObject({ parked: 'yes' });
  expect(thought()).not.toHaveProperty('branch');

  const markdown = await (await fetch(`${workshop.server.origin}/api/boards/${board.id}/export/md?token=${board.facilitator_token}`)).text();
  expect(markdown).toMatch(/# Parked causes\s+- Ask the supplier/);
  expect(markdown).toContain('Who could change it: Rada dyrektorów');
  expect(workshop.errors).toEqual([]);
  writer.leave();
});

test('board BONE-1: a bone has a colour of the palette, on every screen and in light and dark', async ({ workshop }) => {
  const board = await workshop.make();
  const { writer } = await causes(workshop, board);
  const desk = await workshop.open(board.links.facilitator, LAPTOP);
  const wall = await workshop.open(board.links.projector, { ...LAPTOP, colorScheme: 'dark' });
  await expect(desk.locator('main [data-note]').first()).toBeVisible();
  const fills = (page: Page): Promise<string[]> => page.locator('path.bone').evaluateAll((all) => all.map((one) => getComputedStyle(one).fill));
  await expect.poll(async () => new Set(await fills(desk)).size).toBe(1);
  await desk.getByRole('button', { name: 'Customers wait too long for an answer' }).click();
  const colour = desk.getByRole('dialog').getByLabel('Colour of the bone “Methods”');
  await colour.selectOption({ label: 'Plum' });
  await expect(colour).toHaveValue('plum');
  await expect.poll(() => fills(desk)).toContain('rgb(169, 60, 132)');
  await colour.selectOption({ label: 'No colour' });
  await expect.poll(async () => new Set(await fills(desk)).size).toBe(1);
  await colour.selectOption({ label: 'Green' });
  await workshop.command(board, { do: 'set_agenda', agenda: [{ id: 'collect', kind: 'collect', title: '', minutes: 10 }] });
  await workshop.command(board, { do: 'start_activity', activity: 'collect' });
  // The green of the dark palette.
  await expect.poll(() => fills(wall)).toContain('rgb(53, 181, 146)');
  expect(workshop.errors).toEqual([]);
  writer.leave();
});
