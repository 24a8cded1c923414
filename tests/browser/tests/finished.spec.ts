import type { Page } from '@playwright/test';
import { write } from '../play/phone';
import { expect, PHONE, test, WALL } from '../play/workshop';

const agenda = [
  { title: 'One', activities: [
    { id: 'collect', kind: 'collect', title: 'Collect', minutes: 10 },
    { id: 'talk', kind: 'discuss', title: 'Talk', minutes: 10 },
    { id: 'plan', kind: 'plan', title: 'Plan', minutes: 10 },
    { id: 'rest', kind: 'break', title: 'Rest', minutes: 10 },
  ] },
];

const finished = (page: Page) => page.getByRole('button', { name: 'I am finished' });

test('whoever is finished says so with one button, in every activity, and the room sees how many and who is missing', async ({ workshop }) => {
  const board = await workshop.make({ agenda });
  const desk = await workshop.open(board.links.facilitator);
  const wall = await workshop.open(board.links.projector, WALL);
  const anna = await workshop.join(board, 'Anna', 'IT');
  const jan = await workshop.join(board, 'Jan', 'IT');
  const ola = await workshop.join(board, 'Ola', 'Sales');
  await expect(finished(anna)).toHaveCount(0);
  await workshop.command(board, { do: 'start_activity', activity: 'collect' });
  await write(anna, 'People', 'Nobody is asked');

  await finished(ola).click();
  await expect(finished(ola)).toHaveAttribute('aria-pressed', 'true');
  await expect(desk.getByText('Anna and Jan (IT) are not finished yet.')).toBeVisible();
  await expect(desk.getByRole('list', { name: 'Finished, by department' })).toHaveText(/0 of 2.*1 of 1/s);
  await expect(desk.getByRole('listitem').filter({ hasText: 'Ola' })).toContainText('finished');
  await expect(desk.getByRole('listitem').filter({ hasText: 'Jan' })).toContainText('not finished yet');
  await expect(wall.getByText('1 of 3 are finished')).toBeVisible();
  await expect(wall.locator('footer')).toContainText('0 of 2');
  if (process.env.PICTURE) for (const [name, page] of Object.entries({ desk, wall, anna })) await page.screenshot({ path: `${process.env.PICTURE}-${name}.png` });

  // Whatever people do next, it begins anew.
  for (const activity of ['talk', 'plan']) {
    await workshop.command(board, { do: 'start_activity', activity });
    await expect(finished(ola)).toHaveAttribute('aria-pressed', 'false');
    await finished(anna).click();
    await finished(jan).click();
    await finished(ola).click();
    await expect(desk.getByText('Everybody is finished.')).toBeVisible();
    await expect(wall.getByText('3 of 3 are finished')).toBeVisible();
    await finished(jan).click();
    await expect(desk.getByText('Jan (IT) is not finished yet.')).toBeVisible();
    await expect(wall.getByText('2 of 3 are finished')).toBeVisible();
  }
  await workshop.command(board, { do: 'start_activity', activity: 'rest' });
  await expect(finished(anna)).toHaveCount(0);
  await expect(desk.getByText('not finished yet')).toHaveCount(0);
  expect(workshop.errors).toEqual([]);
});

test('closing a vote says whose dots are still in hand before it closes', async ({ workshop }) => {
  const board = await workshop.make({ agenda });
  const desk = await workshop.open(board.links.facilitator);
  const wall = await workshop.open(board.links.projector, WALL);
  const people: Page[] = [];
  for (const [name, department] of [['Anna', 'IT'], ['Jan', 'IT'], ['Ola', 'Sales'], ['Petro', 'Legal'], ['Zoe', 'Marketing']] as const) {
    people.push(await workshop.join(board, name, department, PHONE));
  }
  const [anna, jan] = people as [Page, Page];
  await write(anna, 'People', 'Nobody is asked');
  await workshop.command(board, { do: 'open_vote', dots: 2, per_note: 2 });
  const cause = (page: Page) => page.getByRole('button', { name: /Nobody is asked.*Place one more/ }).first();
  await expect(desk.getByText('Anna, Jan (IT) and 3 more still have dots in hand. Dots already placed are kept.')).toBeVisible();
  // All dots placed is as good as a word; one dot is not.
  await cause(anna).click();
  await cause(anna).click();
  await expect(anna.getByText('Finished. You can still change it.')).toBeVisible();
  await cause(jan).click();
  await expect(wall.getByText('1 of 5 have voted')).toBeVisible();
  for (const page of people.slice(2)) await finished(page).click();
  await expect(wall.getByText('4 of 5 have voted')).toBeVisible();
  await desk.getByRole('button', { name: 'Close the vote: 4 of 5 have voted' }).click();
  await expect(desk.getByRole('dialog')).toContainText('Jan (IT) still has dots in hand.');
  if (process.env.PICTURE) for (const [name, page] of Object.entries({ desk, wall, anna, jan })) await page.screenshot({ path: `${process.env.PICTURE}-vote-${name}.png` });
  await desk.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();

  // Taking a dot back takes the word back.
  await anna.getByRole('button', { name: /^Take a dot back/ }).first().click();
  await expect(wall.getByText('3 of 5 have voted')).toBeVisible();
  await expect(desk.getByText('Anna and Jan (IT) still have dots in hand.')).toBeVisible();
  expect(workshop.errors).toEqual([]);
});
