import type { Page } from '@playwright/test';
import { accessible } from '../play/eyes';
import { causes, write, writers } from '../play/writers';
import { LAPTOP, WALL, expect, test, type Made, type Workshop } from '../play/workshop';

const AGENDA = [{ title: 'First meeting', activities: [
  { id: 'discuss', kind: 'discuss', title: 'We read and ask why', minutes: 45 },
  { id: 'plan', kind: 'plan', title: 'Projects', minutes: 30 },
] }];

/** What is to be chosen, and where it is to be seen. */
const small = (desk: Page) => desk.locator('.wall-panel .wall');
const choose = (desk: Page, option: string) => desk.getByRole('combobox', { name: 'Show on the projector' }).selectOption(option);

/** On the wall itself, and on the small picture of it. */
async function both(wall: Page, desk: Page, selector: string, text: string | RegExp = ''): Promise<void> {
  await expect(wall.locator(`.wall ${selector}`).first()).toContainText(text);
  await expect(small(desk).locator(selector).first()).toContainText(text);
}

async function voted(workshop: Workshop, board: Made, people: { token: string }[], ids: string[]): Promise<void> {
  await workshop.command(board, { do: 'open_vote', dots: 5, per_note: 2 });
  for (const [index, { token }] of people.entries()) await workshop.server.call('POST', `/api/boards/${board.id}/commands`, token, { do: 'cast', note: ids[index], dots: 2 });
  await workshop.command(board, { do: 'close_vote' });
  await workshop.command(board, { do: 'reveal_vote' });
  await workshop.command(board, { do: 'unlock' });
}

test('the facilitator chooses what the wall shows, sees it in small, and lets it go again', async ({ workshop }) => {
  const board = await workshop.make({ agenda: AGENDA });
  await workshop.command(board, { do: 'start_activity', activity: 'discuss' });
  const people = await writers(workshop, board, 3);
  const words = causes(20);
  const ids = write(people, words);
  await people[0]!.knows(ids);
  await voted(workshop, board, people, ids);
  await workshop.command(board, { do: 'create_project', title: 'One owner for every order', horizon: 'this-year', notes: [ids[0]] });
  const desk = await workshop.open(board.links.facilitator, LAPTOP);
  await expect(desk.getByText('We read and ask why').first()).toBeVisible();
  await expect(small(desk)).toHaveCount(0);
  const wall = await workshop.open(board.links.projector, WALL);
  await expect(wall.locator('[data-note]')).toHaveCount(20);
  // The small picture is the same fish, and no card of it is taken for the cause itself.
  const said = desk.locator('.wall-panel .about p').first();
  await expect(said).toHaveText('The projector shows the whole fish');
  await expect(small(desk).locator('svg .head')).toBeVisible();
  await expect(small(desk).locator('[data-note]')).toHaveCount(0);
  await expect(desk.locator('[data-note]')).toHaveCount(20);
  await expect(small(desk).getByRole('treeitem', { includeHidden: true })).toHaveCount(0);

  await accessible(desk, 'the wall in small', '.wall-panel');

  await choose(desk, 'agenda');
  await both(wall, desk, '[aria-current=step]', 'We read and ask why');
  await expect(said).toHaveText('The projector shows the agenda');
  await choose(desk, 'votes');
  await both(wall, desk, 'h1', 'What weighs most');
  await choose(desk, 'projects');
  await both(wall, desk, 'h2', 'One owner for every order');
  await choose(desk, 'columns');
  await both(wall, desk, 'h1', 'Customers wait too long for an answer');
  await expect(wall.locator('svg .head')).toHaveCount(0);
  await choose(desk, 'bone:methods');
  await both(wall, desk, '.caption', 'Methods');
  await expect(said).toHaveText('The projector shows the bone “Methods”');

  // A cause of the list, opened here.
  await expect(desk.getByRole('option', { name: 'The cause that is open' })).toBeDisabled();
  await desk.getByRole('button', { name: 'Show as a list' }).click();
  await desk.locator('[data-cause]').filter({ hasText: words[3]!.text }).first().click();
  await choose(desk, 'cause');
  await both(wall, desk, '.called', words[3]!.text);
  await expect(said).toContainText(words[3]!.text);

  await choose(desk, 'black');
  await both(wall, desk, 'main', /^\d+:\d\d/);
  await expect(wall.locator('.wall')).not.toContainText('We read and ask why');
  await expect(wall.locator('.wall main')).toHaveCSS('background-color', 'rgb(18, 16, 15)');
  await expect(said).toHaveText('The projector shows nothing');
  // A call goes before it; afterwards it is black again. A page that is loaded anew finds it so.
  await workshop.command(board, { do: 'summon', note: ids[1] });
  await both(wall, desk, '.called', words[1]!.text);
  await workshop.command(board, { do: 'summon' });
  await expect(said).toHaveText('The projector shows nothing');
  await wall.reload();
  await both(wall, desk, 'main', /^\d+:\d\d/);
  await desk.reload();
  await expect(said).toHaveText('The projector shows nothing');

  await choose(desk, 'auto');
  await expect(wall.locator('[data-note]')).toHaveCount(20);
  await expect(wall.locator('svg .head')).toBeVisible();
  await expect(said).toHaveText('The projector shows the whole fish');
  expect(workshop.errors).toEqual([]);
  for (const person of people) person.leave();
});

test('what was chosen goes when the workshop goes on, or with “Show the whole fish”', async ({ workshop }) => {
  const board = await workshop.make({ agenda: AGENDA });
  await workshop.command(board, { do: 'start_activity', activity: 'discuss' });
  const people = await writers(workshop, board, 3);
  const ids = write(people, causes(12));
  const wall = await workshop.open(board.links.projector, WALL);
  const desk = await workshop.open(board.links.facilitator, LAPTOP);
  const said = desk.locator('.wall-panel .about p').first();
  await expect(said).toHaveText('The projector shows the whole fish');
  await choose(desk, 'agenda');
  await expect(said).toHaveText('The projector shows the agenda');
  await desk.getByRole('button', { name: 'Show the whole fish' }).click();
  await expect(wall.locator('[data-note]')).toHaveCount(12);
  await expect(said).toHaveText('The projector shows the whole fish');
  await expect(desk.getByRole('button', { name: 'Show the whole fish' })).toHaveCount(0);

  await choose(desk, 'bone:people');
  await expect(wall.locator('.caption')).toContainText('People');
  await choose(desk, 'black');
  await expect(wall.locator('[data-note]')).toHaveCount(0);
  await workshop.command(board, { do: 'start_activity', activity: 'plan' });
  await expect(wall.locator('[data-note]')).toHaveCount(12);
  await expect(wall.locator('.caption')).toHaveCount(0);
  // What has passed does not come back with the activity.
  await expect(desk.getByRole('combobox', { name: 'Show on the projector' })).toHaveValue('auto');
  await workshop.command(board, { do: 'start_activity', activity: 'discuss' });
  await expect(wall.locator('.wall > .corner')).toContainText('We read and ask why');
  await expect(wall.locator('[data-note]')).toHaveCount(12);
  await workshop.command(board, { do: 'summon', note: ids[0] });
  await expect(said).toContainText('The projector shows the cause');
  await desk.getByRole('button', { name: 'Show the whole fish' }).click();
  await expect(said).toHaveText('The projector shows the whole fish');
  expect(workshop.errors).toEqual([]);
  for (const person of people) person.leave();
});

test('what comes from others does not move away what the facilitator is just pressing', async ({ workshop }) => {
  const board = await workshop.make();
  const desk = await workshop.open(board.links.facilitator);
  const tab = desk.getByRole('tab', { name: 'Projects' });
  const { x, y, width, height } = (await tab.boundingBox())!;
  await desk.mouse.move(x + width / 2, y + height / 2);
  await desk.mouse.down();
  await workshop.open(board.links.projector, WALL);
  const panel = desk.getByRole('group', { name: 'On the projector' });
  await expect(panel).toBeAttached();
  await desk.mouse.up();
  await expect(tab).toHaveAttribute('aria-selected', 'true');
  // Then it stands where there is room for what came.
  await expect.poll(async () => (await tab.boundingBox())!.y).toBeGreaterThan(y + 50);
  expect((await panel.boundingBox())!.y + (await panel.boundingBox())!.height).toBeLessThanOrEqual((await tab.boundingBox())!.y);
  expect(workshop.errors).toEqual([]);
});
