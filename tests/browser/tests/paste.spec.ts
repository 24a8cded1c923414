import type { Page } from '@playwright/test';
import { LAPTOP, expect, test } from '../play/workshop';

const dialog = (page: Page) => page.getByRole('dialog');

test('pasted lines are looked through, named by line where they do not fit, added together and taken back together', async ({ workshop }) => {
  const board = await workshop.make({ language: 'pl' });
  const desk = await workshop.open(board.links.facilitator, { ...LAPTOP, locale: 'pl-PL' });
  await desk.getByRole('tab', { name: 'Przyczyny' }).click();
  await desk.getByRole('button', { name: 'Wklej przyczyny albo wybierz plik…' }).click();
  const text = dialog(desk).getByRole('textbox', { name: 'Przyczyny, po jednej w wierszu' });
  const add = dialog(desk).getByRole('button', { name: 'Dodaj', exact: true });
  await expect(add).toBeDisabled();

  await text.fill('Kolejki\n  Brak ludzi\n# Nigdzie\nReszta');
  await expect(dialog(desk).getByText('Wiersz 3, miejsce 1: nie ma takiej ości')).toBeVisible();
  await expect(dialog(desk).getByText('Dopóki coś nie pasuje, nic nie zostanie dodane.')).toBeVisible();
  await expect(add).toBeDisabled();

  await text.fill('Kolejki\n  Brak ludzi\n# Metody\n<b>Reszta</b>');
  await expect(dialog(desk).getByText('3 przyczyny.')).toBeVisible();
  await expect(dialog(desk).locator('.bone')).toHaveText(['Człowiek', 'Metody']);
  await add.click();
  await expect(dialog(desk).getByText('Dodano 3 przyczyny. Cofnięcie zabierze je razem.')).toBeVisible();
  const exported = async (): Promise<string[]> => {
    const file = await workshop.server.call<{ notes: { text: string; branch: string; parent: string | null }[] }>(
      'GET',
      `/api/boards/${board.id}/export/json`,
      board.facilitator_token,
    );
    return file.notes.map(({ text, branch, parent }) => `${branch}${parent ? ' >' : ''} ${text}`);
  };
  await expect.poll(exported).toEqual(['people Kolejki', 'people > Brak ludzi', 'methods <b>Reszta</b>']);

  // What is there is left out, and what explains it hangs under it.
  await text.fill('kolejki\n  Za mało okienek');
  await expect(dialog(desk).getByText('1 z nich jest już na tablicy i zostanie pominięta.')).toBeVisible();
  await add.click();
  await expect.poll(exported).toHaveLength(4);

  // A file, of another program and of none.
  const file = dialog(desk).locator('input[type=file]');
  await file.setInputFiles({ name: 'causes.csv', mimeType: 'text/csv', buffer: Buffer.from('Ość;Przyczyna\r\nMaszyny;"Stary; system"\r\n') });
  await expect(dialog(desk).getByText('Stary; system')).toBeVisible();
  await file.setInputFiles({ name: 'causes.csv', mimeType: 'text/csv', buffer: Buffer.from([0x50, 0x4b, 0xff, 0xfe]) });
  await expect(dialog(desk).getByText('Ten plik nie jest tekstem.')).toBeVisible();
  await dialog(desk).getByRole('button', { name: 'Zamknij' }).click();

  await desk.keyboard.press('Control+z');
  await expect.poll(exported).toHaveLength(3);
  await desk.keyboard.press('Control+z');
  await expect.poll(exported).toEqual([]);
});

test('a calendar and a diagram are among the exports, and a diagram makes a board', async ({ workshop }) => {
  const board = await workshop.make({ agenda: [{ title: 'First', activities: [{ kind: 'collect', title: '', minutes: 10 }] }] });
  const desk = await workshop.open(board.links.facilitator);
  await desk.getByRole('tab', { name: 'Export' }).click();
  const link = (name: string) => desk.locator('a[download]', { hasText: name });
  await expect(link('MMD')).toBeVisible();
  await expect(link('ICS')).toHaveCount(0);
  const dated = [{ title: 'First', starts_at: 1_795_099_500_000, activities: [{ kind: 'collect', title: '', minutes: 10 }] }];
  await workshop.command(board, { do: 'set_agenda', agenda: dated });
  await expect(link('ICS')).toBeVisible();
  const [download] = await Promise.all([desk.waitForEvent('download'), link('ICS').click()]);
  expect(download.suggestedFilename()).toMatch(/\.ics$/);
});
