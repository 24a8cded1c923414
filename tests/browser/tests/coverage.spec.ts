import { accessible } from '../play/eyes';
import { faults, look } from '../play/wall';
import { LAPTOP, WALL, expect, test } from '../play/workshop';
import { Writer } from '../play/writers';

const DEPARTMENTS = [
  'Analiza biznesowa i procesowa',
  'Komunikacja marketingowa',
  'Telefoniczna obsługa klienta',
  'Infrastruktura teleinformatyczna',
  'Zgodność z przepisami',
  'Sprzedaż instytucjonalna',
  'Archiwum i rozliczenia',
].map((name, at) => ({ id: `d${at}`, name }));

test('the wall shows who wrote where if the facilitator wants it, to be read from the last row, and tells of nobody who is anonymous', async ({ workshop }) => {
  const board = await workshop.make({ template: '6m', language: 'pl', title: 'Dlaczego klienci czekają?', effect: 'Klienci zbyt długo czekają na odpowiedź', departments: DEPARTMENTS });
  const { branches } = await workshop.server.call<{ branches: { id: string }[] }>('GET', `/api/boards/${board.id}`, board.facilitator_token);
  expect(branches.length).toBe(6);
  const join = async (name: string, department: string) =>
    (await workshop.server.call<{ token: string }>('POST', '/api/join', '', { code: board.join_code, name, department })).token;
  const people: string[] = [];
  // Three from the first two departments, one from each of the others.
  for (const [at, { id }] of DEPARTMENTS.entries()) for (let n = 0; n < (at < 2 ? 3 : 1); n++) people.push(await join(`Osoba ${at} ${n}`, id));
  const writers = await Promise.all(people.map(async (token) => {
    const writer = new Writer(workshop.server.origin, board.id, token);
    await writer.ready();
    return writer;
  }));
  // On the last bone nobody writes.
  const ids = writers.flatMap((writer, who) => Array.from({ length: who + 1 }, (_, n) => writer.add({ branch: branches[(who + n) % 5]!.id, text: `Przyczyna ${who} ${n}`, order: `a${n}` })));
  await writers[0]!.knows(ids);
  const wall = await workshop.open(board.links.projector, { ...WALL, locale: 'pl-PL' });
  const desk = await workshop.open(board.links.facilitator, { ...LAPTOP, locale: 'pl-PL' });
  const cells = () => wall.locator('main tbody tr').evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent!.trim()).join(' ')));
  await desk.getByRole('tab', { name: /Przyczyny/ }).click();
  const button = desk.getByRole('button', { name: 'Pokaż na projektorze', exact: true });
  await button.click();
  await expect(wall.getByRole('heading', { name: 'Kto gdzie pisał' })).toBeVisible();
  await expect(button).toHaveAttribute('aria-pressed', 'true');
  await expect(desk.getByRole('combobox', { name: 'Pokaż na projektorze' })).toHaveValue('coverage');
  for (const { name } of DEPARTMENTS) await expect(wall.getByRole('columnheader', { name })).toBeVisible();
  await expect.poll(async () => (await cells()).map((row) => Number(row.split(' ').at(-1))).reduce((sum, count) => sum + count, 0)).toBe(ids.length);
  expect((await cells())[5]).toBe('0 0 0 0 0 0 0 0');
  await look(wall, 'who wrote where');
  await wall.setViewportSize({ width: 1280, height: 720 });
  await accessible(wall, 'who wrote where');

  // Hidden causes that name no small department: a small department's zero does not stand beside them.
  await workshop.command(board, { do: 'set_sealed_departments', named: 'large' });
  await workshop.server.call('POST', `/api/boards/${board.id}/commands`, people.at(-1)!, { do: 'seal_note', branch: branches[5]!.id, text: 'Tajne' });
  await workshop.command(board, { do: 'reveal_notes' });
  await expect(wall.getByRole('columnheader', { name: 'Pozostałe' })).toBeVisible();
  await expect(wall.getByRole('columnheader')).toHaveCount(4);
  await expect.poll(async () => (await cells())[5]).toBe('0 0 1 1');

  await workshop.command(board, { do: 'set_sealed_departments', named: 'none' });
  await expect(wall.getByRole('heading', { name: 'Gdzie pisaliśmy' })).toBeVisible();
  await expect(wall.getByRole('columnheader')).toHaveCount(0);
  expect(await faults(wall)).toEqual([]);
  for (const { name } of DEPARTMENTS) await expect(wall.locator('main')).not.toContainText(name);

  await button.click();
  await expect(wall.getByRole('heading', { name: 'Gdzie pisaliśmy' })).toHaveCount(0);
  expect(workshop.errors).toEqual([]);
  for (const writer of writers) writer.leave();
});
