import type { Page } from '@playwright/test';
import { Writer } from '../play/writers';
import { LAPTOP, PHONE, WALL, expect, test, type Made, type Workshop } from '../play/workshop';

interface Seat {
  token: string;
  participant: string;
}

const join = (workshop: Workshop, board: Made, name: string, department = 'it'): Promise<Seat> =>
  workshop.server.call('POST', '/api/join', '', { code: board.join_code, name, department });

const give = (workshop: Workshop, board: Made, token: string, command: object): Promise<unknown> =>
  workshop.server.call('POST', `/api/boards/${board.id}/commands`, token, command);

/** What stands in a list on the desk, on one bone. */
const listed = (desk: Page): Promise<string[]> => desk.locator('.outline [data-cause] > span:last-child').allInnerTexts();

test('names, counts, ties and decimals are the same on wall, desk and phone of a Polish board', async ({ workshop }) => {
  const agenda = [{ title: 'Spotkanie', activities: [{ id: 'vote', kind: 'vote', title: '', minutes: 10 }, { id: 'rate', kind: 'prioritise', title: '', minutes: 10 }] }];
  const board = await workshop.make({ language: 'pl', agenda, title: 'Warsztat' });
  const seats: Seat[] = [];
  for (const name of ['Zofia', 'Łukasz', 'Adam', 'ewa', 'Ćwik']) seats.push(await join(workshop, board, name));
  const sorted = ['Adam', 'Ćwik', 'ewa', 'Łukasz', 'Zofia'];

  // The checklist says of the projector what is so: also of one that was opened elsewhere.
  const desk = await workshop.open(board.links.facilitator, { ...LAPTOP, locale: 'pl-PL' });
  const ticked = (ticked: boolean) => expect(desk.getByRole('checkbox', { name: /^Projektor pokazuje tablicę/ })).toBeChecked({ checked: ticked });
  await ticked(false);
  const wall = await workshop.open(board.links.projector, WALL);
  await ticked(true);
  await expect(wall.locator('.names .name')).toHaveText(sorted);
  await wall.close();
  await ticked(false);
  await desk.getByRole('tab', { name: 'Ludzie' }).click();
  await expect.poll(async () => {
    const said = await desk.locator('#panel').innerText();
    return [...said.matchAll(new RegExp(sorted.join('|'), 'g'))].map(([name]) => name).slice(0, 5);
  }).toEqual(sorted);

  // Twelve causes, of which one is merged: eleven, wherever somebody counts.
  const writer = new Writer(workshop.server.origin, board.id, seats[0]!.token);
  await writer.ready();
  const ids = Array.from({ length: 12 }, (_, at) => writer.add({ branch: 'people', text: `Przyczyna ${String.fromCharCode(65 + at)}`, order: `a${at.toString(36)}` }));
  await writer.knows(ids);
  await workshop.command(board, { do: 'merge_notes', into: ids[0], notes: [ids[11]] });
  await expect(desk.getByRole('tab', { name: 'Przyczyny' })).toHaveText(/Przyczyny\s*11$/);
  await expect(desk.locator('.toolbar .count')).toHaveText(/^\s*11 przyczyn/);

  // Dots: one cause has six, its own three and three of the merged one; ten have two each.
  await workshop.command(board, { do: 'start_activity', activity: 'vote' });
  await workshop.command(board, { do: 'open_vote', dots: 20, per_note: 3 });
  for (const id of ids.slice(1, 11)) await give(workshop, board, seats[0]!.token, { do: 'cast', note: id, dots: 2 });
  for (const seat of seats.slice(1, 3)) await give(workshop, board, seat.token, { do: 'cast', note: ids[0], dots: 3 });
  await workshop.command(board, { do: 'close_vote' });
  await workshop.command(board, { do: 'reveal_vote' });
  const shown = await workshop.open(board.links.projector, WALL);
  await expect(shown.locator('.wall footer')).toContainText('i jeszcze 3 przyczyny z 2 punktami');
  await expect(shown.locator('.wall ol > li')).toHaveCount(8);
  await expect(shown.locator('.wall ol > li').first()).toContainText('Przyczyna A');
  await desk.getByRole('tab', { name: 'Wynik' }).click();
  await expect(desk.locator('#panel ol').first().locator('li')).toHaveCount(11);
  await expect(desk.getByRole('button', { name: 'Pokaż jeszcze' })).toHaveCount(0);
  const phone = await workshop.open(`/board/${board.id}#${seats[3]!.token}`, { ...PHONE, locale: 'pl-PL' });
  await expect(phone.locator('section').filter({ hasText: 'Wynik głosowania' }).last().locator('li')).toHaveCount(11);

  // Medians half-way between two marks, as the language writes them; and where all agree nothing is disputed.
  await workshop.command(board, { do: 'start_activity', activity: 'rate' });
  await workshop.command(board, { do: 'open_rating', notes: [ids[2], ids[1]] });
  for (const seat of seats.slice(0, 2)) await give(workshop, board, seat.token, { do: 'rate', note: ids[1], importance: 4, urgency: 4 });
  for (const [at, seat] of seats.slice(0, 2).entries())
    await give(workshop, board, seat.token, { do: 'rate', note: ids[2], importance: 3 + at, urgency: 3 + at });
  await workshop.command(board, { do: 'close_rating' });
  await workshop.command(board, { do: 'reveal_rating' });
  await expect(desk.locator('.medians')).toHaveText([/Ważność 4, pilność 4\s*$/, /Ważność 3,5, pilność 3,5/]);
  await expect(phone.getByText('Ważność 3,5')).toBeVisible();
  writer.leave();
});

test('a cause goes up by one place where others have the same key, and nobody else’s order breaks', async ({ workshop }) => {
  const board = await workshop.make();
  const seat = await join(workshop, board, 'Ann');
  const writer = new Writer(workshop.server.origin, board.id, seat.token);
  await writer.ready();
  const ids = ['a', 'b', 'c', 'd', 'e'].map((text) => writer.add({ branch: 'people', text, order: 'a1' }));
  await writer.knows(ids);
  const desk = await workshop.open(board.links.facilitator, LAPTOP);
  await desk.getByRole('button', { name: 'Show as a list' }).click();
  await expect(desk.locator('.outline [data-cause]')).toHaveCount(5);
  const before = await listed(desk);
  await desk.locator('.outline [data-cause]').nth(2).click();
  const [first, second, third, fourth, fifth] = before as [string, string, string, string, string];
  const button = desk.getByRole('group', { name: 'Order' }).getByRole('button');
  await button.first().click();
  await expect.poll(() => listed(desk)).toEqual([first, third, second, fourth, fifth]);
  await button.last().click();
  await expect.poll(() => listed(desk)).toEqual(before);
  await button.last().click();
  await expect.poll(() => listed(desk)).toEqual([first, second, fourth, third, fifth]);
  // The server took it: another page sees the same.
  const other = await workshop.open(`/board/${board.id}#${seat.token}`, PHONE);
  await expect.poll(async () => (await other.locator('main, .pane').first().innerText()).match(/^[abcde]$/gm)?.join('')).toBe([first, second, fourth, third, fifth].join(''));
  writer.leave();
});

test('a phone takes 501 emoji and as many characters as the server, and the board has them whole', async ({ workshop }) => {
  const board = await workshop.make();
  const seat = await join(workshop, board, 'Ann');
  const reader = new Writer(workshop.server.origin, board.id, seat.token);
  await reader.ready();
  const texts = (): string[] => [...reader.doc.getMap('notes').values()].map((note) => String((note as { get(key: string): unknown }).get('text')));
  const phone = await workshop.join(board, 'Bob', 'IT', PHONE);
  // Not the form to join, which may still stand there.
  const field = phone.getByRole('textbox', { name: 'Cause for' });
  const send = phone.getByRole('button', { name: 'Send' });
  const family = '👨\u200d👩\u200d👧\u200d👦';
  for (const [written, kept] of [
    ['😀'.repeat(501), '😀'.repeat(501)],
    [`${family.repeat(501)} rodzin`, `${family.repeat(501)} rodzin`],
    ['ї'.repeat(1200), 'ї'.repeat(1000)],
    ['👍🏽'.repeat(1003), '👍🏽'.repeat(1000)],
  ] as const) {
    await field.fill(written);
    await expect(field).toHaveValue(kept);
    await send.click();
    await expect.poll(() => texts().includes(kept)).toBe(true);
  }
  // In the middle of a full text nothing is pushed out at its end.
  await field.fill('ї'.repeat(1000));
  await field.press('Home');
  await field.pressSequentially('x');
  await expect(field).toHaveValue('ї'.repeat(1000));
  reader.leave();
});
