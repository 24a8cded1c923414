import { readFile } from 'node:fs/promises';
import type { Download, Page } from '@playwright/test';
import { writers } from '../play/writers';
import { LAPTOP, type Made, type Workshop, expect, test } from '../play/workshop';

const AGENDA = [
  {
    title: 'First',
    activities: [
      { id: 'collect', kind: 'collect', title: 'Collect causes', minutes: 10 },
      { id: 'discuss', kind: 'discuss', title: 'Discuss them', minutes: 10 },
      { id: 'close', kind: 'close', title: '', minutes: 5 },
    ],
  },
];

/** A board on which one cause came before the first activity was over, and one after. */
async function held(workshop: Workshop): Promise<Made> {
  const board = await workshop.make({ agenda: AGENDA });
  const [writer] = await writers(workshop, board, 1);
  const write = async (text: string): Promise<void> => {
    await writer!.knows([writer!.add({ branch: 'people', text, order: 'a0001V' })]);
  };
  await workshop.command(board, { do: 'start_activity', activity: 'collect' });
  await write('Written in time');
  // The clock has whole milliseconds: what comes in that of the end belongs to it.
  const now = async (): Promise<number> => (await workshop.server.call<{ server_time: number }>('GET', `/api/boards/${board.id}`, board.facilitator_token)).server_time;
  await workshop.command(board, { do: 'next_activity' });
  const ended = await now();
  while ((await now()) === ended);
  await write('Written later');
  await workshop.command(board, { do: 'next_activity' });
  writer!.leave();
  return board;
}

async function desk(workshop: Workshop, board: Made, locale: string, tab: string): Promise<Page> {
  const page = await workshop.open(board.links.facilitator, { ...LAPTOP, locale });
  await page.getByRole('tab', { name: tab }).click();
  return page;
}

const json = async (download: Download): Promise<{ as_of?: number; notes: { text: string }[] }> => JSON.parse(await readFile(await download.path(), 'utf8'));

test('the board as it was after an activity is exported, by keys alone', async ({ workshop }) => {
  const board = await held(workshop);
  const page = await desk(workshop, board, 'en-GB', 'Export');
  const file = page.locator('a[download]', { hasText: 'JSON' });
  const texts = async (download: Promise<Download>): Promise<string[]> => (await json(await download)).notes.map(({ text }) => text).sort();

  const which = page.getByRole('combobox', { name: 'The board' });
  const offered = await which.locator('option').allInnerTexts();
  expect(offered.map((text) => text.replace(/\d\d:\d\d/, 'TIME'))).toEqual([
    'As it is now',
    'After “Discuss them”, TIME',
    'After “Collect causes”, TIME',
    'On a day and at a time …',
  ]);
  expect(await texts(Promise.all([page.waitForEvent('download'), file.click()]).then(([download]) => download))).toEqual(['Written in time', 'Written later']);

  // The tab, then the choice, then the file: no mouse.
  await which.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(which).toHaveValue(/^\d+$/);
  await expect(page.getByText('The files show the board of that moment')).toBeVisible();
  await page.keyboard.press('Tab');
  for (let tries = 0; tries < 12 && !(await file.evaluate((link) => link === document.activeElement)); tries++) await page.keyboard.press('Tab');
  await expect(file).toBeFocused();
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  expect(download.suggestedFilename()).toBe('Why do customers wait.json');
  const then = await json(download);
  expect(then.notes.map(({ text }) => text)).toEqual(['Written in time']);
  expect(then.as_of).toBe(Number(await which.inputValue()));
  expect(workshop.errors).toEqual([]);
});

for (const [locale, tab, which, early, late, first, day, month, year, hour, minute] of [
  ['en-GB', 'Export', 'The board', 'did not exist yet', 'still to come', 'Choose the day first', 'Day', 'Month', 'Year', 'Hour', 'Minute'],
  ['pl-PL', 'Eksport', 'Tablica', 'jeszcze nie było', 'dopiero nadejdzie', 'Najpierw wybierz dzień', 'Dzień', 'Miesiąc', 'Rok', 'Godzina', 'Minuta'],
  ['uk-UA', 'Експорт', 'Дошка', 'ще не було', 'ще не настав', 'Спершу виберіть день', 'День', 'Місяць', 'Рік', 'Година', 'Хвилина'],
] as const)
  test(`a moment before the board and one to come are refused with what to do, in ${locale}`, async ({ workshop }) => {
    const page = await desk(workshop, await held(workshop), locale, tab);
    const choice = (name: string) => page.getByRole('combobox', { name, exact: true });
    const file = page.locator('a[download]', { hasText: 'PDF' });
    const trouble = page.locator('.trouble[role=alert]');
    await choice(which).selectOption('day');
    await file.click();
    await expect(trouble).toContainText(first);

    await choice(day).selectOption('31');
    await expect(trouble, 'another moment is another question').toHaveCount(0);
    await choice(month).selectOption('12');
    await choice(day).selectOption('31');
    await choice(hour).selectOption('23');
    await choice(minute).selectOption('55');
    await file.click();
    await expect(trouble).toContainText(late);

    const years = await choice(year).locator('option').allInnerTexts();
    await choice(year).selectOption(years[0]!);
    await file.click();
    await expect(trouble).toContainText(early);

    await choice(which).selectOption('now');
    await expect(trouble).toHaveCount(0);
    const [download] = await Promise.all([page.waitForEvent('download'), file.click()]);
    expect(download.suggestedFilename()).toMatch(/\.pdf$/);
    expect(workshop.errors).toEqual([]);
  });
