import type { Page } from '@playwright/test';
import { bone, cause, field, kept, saved, tray, write } from '../play/phone';
import { Writer } from '../play/writers';
import type * as Y from 'yjs';
import { LAPTOP, expect, test, type Made, type Workshop } from '../play/workshop';

/** The text that everybody has. */
async function texts(workshop: Workshop, board: Made): Promise<string[]> {
  const json = await workshop.server.call<{ notes: { text: string }[] }>('GET', `/api/boards/${board.id}/export/json`, board.facilitator_token);
  return json.notes.map(({ text }) => text).sort();
}

/** Opens the sheet of a cause on a phone. */
async function edit(page: Page, text: string): Promise<void> {
  await cause(page, text).getByRole('button', { name: text }).first().click();
  await expect(page.getByRole('textbox', { name: 'Your cause' })).toBeVisible();
}

const everybody = { do: 'set_permissions', edit: 'any', remove: 'any' };

test('a sheet writes only what was changed in it: a colleague’s word stays', async ({ workshop }) => {
  const board = await workshop.make();
  await workshop.command(board, everybody);
  const anna = await workshop.join(board, 'Anna', 'Business analysis');
  const marek = await workshop.join(board, 'Marek', 'Marketing');
  await write(anna, 'People', 'Training comes to late');
  await expect(cause(marek, 'Training comes to late')).toBeVisible();
  await edit(anna, 'Training comes to late');
  await anna.getByRole('textbox', { name: 'Your cause' }).fill('Training comes too late');
  await edit(marek, 'Training comes to late');
  await marek.getByRole('textbox', { name: 'Your cause' }).fill('Training comes to late every year');
  await marek.getByLabel('Is it known?').selectOption('fact');
  await marek.getByRole('button', { name: 'Save', exact: true }).click();
  await saved(marek);
  await expect(cause(anna, 'Training comes to late every year')).toBeAttached();
  await anna.getByRole('button', { name: 'Save', exact: true }).click();
  await saved(anna);
  for (const page of [anna, marek]) await expect(cause(page, 'Training comes too late every year')).toBeVisible();
  // What was not touched in the sheet is not written from it.
  await expect(cause(anna, 'Fact')).toBeVisible();
  expect(await texts(workshop, board)).toEqual(['Training comes too late every year']);
});

test('fields of the facilitator keep what others wrote meanwhile, and what is being typed', async ({ workshop }) => {
  const board = await workshop.make({ effect: 'Customers wait' });
  const [one, two] = [await workshop.open(board.links.facilitator), await workshop.open(board.links.facilitator)];
  const effect = (page: Page) => page.getByRole('dialog').getByLabel('Effect');
  for (const page of [one, two]) {
    await page.locator('.menu').getByRole('button').first().click();
    await page.getByRole('button', { name: 'About this board', exact: true }).click();
    await expect(effect(page)).toHaveValue('Customers wait');
  }
  await effect(one).focus();
  await one.keyboard.press('End');
  await one.keyboard.type(' too long');
  await effect(two).focus();
  await two.keyboard.press('Home');
  await two.keyboard.type('Many: ');
  await two.keyboard.press('Tab');
  // Their news does not wipe what stands in the field of one who is typing.
  await expect.poll(() => workshop.server.call<{ effect: string }>('GET', `/api/boards/${board.id}`, board.facilitator_token).then(({ effect }) => effect)).toBe('Many: Customers wait');
  await expect(effect(one)).toHaveValue('Customers wait too long');
  await one.keyboard.press('Tab');
  for (const page of [one, two]) await expect(effect(page)).toHaveValue('Many: Customers wait too long');
  // A field that is left by closing the dialog is kept, too.
  await effect(one).focus();
  await one.keyboard.press('End');
  await one.keyboard.type('!');
  await one.keyboard.press('Escape');
  await expect(effect(two)).toHaveValue('Many: Customers wait too long!');
});

test('a project’s form and the agenda keep what others changed while they lay open', async ({ workshop }) => {
  const agenda = [{ title: 'One', activities: [{ id: 'a1', kind: 'collect', title: 'Collect', minutes: 10 }, { id: 'a2', kind: 'vote', title: 'Vote', minutes: 10 }] }];
  const board = await workshop.make({ agenda });
  await workshop.command(board, { do: 'create_project', title: 'One number', competences: ['CRM'] });
  const [one, two] = [await workshop.open(board.links.facilitator), await workshop.open(board.links.facilitator)];
  for (const page of [one, two]) {
    await page.getByRole('tab', { name: 'Projects' }).click();
    await page.getByRole('button', { name: /^One number/ }).click();
  }
  await one.getByRole('dialog').getByLabel('What is it called?').fill('One number for all');
  await one.getByLabel('Competences').fill('CRM\nLaw');
  await two.getByRole('dialog').getByLabel('What is it called?').fill('Only one number');
  await two.getByLabel('Competences').fill('CRM\nSales');
  for (const page of [two, one]) {
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
  const projects = async () => (await workshop.server.call<{ projects: { title: string; competences: string[] }[] }>('GET', `/api/boards/${board.id}/export/json`, board.facilitator_token)).projects;
  await expect.poll(async () => (await projects())[0]?.title).toBe('Only one number for all');
  expect([...(await projects())[0]!.competences].sort()).toEqual(['CRM', 'Law', 'Sales']);

  await one.getByRole('button', { name: 'Edit the agenda' }).click();
  await one.getByRole('dialog').getByLabel('Name', { exact: true }).first().fill('Collect causes');
  const changed = structuredClone(agenda);
  changed[0]!.activities[1]!.title = 'Vote with dots';
  await workshop.command(board, { do: 'set_agenda', agenda: changed });
  await one.getByRole('dialog').getByRole('button', { name: 'Save the agenda' }).click();
  await expect(one.getByRole('dialog')).toHaveCount(0);
  const titles = async () => {
    const state = await workshop.server.call<{ agenda: { activities: { title: string }[] }[] }>('GET', `/api/boards/${board.id}`, board.facilitator_token);
    return state.agenda[0]!.activities.map(({ title }) => title);
  };
  await expect.poll(titles).toEqual(['Collect causes', 'Vote with dots']);
});

test('a cause that is removed while somebody changes it takes no word along', async ({ workshop }) => {
  const board = await workshop.make();
  await workshop.command(board, everybody);
  const anna = await workshop.join(board, 'Anna', 'Business analysis');
  const marek = await workshop.join(board, 'Marek', 'Marketing');
  await write(anna, 'People', 'Training comes late');
  await edit(anna, 'Training comes late');
  await anna.getByRole('textbox', { name: 'Your cause' }).fill('Training comes late, and nobody says why');
  await edit(marek, 'Training comes late');
  await marek.getByRole('button', { name: 'Remove' }).click();
  await expect(tray(anna)).toBeVisible();
  await tray(anna).click();
  await expect(kept(anna, 'nobody says why').getByText('The cause was removed while you were changing it.')).toBeVisible();
  await kept(anna, 'nobody says why').getByRole('button', { name: 'Send again' }).click();
  await expect(cause(marek, 'nobody says why')).toBeVisible();
});

test('what is being written stays on its bone, wherever everybody is called', async ({ workshop }) => {
  const board = await workshop.make();
  const anna = await workshop.join(board, 'Anna', 'Business analysis');
  await bone(anna, 'Methods').click();
  await field(anna, 'Methods').fill('Every contact asks for the number again');
  await workshop.command(board, { do: 'summon', branch: 'people' });
  await expect(bone(anna, 'People')).toHaveAttribute('aria-pressed', 'true');
  await expect(anna.getByText('Goes to “Methods”')).toBeVisible();
  // Also over a vote, and over a reload.
  await workshop.command(board, { do: 'open_vote', dots: 3 });
  await expect(anna.getByText('3 dots left')).toBeVisible();
  await workshop.command(board, { do: 'close_vote' });
  await workshop.command(board, { do: 'reveal_vote' });
  await workshop.command(board, { do: 'unlock' });
  await expect(field(anna, 'Methods')).toHaveValue('Every contact asks for the number again');
  await anna.reload();
  await expect(field(anna, 'Methods')).toHaveValue('Every contact asks for the number again');
  await anna.getByRole('button', { name: 'Send' }).click();
  await bone(anna, 'Methods').click();
  await expect(cause(anna, 'Every contact asks')).toBeVisible();
  await saved(anna);
  const json = await workshop.server.call<{ notes: { branch: string }[] }>('GET', `/api/boards/${board.id}/export/json`, board.facilitator_token);
  expect(json.notes.map(({ branch }) => branch)).toEqual(['methods']);
  expect(workshop.errors).toEqual([]);
});

test('an answer to “why?” stays with its question, and a text for a bone that is gone waits with the reason', async ({ workshop }) => {
  const board = await workshop.make();
  const anna = await workshop.join(board, 'Anna', 'Business analysis');
  await write(anna, 'Methods', 'Forms are filled in twice');
  await cause(anna, 'Forms are filled in twice').getByRole('button', { name: /Why/ }).click();
  await anna.keyboard.type('Two systems');
  await workshop.command(board, { do: 'summon', branch: 'people' });
  await expect(bone(anna, 'People')).toHaveAttribute('aria-pressed', 'true');
  await anna.keyboard.press('Enter');
  await saved(anna);
  const notes = async () => (await workshop.server.call<{ notes: { text: string; parent?: string; id: string }[] }>('GET', `/api/boards/${board.id}/export/json`, board.facilitator_token)).notes;
  await expect.poll(async () => (await notes()).find(({ text }) => text === 'Two systems')?.parent).toBe((await notes()).find(({ text }) => text.startsWith('Forms'))!.id);

  await workshop.command(board, { do: 'summon' });
  await bone(anna, 'Machines').click();
  await field(anna, 'Machines').fill('The CRM is slow');
  const leader = await workshop.open(board.links.facilitator);
  await leader.locator('.menu').getByRole('button').first().click();
  await leader.getByRole('button', { name: 'About this board', exact: true }).click();
  await leader.getByRole('button', { name: 'Remove Machines' }).click();
  await leader.getByRole('dialog').last().getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(bone(anna, 'Machines')).toHaveCount(0);
  await expect(anna.getByText('The bone that this is for is gone.')).toBeVisible();
  await anna.getByRole('button', { name: 'Send' }).click();
  await tray(anna).click();
  await expect(kept(anna, 'The CRM is slow').getByText('The bone that it was written for is gone.')).toBeVisible();
  expect((await texts(workshop, board)).includes('The CRM is slow')).toBe(false);
});

test('a hidden cause can be changed by its author, before everybody sees it and after', async ({ workshop }) => {
  const board = await workshop.make();
  const activities = [{ id: 'quiet', kind: 'silent', title: 'Silence', minutes: 5 }, { id: 'talk', kind: 'discuss', title: 'Talk', minutes: 5 }];
  await workshop.command(board, { do: 'set_agenda', agenda: [{ title: 'One', activities }] });
  await workshop.command(board, { do: 'start_activity', activity: 'quiet' });
  const anna = await workshop.join(board, 'Anna', 'Business analysis');
  const marek = await workshop.join(board, 'Marek', 'Marketing');
  await workshop.command(board, { do: 'start_activity', activity: 'talk' });
  await workshop.command(board, { do: 'set_permissions', add: 'own' });
  await write(anna, 'Methods', 'Written openly before');
  await saved(anna);
  await workshop.command(board, { do: 'start_activity', activity: 'quiet' });
  await expect(anna.getByRole('heading', { name: 'Silence' })).toBeVisible();
  await write(anna, 'People', 'The bos shouts');
  const hidden = anna.getByRole('list', { name: 'Written by you, still hidden' });
  await hidden.getByRole('button', { name: /^The bos shouts/ }).click();
  await anna.getByRole('textbox', { name: 'Your cause' }).fill('The boss shouts');
  await anna.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(hidden.getByText('The boss shouts')).toBeVisible();
  await expect(hidden.getByRole('listitem')).toHaveCount(1);
  expect(await marek.content()).not.toContain('boss');

  await workshop.command(board, { do: 'start_activity', activity: 'talk' });
  await workshop.command(board, { do: 'reveal_notes' });
  await expect(cause(anna, 'The boss shouts').getByText('yours')).toBeVisible();
  await expect(cause(marek, 'The boss shouts').getByText('yours')).toHaveCount(0);
  await edit(anna, 'The boss shouts');
  await anna.getByRole('textbox', { name: 'Your cause' }).fill('The boss shouts at everybody');
  await anna.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(cause(marek, 'The boss shouts at everybody')).toBeVisible();
  await saved(anna);
  await workshop.command(board, { do: 'set_permissions', add: 'own' });
  await write(anna, 'Methods', 'Written openly after');
  await saved(anna);
  // Nor do the Yjs clients that she wrote with: those of what had been sealed wrote nothing else.
  const eye = new Writer(workshop.server.origin, board.id, board.facilitator_token);
  await eye.ready();
  const clients = (text: string): number[] => {
    const notes = [...eye.doc.getMap('notes').values()] as Y.Map<Y.Text>[];
    const words = notes.find((note) => String(note.get('text')).startsWith(text))!.get('text')!;
    const all: number[] = [];
    for (let item = words._start; item; item = item.right) all.push(item.id.client);
    return all;
  };
  const open = [...clients('Written openly before'), ...clients('Written openly after')];
  expect(open.length).toBeGreaterThan(1);
  expect(clients('The boss').length).toBeGreaterThan(1);
  for (const client of clients('The boss')) expect(open).not.toContain(client);
  eye.leave();
  // It stays one's own over a reload, and nothing about it names its author to others.
  await anna.reload();
  await expect(cause(anna, 'The boss shouts at everybody').getByText('yours')).toBeVisible();
  const json = await workshop.server.call<{ notes: { text: string; author?: string }[] }>('GET', `/api/boards/${board.id}/export/json`, board.facilitator_token);
  expect(json.notes.find(({ text }) => text.startsWith('The boss'))?.author ?? null).toBeNull();
  expect(workshop.errors).toEqual([]);
});

test('undo takes back what was done last, or says that it cannot', async ({ workshop }) => {
  const board = await workshop.make();
  const anna = await workshop.join(board, 'Anna', 'Business analysis');
  for (const text of ['Waiting is too long', 'The waiting takes too long']) await write(anna, 'People', text);
  const leader = await workshop.open(board.links.facilitator);
  const item = (text: string | RegExp) => leader.getByRole('treeitem', { name: text });
  await expect(item(/The waiting takes/)).toBeAttached();
  const add = async (text: string): Promise<void> => {
    await leader.getByRole('button', { name: 'Cause', exact: true }).click();
    await leader.getByRole('textbox', { name: 'Text of the cause' }).fill(text);
    await leader.getByRole('button', { name: 'Add', exact: true }).click();
    await leader.keyboard.press('Escape');
    await expect(leader.getByRole('dialog')).toHaveCount(0);
  };
  await add('Older, and not to be taken back');
  await leader.getByRole('tab', { name: 'Causes' }).click();
  await leader.getByRole('button', { name: 'Keep this' }).first().click();
  await expect(leader.getByRole('treeitem', { name: /aiting/ })).toHaveCount(1);
  await leader.locator('body').press('Control+z');
  await expect(leader.getByRole('treeitem', { name: /aiting/ })).toHaveCount(2);
  await expect(item(/Older/)).toBeAttached();

  // What cannot be taken back says so, once, before anything older is touched.
  await leader.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(item(/Older/)).toHaveCount(0);
  await add('Another one that stays');
  await leader.getByRole('tab', { name: 'People' }).click();
  await leader.getByRole('button', { name: 'Remove Anna' }).click();
  await leader.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(leader.getByRole('dialog')).toHaveCount(0);
  await expect(leader.getByRole('button', { name: 'Remove Anna' })).toHaveCount(0);
  await leader.locator('body').press('Control+z');
  await expect(leader.getByText('What you did last cannot be undone.')).toBeVisible();
  await expect(item(/Another one/)).toBeAttached();
  await leader.locator('body').press('Control+z');
  await expect(item(/Another one/)).toHaveCount(0);
  expect(workshop.errors).toEqual([]);
});

test('the “Undo” of a removal brings back what was removed, whatever was done since', async ({ workshop }) => {
  const board = await workshop.make();
  const anna = await workshop.join(board, 'Anna', 'Business analysis', LAPTOP);
  await write(anna, 'People', 'Removed by mistake');
  await cause(anna, 'Removed by mistake').getByRole('button', { name: 'Removed by mistake' }).first().click();
  await anna.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(cause(anna, 'Removed by mistake')).toHaveCount(0);
  await write(anna, 'People', 'Written since');
  await anna.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(cause(anna, 'Removed by mistake')).toBeVisible();
  await expect(cause(anna, 'Written since')).toBeVisible();
  await saved(anna);
  await expect.poll(() => texts(workshop, board)).toEqual(['Removed by mistake', 'Written since']);
});
