import { accessible } from '../play/eyes';
import { LAPTOP, WALL, expect, test } from '../play/workshop';

test('board COMP-1, COMP-2, COMP-3, COMP-4: kto ma kompetencje, kto się uczy i do kiedy, a następne spotkanie pyta o to na początku', async ({ workshop }) => {
  const board = await workshop.make({ language: 'pl', title: 'Warsztat' });
  await workshop.server.call('POST', '/api/join', '', { code: board.join_code, name: 'Bartek Wójcik', department: 'sales' });
  await workshop.command(board, { do: 'create_project', title: 'Odpowiedź w dwa dni', competences: ['Prawo konsumenckie', 'Analiza danych'] });
  const desk = await workshop.open(board.links.facilitator, { ...LAPTOP, locale: 'pl-PL' });
  const wall = await workshop.open(board.links.projector, { ...WALL, locale: 'pl-PL' });
  await desk.getByRole('tab', { name: /Projekty/ }).click();
  await desk.getByRole('button', { name: 'Kto je ma, kto się uczy…' }).click();
  const dialog = desk.getByRole('dialog', { name: 'Kompetencje zespołu' });
  await expect(dialog.getByRole('status')).toContainText('2 kompetencje są potrzebne, a nikt ich nie ma');

  // Who has it and who learns it, by the keyboard.
  const row = (name: string) => dialog.getByRole('row').filter({ has: desk.getByRole('rowheader', { name }) });
  const law = row('Prawo konsumenckie');
  await dialog.getByLabel('Kto jeszcze ją ma: Prawo konsumenckie').fill('Dział prawny');
  await desk.keyboard.press('Enter');
  await expect(law.getByRole('listitem').filter({ hasText: 'Dział prawny' })).toBeVisible();
  await dialog.getByLabel('Kto się uczy: Prawo konsumenckie').fill('Bartek Wójcik');
  await desk.keyboard.press('Enter');
  const learner = law.getByRole('listitem').filter({ hasText: 'Bartek Wójcik', has: desk.getByRole('checkbox') });
  await expect(learner).toBeVisible();
  await learner.getByRole('group', { name: 'Do kiedy Bartek Wójcik się uczy: Prawo konsumenckie' }).getByRole('combobox').first().selectOption('17');
  const team = async (): Promise<{ name: string; has?: string[]; learns?: { name: string; until?: string }[] }[]> =>
    ((await workshop.state(board)) as unknown as { team?: [] }).team ?? [];
  await expect.poll(async () => (await team())[0]?.learns?.[0]?.until).toMatch(/^\d{4}-\d\d-17$/);

  // A day that is over: late, until they have learned it; and the button takes it back.
  await workshop.command(board, { do: 'set_competence', name: 'prawo konsumenckie', learns: [{ name: 'Bartek Wójcik', until: '2020-01-31' }] });
  await expect(learner).toContainText('po terminie');
  await expect(dialog.getByRole('status')).toContainText('1 osoba po terminie');
  await learner.getByRole('checkbox').check();
  await expect(learner).toContainText('już umie');
  await dialog.getByRole('button', { name: 'Cofnij' }).click();
  await expect(learner).toContainText('po terminie');

  // Another one that no project names, and one that is not needed after all.
  await dialog.getByLabel('Jeszcze jedna kompetencja').fill('Cierpliwość');
  await desk.keyboard.press('Enter');
  await expect(row('Cierpliwość')).toContainText('żaden projekt nie wymaga');
  await dialog.getByLabel('Czy potrzebna: Analiza danych').selectOption('no');
  await expect(dialog.getByRole('status')).toContainText('1 kompetencja jest potrzebna, a nikt jej nie ma');

  // Ten traits as another list to start from: they are compared like any first list.
  await dialog.getByRole('button', { name: 'Wpisz dziesięć cech na listę wyjściową' }).click();
  await expect(row('Empatia i dobre relacje z klientami')).toContainText('na liście wyjściowej');
  await expect(row('Prawo konsumenckie')).toContainText('spoza listy wyjściowej');
  await expect(dialog.getByRole('button', { name: 'Wpisz dziesięć cech na listę wyjściową' })).toHaveCount(0);

  // On the wall, and in a file.
  await accessible(desk, 'the competences on the desk', 'dialog[open]');
  await dialog.getByRole('button', { name: 'Pokaż na projektorze' }).click();
  const shown = wall.getByRole('row').filter({ hasText: 'Prawo konsumenckie' });
  await expect(shown).toContainText('Dział prawny');
  await expect(shown).toContainText(/Bartek Wójcik, do 31\ssty\s2020/);
  await expect(shown).toContainText('po terminie');
  const all = await dialog.getByRole('rowheader').locator('span').allInnerTexts();
  await dialog.getByRole('button', { name: 'Zamknij' }).last().click();
  const read = (): Promise<string[]> => wall.getByRole('rowheader').allInnerTexts();
  const first = await read();
  await desk.getByRole('button', { name: 'Następna strona' }).click();
  await expect(wall.getByText('Strona 2 z 2')).toBeVisible();
  expect([...first, ...(await read())].map((name) => name.replace(/\s/g, ' '))).toEqual(all);

  await accessible(wall, 'the competences on the wall');

  // A finished board takes who has learned it; the next meeting begins with what was to be learned.
  await workshop.command(board, { do: 'finish' });
  await workshop.command(board, { do: 'set_competence', name: 'Cierpliwość', learns: [{ name: 'Ewa', until: '2020-03-31' }], has: ['Ewa'] });
  const next = await workshop.server.call<typeof board>('POST', `/api/boards/${board.id}/next`, board.facilitator_token, {});
  const again = await workshop.open(next.links.facilitator, { ...LAPTOP, locale: 'pl-PL' });
  await again.getByRole('tab', { name: /Projekty/ }).click();
  const review = again.getByRole('region', { name: 'Do nauczenia się do dziś' });
  await expect(review.getByRole('listitem')).toHaveText([/Bartek Wójcik · Prawo konsumenckie · do\s31\ssty\s2020\s*po terminie/, /Ewa · Cierpliwość · do\s31\smar\s2020\s*już umie/]);
  const opening = await workshop.open(next.links.projector, { ...WALL, locale: 'pl-PL' });
  await expect(opening.getByRole('heading', { name: 'Co zostało obiecane' })).toBeVisible();
  await expect(opening.getByRole('listitem').filter({ hasText: 'Prawo konsumenckie' })).toContainText('po terminie');
  const file = await desk.request.get(`${workshop.server.origin}/api/boards/${next.id}/export/md`, { headers: { Authorization: `Bearer ${next.facilitator_token}` } });
  expect(await file.text()).toMatch(/Prawo konsumenckie \| tak \| 1 \|.*Dział prawny \| Bartek Wójcik \\?\(31[^)]*po terminie\\?\)/);
  expect(workshop.errors).toEqual([]);
});
