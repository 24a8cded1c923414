// A translator as browsers have it: each text node is taken out, and a <font> with other words stands in its place; what comes or
// changes later is translated, too.
import type { Page } from '@playwright/test';
import { bone, field, saved, write } from '../play/phone';
import { LAPTOP, WALL, expect, test } from '../play/workshop';

async function translate(page: Page): Promise<void> {
  await page.evaluate(() => {
    const word = (text: string) => text.replace(/\p{L}+/gu, (letters) => `[${letters}]`);
    const fits = (node: Node): node is Text =>
      node.nodeType === Node.TEXT_NODE &&
      node.textContent!.trim() !== '' &&
      node.parentElement?.closest('[translate=no], script, style, textarea, svg, font') === null;
    const put = (text: Text) => {
      const [outer, inner] = [document.createElement('font'), document.createElement('font')];
      outer.setAttribute('style', 'vertical-align: inherit;');
      inner.textContent = word(text.data);
      outer.append(inner);
      text.parentNode!.insertBefore(outer, text);
      text.remove();
    };
    const all = (root: Node) => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      const found: Text[] = [];
      for (let node = walker.nextNode(); node; node = walker.nextNode()) if (fits(node)) found.push(node);
      if (fits(root)) found.push(root);
      found.forEach(put);
    };
    all(document.body);
    new MutationObserver((records) => {
      for (const { type, target, addedNodes } of records) {
        if (type === 'characterData' && target.isConnected) all(target);
        else addedNodes.forEach((node) => node.isConnected && all(node));
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
}

/** What stands on the page, without the translator's brackets. */
async function plain(page: Page): Promise<string> {
  return (await page.locator('body').innerText()).replace(/[[\]]/g, '').replace(/\s+/g, ' ');
}
const says = (page: Page, text: string | RegExp) =>
  expect.poll(() => plain(page), { message: `the page says ${text}` }).toMatch(text instanceof RegExp ? text : new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));
const silent = (page: Page, text: string) => expect.poll(() => plain(page), { message: `the page no longer says ${text}` }).not.toContain(text);

test('a translated phone goes on telling what is so', async ({ workshop }) => {
  const agenda = [{ title: 'M', activities: [{ id: 's', kind: 'silent', title: '', minutes: 5 }, { id: 'c', kind: 'collect', title: '', minutes: 5 }] }];
  const board = await workshop.make({ agenda });
  const anna = await workshop.join(board, 'Anna', 'Marketing');
  const ben = await workshop.join(board, 'Ben', 'Sales', LAPTOP);
  await write(anna, 'People', 'Training comes too late');
  await saved(anna);
  await translate(anna);
  await says(anna, 'Training comes too late');
  expect(await anna.locator('font').count(), 'it is translated').toBeGreaterThan(10);

  // Counts on chips, causes that come and go.
  await write(ben, 'People', 'Two customer databases');
  await says(anna, 'Two customer databases');
  await says(anna, /People 2/);
  await write(ben, 'Methods', 'Nobody reads the letters');
  await says(anna, /Methods 1/);

  // Dots.
  await workshop.command(board, { do: 'open_vote', dots: 3 });
  await says(anna, '3 dots left');
  await anna.getByRole('main').getByRole('button', { name: /databases/ }).first().click();
  await says(anna, '2 dots left');
  await silent(anna, '3 dots left');
  await workshop.command(board, { do: 'close_vote' });
  await says(anna, 'The vote is closed');
  await silent(anna, '2 dots left at most');
  await workshop.command(board, { do: 'reveal_vote' });
  await says(anna, '1 dot');
  await workshop.command(board, { do: 'unlock' });

  // Activity, countdown, who is done.
  await workshop.command(board, { do: 'start_activity', activity: 's' });
  await says(anna, 'Write in silence');
  const before = await anna.getByRole('timer').innerText();
  await expect.poll(() => anna.getByRole('timer').innerText()).not.toBe(before);
  expect(await anna.getByRole('timer').locator('font').count()).toBe(0);
  await ben.getByRole('button', { name: 'I am finished' }).click();
  await says(anna, '1 of 2 are finished');
  await ben.getByRole('button', { name: 'I am finished' }).click();
  await silent(anna, '1 of 2 are finished');

  // The connection and the lock.
  await anna.context().setOffline(true);
  await anna.evaluate(() => dispatchEvent(new Event('offline')));
  await workshop.command(board, { do: 'start_activity', activity: 'c' });
  await anna.context().setOffline(false);
  await anna.evaluate(() => dispatchEvent(new Event('online')));
  await says(anna, 'Collect causes');
  await silent(anna, 'Write in silence');
  await workshop.command(board, { do: 'lock' });
  await says(anna, /locked/i);
  await workshop.command(board, { do: 'unlock' });
  await silent(anna, 'The board is locked');
  await bone(anna, 'Methods').or(anna.getByRole('navigation').getByRole('button').nth(2)).first().click();
  await says(anna, 'Nobody reads the letters');
  await silent(anna, 'Two customer databases');
  await expect(anna.getByRole('textbox')).toBeVisible();
  void field;
  expect(workshop.errors).toEqual([]);
});

test('a translated wall and a translated facilitator’s page, too', async ({ workshop }) => {
  const agenda = [{ title: 'M', activities: [{ id: 's', kind: 'silent', title: '', minutes: 5 }] }];
  const board = await workshop.make({ agenda });
  const wall = await workshop.open(board.links.projector, WALL);
  const leader = await workshop.open(board.links.facilitator);
  await says(wall, 'Customers wait too long');
  await translate(wall);
  await translate(leader);
  const anna = await workshop.join(board, 'Anna', 'Marketing');
  await workshop.join(board, 'Ben', 'Sales');
  await says(leader, '2 people, 2 of 7 departments');
  await workshop.command(board, { do: 'start_activity', activity: 's' });
  await says(wall, 'Write in silence');
  await anna.getByRole('button', { name: 'I am finished' }).click();
  await says(wall, '1 of 2 are finished');
  await leader.getByRole('switch').click();
  await says(leader, 'Locked');
  await leader.getByRole('tab').nth(3).click();
  await leader.getByRole('tab').nth(0).click();
  await workshop.command(board, { do: 'unlock' });
  await silent(leader, 'Locked');
  await says(leader, '2 people, 2 of 7 departments');
  expect(await leader.getByRole('button', { name: /^Join / }).locator('font').count(), 'the code is no word').toBeLessThan(2);
  expect(workshop.errors).toEqual([]);
});
