import type { Page } from '@playwright/test';
import { causes, write, writers } from '../play/writers';
import { LAPTOP, WALL, expect, test } from '../play/workshop';

/** The causes whose words the wall shows whole, by id. */
function readable(wall: Page): Promise<string[]> {
  return wall.locator('[data-note]').evaluateAll((cards) =>
    cards.flatMap((card) => {
      const words = [...card.querySelectorAll('text')].map((line) => line.textContent ?? '').join(' ');
      return words && !words.endsWith('…') ? [card.getAttribute('data-note')!] : [];
    }),
  );
}

test('the facilitator leads the wall from bone to bone, stops it, and shows the whole fish again', async ({ workshop }) => {
  const board = await workshop.make();
  const people = await writers(workshop, board, 7);
  const words = causes(120);
  const ids = write(people, words);
  const of = (bone: string): string[] => ids.filter((_, index) => words[index]!.branch === bone);
  const wall = await workshop.open(board.links.projector, WALL);
  const desk = await workshop.open(board.links.facilitator, LAPTOP);
  await expect(wall.locator('[data-note]')).toHaveCount(120);
  // Not everything can be read at once, so the wall tours; it begins with the whole fish.
  await expect(desk.getByRole('button', { name: 'Stop on this bone' })).toBeVisible();
  await desk.getByRole('button', { name: 'Next bone on the projector' }).click();
  await expect(wall.locator('.caption')).toContainText('People');
  await expect.poll(async () => (await readable(wall)).sort()).toEqual(of('people').sort());
  // Every cause is still there once, the others as marks.
  await expect(wall.locator('[data-note]')).toHaveCount(120);
  await expect(desk.getByText('People, 2 of 6')).toBeVisible();
  await expect(desk.getByRole('button', { name: 'Show bone after bone on the projector' })).toBeVisible();
  await desk.getByRole('button', { name: 'Next bone on the projector' }).click();
  await expect.poll(async () => (await readable(wall)).sort()).toEqual(of('management').sort());
  await desk.getByRole('button', { name: 'Bone before on the projector' }).click();
  await expect(wall.locator('.caption')).toContainText('People');

  // What was chosen outlives the facilitator's page; another look at it begins where it was.
  await desk.reload();
  await expect(desk.getByText('People, 2 of 6')).toBeVisible();
  await desk.getByRole('button', { name: 'Show the whole fish' }).click();
  await expect(wall.locator('.caption')).toHaveCount(0);
  await expect(desk.getByText('The whole fish, 1 of 6')).toBeVisible();

  await desk.getByRole('combobox', { name: 'On the projector' }).selectOption('columns');
  await expect(wall.getByRole('heading', { name: 'Customers wait too long for an answer' })).toBeVisible();
  await expect(wall.locator('svg .head')).toHaveCount(0);
  expect(workshop.errors).toEqual([]);
  for (const person of people) person.leave();
});

test('“Show the whole fish” also releases what everybody was asked to look at', async ({ workshop }) => {
  const board = await workshop.make();
  const people = await writers(workshop, board, 3);
  const ids = write(people, causes(12));
  const wall = await workshop.open(board.links.projector, WALL);
  const desk = await workshop.open(board.links.facilitator, LAPTOP);
  await expect(wall.locator('[data-note]')).toHaveCount(12);
  await workshop.command(board, { do: 'summon', note: ids[2] });
  await expect(wall.locator('.called')).toContainText(causes(12)[2]!.text.slice(0, 12));
  await expect.poll(() => readable(wall)).toHaveLength(2);
  await desk.getByRole('button', { name: 'Show the whole fish' }).click();
  await expect(wall.locator('.called')).toHaveCount(0);
  await expect.poll(() => readable(wall)).toHaveLength(12);
  expect(workshop.errors).toEqual([]);
  for (const person of people) person.leave();
});

test('the wall goes on by itself while nothing is new, and shows what is new in full', async ({ workshop }) => {
  const board = await workshop.make();
  const people = await writers(workshop, board, 7);
  const words = causes(120);
  write(people, words);
  const wall = await workshop.open('/healthz', WALL);
  await wall.clock.install();
  await wall.goto(board.links.projector);
  await expect(wall.locator('[data-note]')).toHaveCount(120);
  const caption = wall.locator('.caption');
  /** Lets time pass until the next stop. */
  const until = (bone: string): Promise<void> =>
    expect.poll(async () => {
      await wall.clock.runFor(2_000);
      return (await caption.count()) ? caption.textContent() : '';
    }, { timeout: 40_000 }).toContain(bone);
  await until('People');
  await until('Management');

  // A new cause stands in full at the bottom, and the tour waits.
  const text = 'Nobody tells the salons that the delivery of the new devices is late again this week';
  people[0]!.add({ branch: 'machines', text, order: 'zz' });
  const newest = wall.locator('.newest .text');
  await expect.poll(async () => (await wall.clock.runFor(200), newest.count())).toBe(1);
  await expect(newest).toHaveText(text);
  await expect(wall.locator('.newest .from')).toContainText('Machines');
  await expect(wall.locator('.newest .from')).toContainText('Business analysis');
  await wall.clock.runFor(5_000);
  await expect(caption).toContainText('Management');
  await expect.poll(async () => (await wall.clock.runFor(500), newest.count())).toBe(0);
  await until('Methods');
  expect(workshop.errors).toEqual([]);
  for (const person of people) person.leave();
});
