import type { Page } from '@playwright/test';
import { accessible } from '../play/eyes';
import { cause, field, write } from '../play/phone';
import { faults } from '../play/wall';
import { LAPTOP, WALL, expect, test, type Made, type Workshop } from '../play/workshop';
import { Writer } from '../play/writers';

test.use({ actionTimeout: 20_000 });

const POLISH = { ...LAPTOP, locale: 'pl-PL' };
const AGENDA = [
  {
    title: 'Pierwsze spotkanie',
    activities: [
      { id: 'understand', kind: 'understand', title: 'Co mówią badania', minutes: 20, prompt: 'Co mówią nam te liczby?' },
      { id: 'collect', kind: 'collect', title: 'Zbieramy przyczyny', minutes: 30 },
    ],
  },
];
const TABLE = 'Nazwa\tMierzone w\t2026-01\t2026-02\tWartość docelowa\nNPS\t%\t31\t28,5\t40\nReklamacje faktur\tszt.\t312\t280\t\n';

const dialog = (page: Page) => page.getByRole('dialog');

interface Exported {
  facts?: { id: string; label: string; unit: string; target?: number; values: Record<string, number> }[];
  notes: { text: string; fact?: string }[];
}
const exported = (workshop: Workshop, board: Made): Promise<Exported> =>
  workshop.server.call('GET', `/api/boards/${board.id}/export/json`, board.facilitator_token);
const values = async (workshop: Workshop, board: Made): Promise<Record<string, Record<string, number>>> =>
  Object.fromEntries(((await exported(workshop, board)).facts ?? []).map((fact) => [fact.label, fact.values]));

async function opened(workshop: Workshop, board: Made): Promise<Page> {
  const desk = await workshop.open(board.links.facilitator, POLISH);
  await desk.getByRole('tab', { name: 'Fakty' }).click();
  return desk;
}

async function pasted(desk: Page, table: string): Promise<void> {
  await desk.getByRole('button', { name: 'Z arkusza' }).click();
  await dialog(desk).getByRole('textbox', { name: 'Komórki arkusza' }).fill(table);
}

test('facts come from a spreadsheet, whole or not at all, are written on by keyboard, and each step is taken back', async ({ workshop }) => {
  const board = await workshop.make({ language: 'pl' });
  const desk = await opened(workshop, board);
  await expect(desk.getByText('Nie ma jeszcze żadnych liczb.')).toBeVisible();
  await pasted(desk, TABLE.replace('28,5', '12,a').replace('312', '1.234'));
  const add = dialog(desk).getByRole('button', { name: 'Dodaj', exact: true });
  await expect(dialog(desk).getByRole('alert')).toContainText('D2: „12,a” nie jest liczbą.');
  await expect(dialog(desk).getByRole('alert')).toContainText('C3: „1.234” może znaczyć tysiąc albo jeden z ułamkiem.');
  await expect(add).toBeDisabled();
  await accessible(desk, 'a spreadsheet with faults', 'dialog[open]');

  await dialog(desk).getByRole('textbox').fill(TABLE);
  await expect(dialog(desk).getByText('Znaleziono 2 fakty. Nic jeszcze nie dodano.')).toBeVisible();
  expect(await values(workshop, board)).toEqual({});
  await accessible(desk, 'a spreadsheet that fits', 'dialog[open]');
  await add.click();
  await expect.poll(() => values(workshop, board)).toEqual({
    NPS: { '2026-01-31': 31, '2026-02-28': 28.5 },
    'Reklamacje faktur': { '2026-01-31': 312, '2026-02-28': 280 },
  });

  // A value more, by keyboard alone; what is no date or number is told and kept from the board.
  await desk.getByRole('button', { name: /^NPS 28,5/ }).click();
  await accessible(desk, 'a fact', 'dialog[open]');
  await dialog(desk).getByLabel('Data nowej wartości').fill('marzec');
  await desk.keyboard.press('Tab');
  await expect(dialog(desk).getByText('To nie jest data.')).toBeVisible();
  await dialog(desk).getByLabel('Data nowej wartości').fill('03.2026');
  await desk.keyboard.press('Tab');
  await desk.keyboard.type('33');
  await desk.keyboard.press('Enter');
  await expect.poll(async () => (await values(workshop, board)).NPS).toMatchObject({ '2026-03-31': 33 });
  await expect(dialog(desk).getByLabel('Data nowej wartości')).toBeFocused();
  await dialog(desk).getByRole('button', { name: 'Usuń fakt' }).click();
  await expect.poll(async () => Object.keys(await values(workshop, board))).toEqual(['Reklamacje faktur']);
  for (const left of [3, 2]) {
    await desk.getByRole('button', { name: 'Cofnij', exact: true }).first().click();
    await expect.poll(async () => Object.keys((await values(workshop, board)).NPS ?? {})).toHaveLength(left);
  }
  // The whole spreadsheet is one step.
  await desk.keyboard.press('Control+z');
  await expect.poll(() => values(workshop, board)).toEqual({});
});

test('a workbook of this program is read again, a damaged one is said to be damaged', async ({ workshop }) => {
  const first = await workshop.make({ language: 'pl' });
  const desk = await opened(workshop, first);
  await pasted(desk, TABLE);
  await dialog(desk).getByRole('button', { name: 'Dodaj', exact: true }).click();
  await expect.poll(() => values(workshop, first)).toMatchObject({ NPS: { '2026-01-31': 31 } });
  const answer = await fetch(`${workshop.server.origin}/api/boards/${first.id}/export/xlsx`, {
    headers: { authorization: `Bearer ${first.facilitator_token}` },
  });
  const workbook = Buffer.from(await answer.arrayBuffer());

  const second = await workshop.make({ language: 'pl' });
  const other = await opened(workshop, second);
  await other.getByRole('button', { name: 'Z arkusza' }).click();
  const file = dialog(other).locator('input[type=file]');
  const mimeType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  await file.setInputFiles({ name: 'fakty.xlsx', mimeType, buffer: workbook.subarray(0, workbook.length / 2) });
  await expect(dialog(other).getByRole('alert')).toContainText('Plik jest uszkodzony');
  await file.setInputFiles({ name: 'fakty.xlsx', mimeType, buffer: workbook });
  await expect(dialog(other).getByText('Odczytano arkusz „W czasie”.')).toBeVisible();
  await dialog(other).getByRole('button', { name: 'Dodaj', exact: true }).click();
  await expect.poll(() => values(workshop, second)).toEqual(await values(workshop, first));
});

test('FACT-5: a cause cites a fact at the desk and on a phone, each leads to the other, and a removed one is said to be removed', async ({
  workshop,
}) => {
  const board = await workshop.make({ language: 'pl', agenda: AGENDA });
  const { token } = await workshop.server.call<{ token: string }>('POST', '/api/join', '', {
    code: board.join_code,
    name: 'Ben',
    department: 'it',
  });
  const writer = new Writer(workshop.server.origin, board.id, token);
  await writer.ready();
  await writer.knows([writer.add({ branch: 'people', text: 'Nikt nie wyjaśnia faktury', order: 'a0' })]);
  const desk = await opened(workshop, board);
  await pasted(desk, TABLE);
  await dialog(desk).getByRole('button', { name: 'Dodaj', exact: true }).click();
  await desk.getByRole('tab', { name: 'Przyczyny' }).click();
  await desk.locator('#panel').getByRole('listitem').filter({ hasText: 'Nikt nie wyjaśnia' }).getByRole('button').first().click();
  const cites = desk.locator('#panel').getByRole('combobox', { name: 'Przywołuje fakt' });
  await cites.selectOption({ label: 'Reklamacje faktur' });
  const fact = async (): Promise<string | undefined> => (await exported(workshop, board)).notes[0]?.fact;
  await expect.poll(fact).toBeTruthy();
  await desk.getByRole('button', { name: 'Pokaż fakt' }).click();
  await dialog(desk).getByRole('button', { name: 'Nikt nie wyjaśnia faktury' }).click();
  await expect(dialog(desk)).toHaveCount(0);
  await expect(cites).toBeVisible();

  const phone = await workshop.join(board, 'Ewa', 'IT');
  await field(phone, 'Człowiek').waitFor();
  await write(phone, 'Metody', 'Faktura ma trzy strony');
  await cause(phone, 'Faktura ma trzy strony').getByRole('button', { name: /Faktura ma trzy strony.*Edit/ }).click();
  await phone.getByRole('dialog').getByText('Figure, source and more').click();
  await phone.getByRole('combobox', { name: 'Cites the fact' }).selectOption({ label: 'NPS' });
  await phone.getByRole('button', { name: 'Save' }).click();
  await expect.poll(async () => (await exported(workshop, board)).notes.filter((note) => note.fact).length).toBe(2);

  await desk.getByRole('button', { name: 'Pokaż fakt' }).click();
  await dialog(desk).getByRole('button', { name: 'Usuń fakt' }).click();
  await expect(desk.getByText('1 przyczyna nadal go przywołuje')).toBeVisible();
  await expect(cites.locator('option:checked')).toHaveText('fakt, który usunięto');
});

test('FACT-7: the wall shows charts and asks about them, step by step, a table stands behind each, and answers are parked', async ({ workshop }) => {
  const board = await workshop.make({ language: 'pl', agenda: AGENDA });
  const desk = await opened(workshop, board);
  await pasted(desk, TABLE);
  await dialog(desk).getByRole('button', { name: 'Dodaj', exact: true }).click();
  const wall = await workshop.open(board.links.projector, WALL);
  await workshop.command(board, { do: 'start_activity', activity: 'understand' });
  await expect(wall.locator('h1')).toHaveText('Co mówią nam te liczby?');
  const chart = wall.getByRole('figure', { name: 'NPS' });
  for (const text of ['31', '28,5', 'cel 40']) await expect(chart.locator('svg text', { hasText: text }).first()).toBeVisible();
  const rows = chart.getByRole('table', { name: 'NPS, %' }).getByRole('row');
  await expect(rows).toHaveText([/Data.*Wartość/, /31 sty 2026.*31/, /28 lut 2026.*28,5/, /Wartość docelowa.*40/]);
  expect(await faults(wall)).toEqual([]);

  // By keyboard.
  const steps = desk.getByRole('group', { name: 'Wykresy i pytania na projektorze' });
  await steps.getByRole('button', { name: 'Następne pytanie' }).focus();
  await desk.keyboard.press('Enter');
  await expect(wall.locator('h1')).toHaveText('Co zauważają klienci?');
  await desk.keyboard.press('Enter');
  await desk.keyboard.press('Enter');
  await expect(wall.locator('h1')).toHaveText('Dlaczego liczba się zmienia?');
  await expect(wall.getByText('pora roku')).toBeVisible();
  await steps.getByRole('button', { name: 'Następny wykres' }).click();
  await expect(wall.getByRole('figure', { name: 'Reklamacje faktur' }).locator('svg rect.newest')).toHaveCount(1);
  expect(await faults(wall)).toEqual([]);
  await accessible(wall, 'a chart on the wall');
  await wall.setViewportSize({ width: 1280, height: 720 });
  await expect(wall.getByRole('figure', { name: 'Reklamacje faktur' }).locator('svg')).toHaveAttribute('width', /^[3-9]\d\d/);
  expect(await faults(wall)).toEqual([]);

  // What the room answers is written down, seen on the wall, and parked; people still only look.
  await steps.getByRole('button', { name: 'Zapisuj odpowiedzi' }).click();
  await steps.getByRole('textbox', { name: 'Co odpowiada sala' }).fill('Nowy cennik obowiązuje od stycznia');
  await desk.keyboard.press('Enter');
  await expect(wall.locator('.answers li')).toHaveText(['Nowy cennik obowiązuje od stycznia']);
  await expect(steps.getByText('Odłożono 1 odpowiedź')).toBeVisible();
  const file = await workshop.server.call<{ parked: { text: string; reference: string; list: string; fact: string }[]; notes: unknown[] }>(
    'GET',
    `/api/boards/${board.id}/export/json`,
    board.facilitator_token,
  );
  expect(file.notes).toEqual([]);
  expect(file.parked).toMatchObject([
    { text: 'Nowy cennik obowiązuje od stycznia', reference: 'Dlaczego liczba się zmienia?', list: 'results' },
  ]);
  await steps.getByRole('button', { name: 'Poprzednie pytanie' }).click();
  await expect(wall.locator('.answers li')).toHaveCount(0);

  // The next part of the meeting goes on with the fish.
  await workshop.command(board, { do: 'start_activity', activity: 'collect' });
  await expect(wall.locator('svg .head')).toBeVisible();
  expect(workshop.strangers).toEqual([]);
  expect(workshop.errors).toEqual([]);
});
