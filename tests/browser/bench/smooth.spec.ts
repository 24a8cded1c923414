import type { Page } from '@playwright/test';
import { frames, slow } from '../play/frames';
import { causes, Writer, write, writers } from '../play/writers';
import { LAPTOP, PHONE, WALL, expect, test, type Made, type Workshop } from '../play/workshop';

/**
 * How smoothly each screen moves while thirty people type, with the processor slowed four times:
 * `npx playwright test --project=bench`; SLOW, CAUSES, PEOPLE and SECONDS change what is tried.
 */
const SLOW = Number(process.env.SLOW ?? 4);
const CAUSES = Number(process.env.CAUSES ?? 120);
const PEOPLE = Number(process.env.PEOPLE ?? 30);
const SECONDS = Number(process.env.SECONDS ?? 10);

/** A projector that says what it shows, without a page that would take this machine's time. */
async function showsElsewhere(workshop: Workshop, board: Made): Promise<void> {
  const projector = new Writer(workshop.server.origin, board.id, board.projector_token);
  await projector.ready();
  projector.say('shows', { scene: 'fish', stop: 1, of: 1, touring: false, cut: false, width: 1920, height: 1080 });
}

const LETTERS = 'ala ma kota i nikt nie odpowiada na pytania klientów przed startem ';

for (const screen of ['wall', 'desk', 'desk with a wall', 'phone', 'laptop'] as const)
  test(`${screen}: ${CAUSES} causes, ${PEOPLE} people typing, ${SLOW} times slower`, async ({ workshop }) => {
    test.setTimeout(180_000);
    const board = await workshop.make({ language: 'pl', effect: 'Klienci są niezadowoleni z pierwszych trzydziestu dni po zamówieniu usługi (NPS −12)' });
    const people = await writers(workshop, board, PEOPLE);
    const ids = write(people, causes(CAUSES));
    await people[0]!.knows(ids);
    const seat = await workshop.server.call<{ token: string }>('POST', '/api/join', '', { code: board.join_code, name: 'Zofia', department: 'it' });
    const desk = (): Promise<Page> => workshop.open(board.links.facilitator, { ...LAPTOP, reducedMotion: 'no-preference' });
    const open: Record<typeof screen, () => Promise<Page>> = {
      wall: () => workshop.open(board.links.projector, { ...WALL, reducedMotion: 'no-preference' }),
      desk,
      // The facilitator's page with the small picture of the wall, which a projector elsewhere shows.
      'desk with a wall': async () => {
        const page = await desk();
        await showsElsewhere(workshop, board);
        await expect(page.locator('.wall-panel .wall')).toBeVisible();
        return page;
      },
      phone: () => workshop.open(`/board/${board.id}#${seat.token}`, { ...PHONE, reducedMotion: 'no-preference' }),
      laptop: () => workshop.open(`/board/${board.id}#${seat.token}`, { ...LAPTOP, reducedMotion: 'no-preference' }),
    };
    const page = await open[screen]();
    await (screen === 'phone' ? expect(page.getByRole('listitem').first()).toBeVisible() : expect(page.locator('[data-note]')).toHaveCount(CAUSES));
    await page.waitForLoadState('networkidle');
    await slow(page, SLOW);

    // Each types four letters a second into a cause of their own, and begins another one now and then.
    const own = new Map(people.map((person) => [person, person.add({ branch: 'people', text: 'Nowa przyczyna ', order: `b${person.doc.clientID}` })]));
    let typed = 0;
    const type = setInterval(() => {
      for (const person of people.slice((typed % 4) * Math.ceil(PEOPLE / 4)).slice(0, Math.ceil(PEOPLE / 4))) {
        if (typed % 160 === 159) own.set(person, person.add({ branch: 'methods', text: 'Jeszcze jedna ', order: `c${person.doc.clientID}${typed}` }));
        person.type(own.get(person)!, LETTERS[(typed >> 2) % LETTERS.length]!);
      }
      typed += 1;
    }, 1000 / 16);
    // The first drawings of so many new causes are past.
    await page.waitForTimeout(2000);
    const seen = await frames(page, async () => {
      const end = Date.now() + SECONDS * 1000;
      if (screen === 'phone' || screen === 'laptop') {
        await page.getByRole('textbox').last().click();
        while (Date.now() < end) await page.keyboard.type('k', { delay: 120 });
      } else await page.waitForTimeout(SECONDS * 1000);
    });
    clearInterval(type);
    const said = `${seen.perSecond.toFixed(0)} frames/s, ${seen.long} tasks over 50 ms, longest ${seen.longest.toFixed(0)} ms, key to screen ${seen.key.toFixed(0)} ms`;
    test.info().annotations.push({ type: screen, description: said });
    console.log(`${screen}: ${said}`);
    for (const person of people) person.leave();
    expect(workshop.errors).toEqual([]);
    if (process.env.STRICT) {
      expect(seen.perSecond).toBeGreaterThanOrEqual(50);
      expect(seen.longest).toBeLessThan(50);
      expect(seen.key).toBeLessThan(50);
    }
  });
