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
  for (let step = 0; step < 12; step++) {
    const label = (await next.innerText()).trim();
    // What it says may change before the click: then it is another one, and is read again.
    const pressed = await next
      .filter({ hasText: label })
      .click({ timeout: 3_000 })
      .then(() => true, () => false);
    if (!pressed) continue;
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

  // Who oversees, and who executes.
  await desk.locator('header').getByRole('button', { name: 'Więcej', exact: true }).click();
  await button(desk, 'facilitator', 'about_board').click();
  await dialog(desk).getByLabel(polish('following', 'overseeing')).fill('Ewa Nowicka\nKomitet jakości');
  await dialog(desk).getByLabel(polish('following', 'executing')).fill('Zespół obsługi klienta');
  await closeDialog(desk);

  // The facts, from a spreadsheet.
  await tab(desk, 'Fakty');
  await button(desk, 'facilitator-facts', 'from_file').click();
  await dialog(desk).getByRole('textbox', { name: 'Komórki arkusza' }).fill(SHEET);
  await dialog(desk).getByRole('button', { name: 'Dodaj', exact: true }).click();
  await expect(dialog(desk)).toHaveCount(0);
  await picture(desk, 'fakty');

  // What the charter aims at stands on the list of goals, from which causes and projects follow.
  await desk.locator('body').press('g');
  const lists = desk.getByRole('dialog', { name: 'Trzy listy' });
  await lists.getByRole('button', { name: 'Wpisz 2 cele z karty na listę' }).click();
  await expect(lists.getByRole('article', { name: 'NPS od −12 do 0' })).toContainText('Jeszcze nic z niego nie wynika');
  await closeDialog(desk);

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
  await expect(dialog(desk)).toHaveCount(0);
  await desk.getByRole('button', { name: /^Lista kontrolna/ }).click();
  await desk.getByRole('textbox', { name: 'Własny punkt' }).fill('Zadzwonić do dyrektor Nowickiej');
  await desk.getByRole('textbox', { name: 'Własny punkt' }).press('Enter');
  await desk.getByRole('checkbox', { name: 'Zadzwonić do dyrektor Nowickiej' }).check();
  await desk.getByRole('checkbox', { name: /^Sala jest gotowa/ }).check();
  await expect(desk.getByRole('checkbox', { name: 'Skutek jest zapisany' })).toBeChecked();
  await picture(desk, 'lista-kontrolna');
  await closeDialog(desk);

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
  const steps = desk.getByRole('group', { name: 'Wykresy i pytania na projektorze' });
  await tab(desk, 'Fakty');
  for (const question of ['Co zauważają klienci?', 'Co cenią?', 'Dlaczego liczba się zmienia?']) {
    await button(steps, 'facilitator-facts', 'question_next').click();
    await expect(wall.locator('h1')).toHaveText(question);
    if (question !== 'Co zauważają klienci?') continue;
    for (const [page, text] of [[anna, 'Długie czekanie'], [jan, 'Trzy razy podają adres']] as const) {
      await page.getByRole('textbox', { name: 'Twoja odpowiedź' }).fill(text);
      await button(page, 'participant-answers', 'send').click();
      await expect(wall.locator('.answers')).toContainText(text);
    }
    await picture(wall, 'sciana-odpowiedzi');
    await picture(anna, 'telefon-pytanie');
  }
  for (const page of [marek, ewa]) {
    await page.getByRole('button', { name: 'pora roku' }).click();
    await button(page, 'participant-answers', 'send').click();
  }
  await expect(wall.locator('header li.chosen')).toHaveText(/pora roku\s*2/);
  await picture(wall, 'sciana-pytanie');

  // Causes: in silence, then together; the goals are a list of their own.
  await goTo(desk, 'Pisanie w ciszy');
  await cause(anna, 'Człowiek', 'Nowi konsultanci uczą się dopiero przy telefonie');
  await cause(marek, 'Metody', 'Kampanie ruszają bez wiedzy infolinii');
  await cause(jan, 'Maszyny', 'Trzy systemy, trzy różne adresy klienta');
  await picture(jan, 'telefon-cisza');
  await button(desk, 'facilitator-next', 'do_reveal_notes').or(desk.locator('.next > button')).first().click();
  if (await dialog(desk).isVisible()) await dialog(desk).getByRole('button').last().click();
  await expect(wall.getByText('Trzy systemy, trzy różne adresy klienta').first()).toBeVisible();
  await goTo(desk, 'Zbieranie przyczyn');
  await cause(anna, 'Materiał', 'Faktura ma trzy strony i nikt jej nie rozumie');
  // Whoever knows a figure puts it on the table, once that is allowed.
  await tab(desk, 'Fakty');
  await desk.getByLabel('Uczestnicy mogą dodawać liczby').check();
  await button(ewa, 'participant-figures', 'add').click();
  const figure = dialog(ewa);
  await figure.getByLabel('Nazwa').fill('Klienci, którzy odeszli');
  await figure.getByLabel('Wartość', { exact: true }).fill('41');
  await figure.getByLabel('Data').fill('10.2026');
  await button(figure, 'participant-figures', 'send').click();
  await expect(figure.getByText('„Klienci, którzy odeszli” leży na stole.')).toBeVisible();
  await closeDialog(ewa);
  await expect(desk.locator('#panel')).toContainText('· dodał(a): Ewa Nowicka');
  await picture(desk, 'fakt-od-ludzi');
  await picture(wall, 'sciana-przyczyny');

  // Whether people believe in the goals: in secret.
  await tab(desk, 'Wynik');
  await desk.getByText('Każdy ocenia na telefonie od 1 do 5').click();
  await button(desk, 'facilitator-poll', 'open').click();
  for (const [page, grade] of [[anna, 3], [marek, 4], [jan, 2], [ewa, 5]] as const)
    await page.getByRole('radiogroup', { name: 'NPS od −12 do 0' }).getByRole('radio').nth(grade - 1).click();
  await picture(anna, 'telefon-wiara');
  await expect(wall.getByText('Odpowiedziało 4 z 4').or(wall.getByText('Odpowiedziały 4 z 4'))).toBeVisible();
  await button(desk, 'facilitator-poll', 'reveal').click();
  await expect(wall.getByText('średnio 3,5')).toBeVisible();
  await picture(wall, 'sciana-wiara');

  // The dots, and what comes first.
  await goTo(desk, 'Głosowanie');
  await button(desk, 'facilitator-result', 'vote_open').click();
  const causes = { slow: 'Nowi konsultanci uczą się', systems: 'Trzy systemy', bill: 'Faktura ma trzy strony' };
  for (const page of [anna, marek, jan, ewa])
    for (const text of [causes.systems, causes.bill, causes.systems, causes.bill, causes.slow])
      await page.getByRole('button', { name: new RegExp(`${text}.*Dodaj jeszcze jeden`) }).first().click();
  await desk.getByRole('button', { name: 'Zamknij głosowanie: oddano 4 z 4' }).click();
  await desk.getByRole('button', { name: /^Odsłoń wynik/ }).first().click();
  await expect(wall.getByText('Co waży najwięcej')).toBeVisible();
  await picture(wall, 'sciana-glosy');
  await goTo(desk, 'Plan');
  await tab(desk, 'Projekty');

  // A project in all its fields; its measure is a fact, and the charter says who is asked.
  await desk.getByRole('button', { name: 'Nowy projekt' }).click();
  const form = dialog(desk);
  await form.getByLabel('Jak się nazywa?').fill('Jedna baza klientów');
  await form.getByLabel('Dział odpowiedzialny').selectOption({ label: 'IT' });
  await form.getByLabel('Osoba, która odpowiada').fill('Jan Wrona');
  await form.getByLabel('Sponsor').fill('Ewa Nowicka');
  await choose(form, 'Początek', new Date(Date.now() + 2 * DAY * 1000));
  await choose(form, 'Termin', new Date(Date.now() + 21 * DAY * 1000));
  await form.getByLabel('Kwota').fill('48 000');
  await form.getByLabel('Waluta').selectOption('PLN');
  await form.getByLabel('Liczba, po której to widać').selectOption({ label: 'Czas oczekiwania na infolinii' });
  await form.getByRole('group', { name: 'Cele, którym służy' }).getByLabel('NPS od −12 do 0').check();
  await form.getByLabel('Kompetencje').fill('Prawo konsumenckie');
  await form.getByLabel('Jak pasuje do strategii firmy?').fill('Klient, którego pamiętamy, zostaje');
  await form.getByRole('group', { name: 'Których działów dotyczy?' }).getByLabel('Sprzedaż').check();
  const asked = form.getByRole('group', { name: 'Kto musi zaakceptować?' });
  await expect(asked.getByLabel('Obsługa klienta')).toBeChecked();
  await expect(asked).toContainText('tak mówi karta zespołu');
  await asked.getByLabel('Marketing').check();
  await form.getByLabel('Jak wpływa na klienta?', { exact: true }).fill('Nie powtarza adresu trzy razy');
  await button(form, 'projects', 'question_next').click();
  await form.getByRole('textbox', { name: 'Jaką wartość przynosi?' }).fill('Krótsze rozmowy');
  await button(form, 'projects', 'question_next').click();
  await form.getByRole('textbox', { name: 'W czym pomaga?' }).fill('Mniej pomyłek na fakturach');
  await picture(desk, 'projekt');
  await form.getByRole('button', { name: 'Nowy projekt' }).click();
  await expect(form).toHaveCount(0);
  await desk.getByRole('button', { name: 'Nowy projekt' }).click();
  await form.getByLabel('Jak się nazywa?').fill('Szkolenie przed pierwszym telefonem');
  await form.getByLabel('Dział odpowiedzialny').selectOption({ label: 'Obsługa klienta' });
  await form.getByLabel('Osoba, która odpowiada').fill('Anna Kowal');
  await choose(form, 'Termin', new Date(Date.now() + 10 * DAY * 1000));
  await form.getByRole('button', { name: 'Nowy projekt' }).click();
  await expect(form).toHaveCount(0);
  await picture(desk, 'projekty');
  await expect(marek.getByRole('article', { name: 'Jedna baza klientów' })).toContainText('Mniej pomyłek na fakturach');
  await picture(marek, 'telefon-akceptacja', true);

  // Who learns what is missing, until when.
  await button(desk, 'competences', 'open').click();
  const team = desk.getByRole('dialog', { name: 'Kompetencje zespołu' });
  await team.getByLabel('Kto się uczy: Prawo konsumenckie').fill('Anna Kowal');
  await desk.keyboard.press('Enter');
  await choose(team, 'Do kiedy Anna Kowal się uczy: Prawo konsumenckie', new Date(Date.now() + 20 * DAY * 1000));
  await picture(desk, 'kompetencje');
  await button(team, 'competences', 'on_wall').click();
  await expect(wall.getByRole('row').filter({ hasText: 'Prawo konsumenckie' })).toContainText('Anna Kowal');
  await picture(wall, 'sciana-kompetencje');
  await closeDialog(desk);
  await desk.locator('body').press('g');
  await expect(lists.getByRole('article', { name: 'NPS od −12 do 0' })).toContainText('Jedna baza klientów');
  await button(lists, 'lists', 'on_wall').click();
  await expect(wall.getByRole('heading', { name: 'Trzy listy' })).toBeVisible();
  await picture(desk, 'trzy-listy');
  await picture(wall, 'sciana-trzy-listy');
  await closeDialog(desk);

  // Each department has its page, without an account.
  await tab(desk, 'Eksport');
  const links: Record<string, { page: string; calendar: string }> = {};
  for (const name of ['IT', 'Sprzedaż']) {
    const row = desk.locator('li').filter({ has: desk.locator('summary', { hasText: name }) });
    await row.locator('summary').click();
    await button(row, 'facilitator-departments', 'make_for', { name }).click();
    const value = (area: string): Promise<string> => row.getByRole('textbox', { name: polish('facilitator-departments', area, { name }) }).inputValue();
    await expect(row.locator('summary')).toContainText('ma link');
    links[name] = { page: await value('page'), calendar: await value('calendar') };
  }
  await goTo(desk, 'Podsumowanie');
  await button(desk, 'facilitator', 'finish').first().click();
  await dialog(desk).getByRole('button', { name: polish('facilitator', 'finish') }).click();
  await expect(desk.getByText('Zakończone', { exact: true }).first()).toBeVisible();
  await expect.poll(() => program.told).toContain('board.finished');
  const places = Object.fromEntries(Object.entries({ desk, wall, anna, marek, jan }).map(([name, page]) => [name, page.url()]));
  for (const page of [desk, wall, anna, marek, jan, ewa]) await page.context().close();

  // Two weeks later: the board is finished, its projects live. The receiving program is down for a while.
  program.down();
  await restart(14);
  const marek2 = await workshop.open(places.marek!, { ...PHONE, ...PL });
  const asks = marek2.getByRole('article', { name: 'Jedna baza klientów' });
  await asks.getByLabel('Komentarz (nieobowiązkowy)').fill('Kto zapłaci za przeniesienie danych?');
  await button(asks, 'participant-project', 'decline').click();
  await expect(asks).toContainText('Odrzucono: Kto zapłaci za przeniesienie danych?');

  // The owner reports, on the phone; the same figure is measured again.
  const jan2 = await workshop.open(places.jan!, { ...PHONE, ...PL });
  const own = jan2.getByRole('article', { name: 'Jedna baza klientów' });
  await own.getByText('Zgłoś postęp').click();
  const report = own.getByRole('form');
  await report.getByLabel('Stan').selectOption('running');
  await report.getByLabel('Kilka słów').fill('Dane zebrane, przenosimy je partiami');
  await report.getByLabel(/^Dzisiejszy pomiar/).fill('5');
  await choose(report, 'Nowy termin', new Date(Date.now() + 40 * DAY * 1000));
  await button(report, 'progress', 'report_send').click();
  await expect(own).toContainText('Dane zebrane, przenosimy je partiami');
  await expect(own).toContainText('zmierzono 5');
  await picture(jan2, 'telefon-postep', true);
  // Now that it is said who pays, it is accepted. Both answers stay.
  await asks.getByLabel('Komentarz (nieobowiązkowy)').fill('Płaci Zarząd');
  await button(asks, 'participant-project', 'accept').click();
  await expect(asks).toContainText('Zaakceptowano: Płaci Zarząd');
  const history = asks.getByRole('list').filter({ hasText: 'przenosimy je partiami' });
  await expect(history.getByRole('listitem')).toHaveCount(3);
  const anna2 = await workshop.open(places.anna!, { ...PHONE, ...PL });
  await button(anna2.getByRole('article', { name: 'Jedna baza klientów' }), 'participant-project', 'accept').click();
  await expect(anna2.getByRole('article', { name: 'Szkolenie przed pierwszym telefonem' })).toContainText('po terminie');

  // The departments read it on their pages, in the calendar, and until the link is withdrawn.
  const page = await workshop.open(links.IT!.page, { ...LAPTOP, ...PL });
  await expect(page.getByRole('region', { name: 'Projekty, za które odpowiadacie' })).toContainText('Jedna baza klientów');
  await expect(page.getByRole('region', { name: 'Ostatnie zmiany' })).toContainText('zmierzono 5 min');
  await picture(page, 'strona-dzialu', true);
  const sales = await workshop.open(links['Sprzedaż']!.page, { ...PHONE, ...PL });
  await expect(sales.getByRole('region', { name: 'Projekty, które na Was wpływają' })).toContainText('Jedna baza klientów');
  const feed = async (): Promise<{ status: number; text: string }> => {
    const answer = await fetch(links.IT!.calendar);
    return { status: answer.status, text: await answer.text() };
  };
  expect((await feed()).text).toMatch(/BEGIN:VEVENT[^]*Jedna baza klientów/);
  const desk2 = await workshop.open(places.desk!, { ...LAPTOP, ...PL });
  await tab(desk2, 'Eksport');
  const row = desk2.locator('li').filter({ has: desk2.locator('summary', { hasText: 'IT' }) });
  await row.locator('summary').click();
  await row.getByRole('button', { name: 'Wycofaj: IT' }).click();
  await button(dialog(desk2), 'facilitator-departments', 'withdraw').click();
  await expect(button(row, 'facilitator-departments', 'make_for', { name: 'IT' })).toBeVisible();
  expect((await feed()).status).toBeGreaterThanOrEqual(400);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Ten link został wycofany' })).toBeVisible();

  // The receiving program is back: it is told all of it, in order, once somebody asks for a test.
  const before = program.told.length;
  program.up();
  await desk2.locator('summary', { hasText: `Wysyła na ${program.url}` }).click();
  await button(desk2, 'facilitator-webhook', 'test').click();
  await expect.poll(() => program.told.slice(before), { timeout: 30_000 }).toEqual(expect.arrayContaining(['project.progress', 'approval.given']));
  await tab(desk2, 'Projekty');
  await picture(desk2, 'projekty-po-dwoch-tygodniach');
  await button(desk2, 'following', 'begin').or(desk2.getByRole('button', { name: 'Zacznij następne spotkanie…' })).first().click();
  await dialog(desk2).getByLabel('Jak się nazywa?').fill('Infolinia: drugie spotkanie');
  await choose(dialog(desk2), 'Kiedy się odbędzie?', new Date(Date.now() + 28 * DAY * 1000));
  await picture(desk2, 'nastepne-spotkanie');
  await button(dialog(desk2), 'following', 'begin').click();
  const projector2 = await dialog(desk2).getByRole('textbox', { name: 'Dla projektora' }).inputValue();
  const join2 = await dialog(desk2).getByRole('textbox', { name: 'Dla wszystkich uczestników' }).inputValue();
  await desk2.getByRole('link', { name: 'Otwórz następną tablicę' }).click();
  await expect(desk2).toHaveURL(/facilitate/);
  const nextDesk = desk2.url();
  for (const one of [marek2, jan2, page, sales, desk2]) await one.context().close();

  // Four weeks after the first: the second meeting begins with what was promised.
  await restart(28);
  const wall3 = await workshop.open(projector2, { ...WALL, ...PL });
  await expect(wall3.getByRole('heading', { name: 'Co zostało obiecane' })).toBeVisible();
  for (const said of ['Jedna baza klientów', 'przesunięte', 'Szkolenie przed pierwszym telefonem', 'po terminie', 'Anna Kowal']) await expect(wall3.locator('main')).toContainText(said);
  await picture(wall3, 'sciana-przeglad');
  const desk3 = await workshop.open(nextDesk, { ...LAPTOP, ...PL });
  // Nobody has come yet, and nobody is said to be here.
  await expect(desk3.locator('.next > button')).toHaveText(polish('facilitator-next', 'do_join'));
  // Her phone knows who she was: one touch, and nobody is asked.
  await anna2.goto(join2);
  await anna2.getByRole('button', { name: 'Kontynuuj jako Anna Kowal' }).click();
  await expect(anna2.locator('[data-status]')).toHaveAttribute('data-status', 'saved');
  await picture(anna2, 'telefon-drugie-spotkanie');
  await button(desk3, 'facilitator-next', 'do_review').click();
  const review = desk3.getByRole('region', { name: 'Co zostało obiecane' });
  await button(desk3, 'review', 'next').click();
  await expect(wall3.locator('article')).toContainText('1 z 2');
  await picture(wall3, 'sciana-obietnica');
  await tab(desk3, 'Ludzie');
  const panel = desk3.locator('#panel');
  await expect(panel).toContainText('1 osoba');
  await expect(panel.getByRole('heading', { name: 'Z poprzedniego spotkania, jeszcze bez nich: 3' })).toBeVisible();
  await panel.getByRole('button', { name: 'Ewa Nowicka: jest, bez urządzenia' }).click();
  await expect(panel.getByRole('heading', { name: 'Z poprzedniego spotkania, jeszcze bez nich: 2' })).toBeVisible();
  await picture(desk3, 'ludzie-drugie-spotkanie');
  await tab(desk3, 'Projekty');
  await expect(review).toContainText('Jedna baza klientów');
  await picture(desk3, 'przeglad');

  // The figure beside its start and its target.
  await tab(desk3, 'Fakty');
  await desk3.getByRole('button', { name: /^Czas oczekiwania na infolinii 5/ }).click();
  await picture(desk3, 'fakt-po-dwoch-tygodniach');
  await closeDialog(desk3);

  // What was to be learned by now is part of the review.
  await tab(desk3, 'Projekty');
  await expect(desk3.getByRole('region', { name: 'Do nauczenia się do dziś' })).toContainText('Anna Kowal');

  // At home both stand, with what is late; the programme has their projects together.
  const home = await workshop.open(`/#key=${server.key}`, { ...LAPTOP, ...PL });
  await expect(home.getByRole('listitem').filter({ has: home.getByRole('heading', { name: 'Infolinia: drugie spotkanie' }) })).toBeVisible();
  await picture(home, 'strona-glowna', true);
  await home.getByRole('listitem').filter({ hasText: 'Infolinia: drugie spotkanie' }).getByRole('button', { name: 'Więcej' }).click();
  await home.getByRole('link', { name: 'Program' }).click();
  const row3 = home.getByRole('table').getByRole('row').filter({ hasText: 'Jedna baza klientów' });
  await expect(row3).toContainText('najpierw');
  await expect(row3).toContainText('Infolinia: drugie spotkanie');
  await picture(home, 'program', true);
  program.end();
  expect(workshop.strangers).toEqual([]);
  expect(workshop.errors).toEqual([]);
});
