import { createServer, type Server as Receiver } from 'node:http';
import type { Locator, Page } from '@playwright/test';
import { polish } from '../play/polish';
import { LAPTOP, PHONE, WALL, expect, test, type Workshop } from '../play/workshop';

/**
 * A customer experience team over a month, in Polish and through the screens alone: a meeting that is prepared and
 * rehearsed, two weeks in which projects live, and the next meeting, which begins with what was promised.
 */

const DAY = 86_400;
const PL = { locale: 'pl-PL', timezoneId: 'Europe/Warsaw' };
const SHEET = [
  'Nazwa\tMierzone w\tDział\t2026-07\t2026-08\t2026-09\t2026-10\tWartość docelowa',
  'Czas oczekiwania na infolinii\tmin\tObsługa klienta\t6\t7\t8\t9\t2',
  'Reklamacje faktur\tszt.\tObsługa klienta\t212\t248\t280\t312\t120',
  'Koszt obsługi reklamacji\tzł\tBack office i archiwum\t8480\t9920\t11200\t12480\t',
  'NPS\t%\tMarketing\t2\t-3\t-8\t-12\t0',
].join('\n');

/** Where a picture of a page is kept, if somebody wants to look at the whole story. */
const folder = process.env.PICTURES;
let number = 0;
async function picture(page: Page, name: string, fullPage = false): Promise<void> {
  if (folder) await page.screenshot({ path: `${folder}/${String(++number).padStart(2, '0')}-${name}.png`, fullPage });
}

const dialog = (page: Page): Locator => page.getByRole('dialog');
const closeDialog = async (page: Page): Promise<void> => {
  await dialog(page).getByRole('button', { name: 'Zamknij' }).last().click();
  await expect(dialog(page)).toHaveCount(0);
};
const tab = (desk: Page, name: string) => desk.getByRole('tab', { name }).click();
const button = (on: Page | Locator, area: string, name: string, values?: Record<string, string>): Locator =>
  on.getByRole('button', { name: polish(area, name, values), exact: true });

/** The one next thing, until the wanted activity runs. */
async function goTo(desk: Page, activity: string): Promise<void> {
  const next = desk.locator('.next > button');
  for (let step = 0; step < 8; step++) {
    const label = (await next.innerText()).trim();
    await next.click();
    if (await dialog(desk).isVisible()) await dialog(desk).getByRole('button', { name: label }).click();
    if (label.endsWith(`: ${activity}`)) return;
    await expect(next).not.toHaveText(label);
  }
  throw new Error(`no activity ${activity}`);
}

/** Chooses a day that is so many days from now, in a field of three lists. */
async function choose(form: Locator, label: string, at: Date): Promise<void> {
  const field = form.getByRole('group', { name: label, exact: true });
  await field.getByLabel('Dzień').selectOption('1');
  await field.getByLabel('Rok').selectOption(String(at.getFullYear()));
  await field.getByLabel('Miesiąc').selectOption(String(at.getMonth() + 1));
  await field.getByLabel('Dzień').selectOption(String(at.getDate()));
}

async function joined(workshop: Workshop, link: string, name: string, department: string, options: typeof LAPTOP = PHONE): Promise<Page> {
  const page = await workshop.open(link, { ...options, ...PL });
  await page.getByLabel('Twoje imię').fill(name);
  await page.getByRole('radio', { name: department }).check({ force: true });
  await page.getByRole('button', { name: 'Dołącz', exact: true }).click();
  await expect(page.locator('[data-status]')).toBeAttached();
  return page;
}

async function cause(page: Page, bone: string, text: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Ości' }).getByRole('button', { name: bone }).click();
  const field = page.getByRole('textbox', { name: polish('participant', 'write_cause_on', { bone }) });
  await field.fill(text);
  await button(page, 'participant', 'send').click();
  await expect(field).toHaveValue('');
}

/** A program that is told, and notes of what. */
async function receiver(): Promise<{ told: string[]; url: string; end(): void; down(): void; up(): void }> {
  const told: string[] = [];
  let working = true;
  const server: Receiver = createServer((request, answer) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      if (working) told.push((JSON.parse(body) as { type: string }).type);
      answer.writeHead(working ? 204 : 503).end();
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { told, url: `http://127.0.0.1:${port}/hook`, end: () => server.close(), down: () => (working = false), up: () => (working = true) };
}

test.use({ actionTimeout: 20_000 });

test('two meetings four weeks apart, and what lives between them', async ({ workshop }) => {
  test.setTimeout(400_000);
  const server = workshop.server;
  const restart = async (days: number): Promise<void> => {
    await server.kill();
    server.ahead = days * DAY;
    await server.start(['--webhooks', 'private']);
  };
  await restart(1 / DAY);
  const program = await receiver();

  // The facilitator prepares.
  const desk = await workshop.open(`/#key=${server.key}`, { ...LAPTOP, ...PL });
  await desk.getByLabel('Tytuł', { exact: true }).fill('Dlaczego klienci czekają na infolinii');
  await desk.getByText('Pomóż mi zapytać').click();
  await desk.getByLabel('Co zauważa klient?').fill('Klienci czekają na odpowiedź');
  await desk.getByLabel('Gdzie?').fill('na infolinii');
  await desk.getByLabel('Ile? Jedna liczba').fill('9 minut zamiast 2');
  await picture(desk, 'przygotowanie-pytanie', true);
  await desk.getByRole('button', { name: 'Dalej: Ludzie' }).click();
  await expect(desk.getByRole('checkbox', { name: /^Zarząd/ })).toBeChecked();
  await desk.getByRole('button', { name: 'Dalej: Agenda' }).click();
  await picture(desk, 'przygotowanie-agenda', true);
  await desk.getByRole('button', { name: 'Utwórz tablicę' }).click();
  const join = await desk.getByRole('textbox', { name: 'Link do dołączenia' }).inputValue();
  const projector = (await desk.getByRole('link', { name: 'Otwórz projektor' }).getAttribute('href'))!;
  await desk.getByRole('link', { name: 'Prowadź warsztat' }).click();

  // The team's charter.
  await desk.locator('header').getByRole('button', { name: 'Więcej', exact: true }).click();
  await button(desk, 'facilitator', 'charter_open').click();
  const charter = dialog(desk);
  await charter.getByLabel('Po co ten zespół?').fill('Żeby klient nie musiał dzwonić dwa razy w tej samej sprawie');
  await charter.getByLabel('Co ma osiągnąć w tym roku?').fill('NPS od −12 do 0');
  await charter.getByLabel('A za 3 do 5 lat?').fill('NPS 40');
  await charter.getByLabel('Strategia firmy, z którą projekty mają być zgodne').fill('Klient zostaje z nami na lata');
  await charter.getByLabel('Zasady, według których zespół pracuje').fill('Nikogo nie obwiniamy\nPytamy klienta');
  await charter.getByLabel('Podlega formalnie').selectOption({ label: 'Marketing' });
  await expect(charter.getByLabel('Jest proszony o akceptację każdego projektu')).toHaveValue('customer-service');
  await picture(desk, 'karta-zespolu');
  await closeDialog(desk);

  // The facts, from a spreadsheet.
  await tab(desk, 'Fakty');
  await button(desk, 'facilitator-facts', 'from_file').click();
  await dialog(desk).getByRole('textbox', { name: 'Komórki arkusza' }).fill(SHEET);
  await dialog(desk).getByRole('button', { name: 'Dodaj', exact: true }).click();
  await expect(dialog(desk)).toHaveCount(0);
  await picture(desk, 'fakty');

  // Somebody else's program is told.
  await tab(desk, 'Eksport');
  await desk.locator('summary', { hasText: 'Zacznij wysyłać' }).click();
  await desk.getByLabel('Adres (https)').fill(program.url);
  await button(desk, 'facilitator-webhook', 'set').click();
  await expect(desk.getByRole('textbox', { name: 'Sekret do sprawdzania podpisów' })).toHaveValue(/^whsec_/);

  // A rehearsal, which leaves nothing; then the checklist.
  await desk.getByRole('button', { name: 'Więcej', exact: true }).click();
  await desk.getByRole('button', { name: 'Próba…' }).click();
  await desk.getByLabel('Symulowani ludzie').fill('4');
  const [copy] = await Promise.all([desk.context().waitForEvent('page'), button(desk, 'facilitator-rehearsal', 'start').click()]);
  await expect(copy.getByText('Kopia z symulowanymi ludźmi')).toBeVisible();
  await expect(copy.getByRole('tab', { name: /Ludzie/ })).toContainText('4');
  await goTo(copy, 'Otwarcie');
  await picture(copy, 'proba');
  const ended = copy.waitForEvent('close');
  await button(copy, 'facilitator-rehearsal', 'end').click();
  await ended;
  await button(desk, 'facilitator-rehearsal', 'end').click();
  await expect(desk.getByText('Nic po niej nie zostało.')).toBeVisible();
  await desk.keyboard.press('Escape');
  await desk.getByRole('textbox', { name: 'Własny punkt' }).fill('Zadzwonić do dyrektor Nowickiej');
  await desk.getByRole('textbox', { name: 'Własny punkt' }).press('Enter');
  await desk.getByRole('checkbox', { name: 'Zadzwonić do dyrektor Nowickiej' }).check();
  await desk.getByRole('checkbox', { name: /^Sala jest gotowa/ }).check();
  await expect(desk.getByRole('checkbox', { name: 'Skutek jest zapisany' })).toBeChecked();
  await picture(desk, 'lista-kontrolna');

  // Everybody comes.
  const wall = await workshop.open(projector, { ...WALL, ...PL });
  const anna = await joined(workshop, join, 'Anna Kowal', 'Obsługa klienta');
  const marek = await joined(workshop, join, 'Marek Zięba', 'Marketing');
  const jan = await joined(workshop, join, 'Jan Wrona', 'IT');
  const ewa = await joined(workshop, join, 'Ewa Nowicka', 'Zarząd', LAPTOP);
  await expect(desk.getByRole('tab', { name: /Ludzie/ })).toContainText('4');

  await goTo(desk, 'Otwarcie');
  await picture(wall, 'sciana-otwarcie');
  await goTo(desk, 'Zrozumienie');
  await expect(wall.getByRole('figure').first()).toBeVisible();
  await picture(wall, 'sciana-fakt');
  expect(workshop.errors).toEqual([]);
});
