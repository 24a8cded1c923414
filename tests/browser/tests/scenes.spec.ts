import { look } from '../play/wall';
import { causes, write, writers } from '../play/writers';
import { LAPTOP, WALL, expect, test } from '../play/workshop';

const activity = (kind: string, title: string, minutes = 10) => ({ id: kind, kind, title, minutes });
const AGENDA = [
  { title: 'Pierwsze spotkanie międzywydziałowe', activities: [
    activity('welcome', 'Otwarcie i cele'), activity('understand', 'Co to znaczy satysfakcja klienta'), activity('silent', 'Każdy pisze sam dla siebie'),
    activity('collect', 'Zbieramy przyczyny niezadowolenia'), activity('break', 'Przerwa'), activity('discuss', 'Czytamy i pytamy dlaczego', 45),
  ] },
  { title: 'Drugie spotkanie', starts_at: Date.UTC(2027, 1, 4, 9), activities: [
    activity('vote', 'Głosowanie'), activity('prioritise', 'Ważność i pilność'), activity('plan', 'Projekty i kompetencje'), activity('close', 'Podsumowanie'),
  ] },
];

test('every picture of the wall can be read, with few and with many', async ({ workshop }) => {
  test.setTimeout(240_000);
  const board = await workshop.make({
    language: 'pl', agenda: AGENDA, title: 'Dlaczego klienci są niezadowoleni z uruchomienia usługi?',
    effect: 'Klienci są niezadowoleni z pierwszych trzydziestu dni po zamówieniu usługi (NPS −12)',
    goals: { workshop: 'Wspólna lista przyczyn i projektów na ten rok i kolejne lata', organisation: 'Wzrost NPS po uruchomieniu usługi z −12 do +20' },
  });
  const start = (id: string) => workshop.command(board, { do: 'start_activity', activity: id });
  const wall = await workshop.open(board.links.projector, WALL);
  const heading = (text: string | RegExp) => expect(wall.locator('.wall').getByText(text).first()).toBeVisible();
  await heading('Zeskanuj albo otwórz');
  await look(wall, 'the empty lobby');
  const departments = ['analysis', 'marketing', 'customer-service', 'it', 'legal', 'sales', 'back-office'];
  for (let index = 0; index < 60; index++)
    await workshop.server.call('POST', '/api/join', '', { code: board.join_code, name: `Grzegorz Brzęczyszczykiewicz ${index + 1}`, department: departments[index % 7] });
  await heading('60 osób na miejscu');
  await heading('Grzegorz Brzęczyszczykiewicz 8');
  await look(wall, 'the lobby of sixty');
  await start('welcome');
  await heading('Zbieramy przyczyny niezadowolenia');
  await look(wall, 'the opening');
  await start('understand');
  await heading('Docelowo');
  await look(wall, 'the effect');

  await start('silent');
  const people = await writers(workshop, board, 7);
  const as = (person: { token: string }, command: object) => workshop.server.call('POST', `/api/boards/${board.id}/commands`, person.token, command);
  for (const [index, person] of people.entries()) await as(person, { do: 'seal_note', branch: 'people', text: `Tajne ${index}` });
  await as(people[0]!, { do: 'done', done: true });
  await heading('przyczyn ukrytych, aż wszyscy skończą');
  await heading('Gotowe: 1 z 67');
  await expect(wall.locator('.wall')).not.toContainText('Tajne');
  await look(wall, 'silence');
  await workshop.command(board, { do: 'reveal_notes' });
  await heading('Tajne 0');

  await start('collect');
  const ids = write(people, causes(120, { words: 'long' }));
  await people[0]!.knows(ids);
  await workshop.command(board, { do: 'lock' });
  await heading('Tablica zablokowana');
  await workshop.command(board, { do: 'unlock' });
  await expect(wall.getByText('Tablica zablokowana')).toHaveCount(0);
  await start('break');
  await heading(/^Wracamy o /);
  await look(wall, 'the break');
  await start('discuss');
  await workshop.command(board, { do: 'lock' });
  await workshop.command(board, { do: 'pause_timer' });
  await heading('To wszystko na dziś: Pierwsze spotkanie międzywydziałowe');
  await heading(/4 lutego/);
  await look(wall, 'between two meetings');

  for (const count of [3, 12, 40]) {
    const notes = ids.filter((_, index) => index % 3 === 0).slice(0, count);
    await start('prioritise');
    await workshop.command(board, { do: 'open_rating', notes });
    for (const [index, person] of people.entries())
      for (const [at, note] of notes.entries()) await as(person, { do: 'rate', note, importance: 1 + ((at * 7 + index) % 5), urgency: 1 + ((at * 3 + index * at) % 5) });
    await heading('Oceniło 7 z 67');
    // The causes on the list and no others.
    await expect(wall.locator('main [data-item]')).toHaveCount(count);
    await look(wall, `the rating of ${count}`);
    await workshop.command(board, { do: 'close_rating' });
    await workshop.command(board, { do: 'reveal_rating' });
    await heading(new RegExp(`^${count} ocenion`));
    for (const name of ['ważne i pilne', 'pilne, mniej ważne', 'ważne, mniej pilne', 'mniej ważne, może poczekać']) await heading(name);
    await look(wall, `the matrix of ${count}`);
    const field = await wall.locator('.field').boundingBox();
    for (const halo of await wall.locator('.halo').all()) {
      const box = (await halo.boundingBox())!;
      expect(box.x >= field!.x && box.y >= field!.y && box.x + box.width <= field!.x + field!.width && box.y + box.height <= field!.y + field!.height, 'no halo is cut').toBe(true);
    }
  }

  await start('plan');
  let made = 0;
  for (const count of [1, 7, 30]) {
    for (; made < count; made++)
      await workshop.command(board, {
        do: 'create_project', title: `Uporządkowanie współodpowiedzialności międzywydziałowej ${made + 1}`, horizon: (['this-year', 'next-years', '3-5-years'] as const)[made % 3],
        owner: ['it', 'sales', 'legal'][made % 3], notes: ids.slice(made, made + 3), measure: 'NPS po 30 dniach od uruchomienia', duration: '4 miesiące', competences: ['prowadzenie projektów', `umiejętność ${made}`],
      });
    await expect(wall.locator('main [data-item]')).toHaveCount(count);
    await look(wall, `${count} projects`);
  }
  await start('close');
  await heading('Dziękujemy');
  await expect(wall.getByRole('img', { name: /Zeskanuj/ })).toHaveCount(1);
  await look(wall, 'the end');

  const desk = await workshop.open(board.links.facilitator, { ...LAPTOP, locale: 'pl-PL' });
  await desk.getByRole('combobox', { name: 'Pokaż na projektorze' }).selectOption('agenda');
  await heading('Agenda');
  await look(wall, 'the agenda');
  expect(workshop.errors).toEqual([]);
  for (const person of people) person.leave();
});
