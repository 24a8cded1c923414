import { measure } from '../play/measure';
import { causes, write, writers, type Spread } from '../play/writers';
import { type Workshop, expect, test } from '../play/workshop';

/** What the wall has to show: causes, share of their characters, least type at 1080 lines. */
const TABLE = [
  [10, 1, 28],
  [20, 1, 21],
  [36, 1, 21],
  [45, 1, 18],
  [60, 0.95, 18],
  [90, 0.8, 16],
  [120, 0.6, 16],
  [200, 0, 16],
] as const;
const SCREENS = [[1920, 1080], [1280, 720]] as const;

// `WALL=all npx playwright test wall.spec.ts` measures every number of causes, on every screen, in every manner.
const every = process.env.WALL === 'all';

const MANNERS: Record<string, Spread & { dots?: boolean }> = {
  'on one bone': { on: 'methods' },
  'in short words': { words: 'short' },
  'in long words': { words: 'long' },
  'nested five deep': { nested: true },
  'with dots and marks': { dots: true },
};

async function look(workshop: Workshop, count: number, spread: Spread & { dots?: boolean }, [width, height]: readonly [number, number]) {
  const agenda = [{ title: 'Spotkanie', activities: [{ id: 'discuss', kind: 'discuss', title: 'Czytamy i pytamy dlaczego', minutes: 45 }] }];
  const board = await workshop.make({ language: 'pl', title: 'Dlaczego klienci czekają?', effect: 'Klienci są niezadowoleni z pierwszych trzydziestu dni po zamówieniu usługi (NPS −12)', agenda });
  await workshop.command(board, { do: 'start_activity', activity: 'discuss' });
  const people = await writers(workshop, board, 7);
  const words = causes(count, spread);
  const ids = write(people, words);
  await people[0]!.knows(ids);
  if (spread.dots) {
    for (const [index, id] of ids.entries()) if (index % 3 === 0) await workshop.command(board, { do: 'set_priority', note: id, priority: (['now', 'next', 'later'] as const)[index % 2]! });
    await workshop.command(board, { do: 'open_vote', dots: 9, per_note: 2 });
    for (const [index, person] of people.entries()) await workshop.server.call('POST', `/api/boards/${board.id}/commands`, person.token, { do: 'cast', note: ids[(index * 5) % count], dots: 2 });
    await workshop.command(board, { do: 'close_vote' });
    await workshop.command(board, { do: 'reveal_vote' });
    await workshop.command(board, { do: 'unlock' });
  }
  const page = await workshop.open(board.links.projector, { viewport: { width, height } });
  await expect(page.locator('[data-note]')).toHaveCount(count);
  await expect(page.getByRole('timer')).toBeVisible();
  // The fish stands once two looks are alike: fonts have come, the clock has its room.
  const texts = Object.fromEntries(ids.map((id, index) => [id, words[index]!.text]));
  let before = '';
  await expect.poll(async () => {
    const now = JSON.stringify(await measure(page, texts));
    const same = now === before;
    before = now;
    return same;
  }, { intervals: [400] }).toBe(true);
  const seen = await measure(page, texts);
  test.info().annotations.push({ type: `${count} causes at ${width}×${height}`, description: `${(seen.share * 100).toFixed(1)} % of the text, type from ${seen.least.toFixed(1)} px` });
  expect.soft(seen.overlaps, 'nothing overlaps').toEqual([]);
  expect.soft(seen.outside, 'nothing is outside').toEqual([]);
  expect(seen.cards).toBe(count);
  expect(workshop.errors).toEqual([]);
  for (const person of people) person.leave();
  return seen;
}

for (const [width, height] of SCREENS)
  for (const [count, share, least] of TABLE.filter(([count]) => every || count === (height === 1080 ? 36 : 60) || (height === 1080 && count === 120)))
    test(`the wall of ${width}×${height} shows what ${count} causes say`, async ({ workshop }) => {
      const seen = await look(workshop, count, {}, [width, height]);
      expect(seen.share).toBeGreaterThanOrEqual(share - 1e-9);
      expect(seen.least).toBeGreaterThanOrEqual((least * height) / 1080 - 0.05);
    });

for (const [manner, spread] of Object.entries(MANNERS))
  for (const [width, height] of every ? SCREENS : SCREENS.slice(0, 1))
    for (const count of every ? TABLE.map(([count]) => count) : [manner === 'with dots and marks' ? 36 : 60])
      test(`${count} causes ${manner} stand clear of one another on a wall of ${width}×${height}`, async ({ workshop }) => {
        const seen = await look(workshop, count, spread, [width, height]);
        if (seen.share > 0) expect(seen.least).toBeGreaterThanOrEqual((16 * height) / 1080 - 0.05);
      });
