import type { Page } from '@playwright/test';
import { causes, write, writers } from '../play/writers';
import { LAPTOP, PHONE, WALL, expect, test } from '../play/workshop';

/** The texts that are on paper: visible there, nothing of them cut away, nothing beyond the sheet's width. */
async function printed(page: Page, texts: string[]): Promise<string[]> {
  return page.evaluate((texts) => {
    const normal = (text: string): string => text.replace(/\s+/g, ' ').trim();
    const whole = (element: Element): boolean => {
      if (!element.checkVisibility({ visibilityProperty: true })) return false;
      for (let box: Element | null = element; box && box !== document.body; box = box.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(box);
        const cuts = (how: string, inside: number, room: number): boolean => how !== 'visible' && inside > room + 1;
        if (cuts(overflowX, box.scrollWidth, box.clientWidth) || cuts(overflowY, box.scrollHeight, box.clientHeight)) return false;
      }
      const { left, right } = element.getBoundingClientRect();
      return left >= -1 && right <= document.documentElement.clientWidth + 1;
    };
    const said = [...document.querySelectorAll('li')].filter(whole).map((item) => normal(item.textContent ?? ''));
    return texts.filter((text) => !said.some((one) => one.includes(normal(text))));
  }, texts);
}

for (const count of [0, 36, 120])
  test(`every screen prints ${count} causes in full`, async ({ workshop }) => {
    const agenda = [{ title: 'Spotkanie', activities: [{ id: 'vote', kind: 'vote', title: '', minutes: 10 }] }];
    const board = await workshop.make({ agenda });
    const people = await writers(workshop, board, 7);
    const words = causes(count, { words: count === 36 ? 'long' : 'workshop', nested: count === 36 });
    const ids = write(people, words);
    await people[0]!.knows(ids);
    if (count > 0) await workshop.command(board, { do: 'merge_notes', into: ids[0], notes: [ids[1]] });
    // Screens that show something else than the causes: a vote on the phones, black on the wall, a list at the desk.
    await workshop.command(board, { do: 'start_activity', activity: 'vote' });
    const seat = `/board/${board.id}#${people[0]!.token}`;
    const pages: Record<string, Page> = {
      wall: await workshop.open(board.links.projector, WALL),
      desk: await workshop.open(board.links.facilitator, LAPTOP),
      phone: await workshop.open(seat, PHONE),
      laptop: await workshop.open(seat, LAPTOP),
    };
    const bones = (page: Page) => page.locator('.paper-fish .title');
    await pages.desk!.getByRole('combobox', { name: 'Show on the projector' }).selectOption('black');
    await expect(pages.wall!.locator('.wall > .corner')).toHaveCount(0);
    const texts = words.map(({ text }) => text);
    for (const [who, page] of Object.entries(pages)) {
      await page.waitForLoadState('networkidle');
      await expect(page.locator('.starting')).toHaveCount(0);
      await page.emulateMedia({ media: 'print' });
      // A merged cause stands under the one that it is part of, where the board is printed as a whole.
      const all = who === 'phone' || who === 'laptop' ? texts.filter((_, index) => index !== 1) : texts;
      // What is printed is loaded after all else.
      await expect.poll(() => printed(page, all), `${who} leaves out`).toEqual([]);
      await expect(page.getByText('Customers wait too long for an answer').filter({ visible: true }).first()).toBeVisible();
      if (who !== 'phone' && count > 0) expect(await bones(page).count(), `${who} draws the bones`).toBe(5);
      await expect(page.locator('.workshop, .screen').filter({ visible: true })).toHaveCount(0);
      const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
      expect(pdf.match(/\/Type\s*\/Page\b/g)?.length, `${who} has sheets`).toBeGreaterThan(0);
      // Back on the screen, nothing of it is left.
      await page.emulateMedia({ media: 'screen' });
      await expect(page.locator('.paper, .paper-fish')).toHaveCount(0);
    }
    expect(workshop.errors).toEqual([]);
    for (const person of people) person.leave();
  });
