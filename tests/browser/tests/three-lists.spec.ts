import { accessible } from '../play/eyes';
import { Writer } from '../play/writers';
import { LAPTOP, WALL, expect, test, type Made, type Workshop } from '../play/workshop';

const join = (workshop: Workshop, board: Made, name: string, department: string): Promise<{ token: string }> =>
  workshop.server.call('POST', '/api/join', '', { code: board.join_code, name, department });

const give = (workshop: Workshop, board: Made, token: string, command: object): Promise<unknown> =>
  workshop.server.call('POST', `/api/boards/${board.id}/commands`, token, command);

test('board LIST-2, LIST-3, GOAL-1, GOAL-2, GOAL-3, GOAL-4: trzy listy obok siebie, z ocenami, celami i tym, co z nich wynika', async ({ workshop }) => {
  const board = await workshop.make({ language: 'pl', title: 'Warsztat' });
  const people = await Promise.all(
    [
      ['Ania', 'it'],
      ['Bartek', 'sales'],
      ['Ewa', 'legal'],
    ].map(([name, department]) => join(workshop, board, name!, department!)),
  );
  const writer = new Writer(workshop.server.origin, board.id, people[0]!.token);
  await writer.ready();
  const note = (text: string, order: string, details: Record<string, string>): string => writer.add({ branch: 'people', text, order, ...details });
  const ids = [
    note('Klienci czekają na odpowiedź dziesięć dni', 'a0', { list: 'results' }),
    note('Nikt nie sprawdza jakości rozmów', 'a1', { list: 'quality', owner: 'it' }),
    note('Bez listy', 'a2', {}),
  ];
  await writer.knows(ids);
  const desk = await workshop.open(board.links.facilitator, { ...LAPTOP, locale: 'pl-PL' });
  const wall = await workshop.open(board.links.projector, { ...WALL, locale: 'pl-PL' });
  await expect(desk.getByRole('tab', { name: 'Przyczyny' })).toHaveText(/3$/);

  // By a key: goals are written, one of them by the charter.
  await desk.locator('body').press('g');
  const lists = desk.getByRole('dialog', { name: 'Trzy listy' });
  const goals = lists.getByRole('region', { name: /Do jakich celów dążyć/ });
  await expect(goals).toContainText('Nie ma jeszcze celów');
  await lists.getByLabel('Nowy cel').fill('NPS od −12 do 0');
  await lists.getByRole('button', { name: 'Dodaj cel' }).click();
  await lists.getByLabel('Nowy cel').fill('NPS 40');
  await goals.getByRole('combobox', { name: 'Do kiedy' }).first().selectOption('3-5-years');
  await lists.getByLabel('Nowy cel').press('Enter');
  const near = goals.getByRole('article', { name: 'NPS od −12 do 0' });
  const far = goals.getByRole('article', { name: 'NPS 40' });
  await expect(near).toContainText('Jeszcze nic z niego nie wynika');
  await expect(far.getByLabel('Do kiedy')).toHaveValue('3-5-years');
  await expect(goals.getByRole('heading')).toContainText('2');
  await expect(lists).toContainText('1 przyczyna nie jest z żadnej listy');

  // A cause is raised from a goal, and taken back by the key for it.
  await near.getByRole('button', { name: 'Co nam w tym przeszkadza?' }).click();
  const why = near.getByRole('textbox', { name: /Co nam przeszkadza osiągnąć „NPS od −12 do 0”/ });
  await why.fill('Skargi leżą tydzień');
  await why.press('Enter');
  const follows = near.getByRole('group', { name: 'Co z niego wynika' });
  await expect(follows).toContainText('Skargi leżą tydzień');
  await near.getByRole('button', { name: 'Zamknij' }).click();
  await lists.getByRole('button', { name: 'Cofnij' }).click();
  await expect(near).toContainText('Jeszcze nic z niego nie wynika');
  await near.getByLabel('Do kiedy').focus();
  await desk.keyboard.press('Control+y');
  await near.getByRole('button', { name: 'Co nam w tym przeszkadza?' }).click();
  await why.fill('Skargi leżą tydzień');
  await why.press('Enter');
  await expect(follows).toContainText('Skargi leżą tydzień');
  await near.getByRole('button', { name: 'Zamknij' }).click();

  // A project of the goal; another one serves none, and is said to.
  await near.getByRole('button', { name: 'Zrób projekt' }).click();
  const project = desk.getByRole('dialog');
  await expect(project.getByRole('group', { name: 'Cele, którym służy' }).getByRole('checkbox', { name: 'NPS od −12 do 0' })).toBeChecked();
  await project.getByLabel('Jak się nazywa?').fill('Odpowiedź w dwa dni');
  await project.getByRole('button', { name: 'Nowy projekt' }).click();
  await expect(desk.getByRole('dialog')).toHaveCount(0);
  await workshop.command(board, { do: 'create_project', title: 'Nowa strona' });
  await desk.locator('body').press('g');
  await expect(follows).toContainText('Odpowiedź w dwa dni');
  await expect(goals).toContainText('1 projekt nie służy żadnemu celowi');
  await expect(goals.getByRole('button', { name: 'Nowa strona' })).toBeVisible();

  // Everybody says in secret what they believe, and how good the areas are.
  await lists.getByRole('button', { name: 'Zapytaj, czy ludzie w nie wierzą' }).click();
  await expect(lists.getByRole('button', { name: 'Zapytaj, czy ludzie w nie wierzą' })).toHaveCount(0);
  for (const [n, { token }] of people.entries()) await give(workshop, board, token, { do: 'grade', item: 0, grade: 2 + n });
  await workshop.command(board, { do: 'reveal_poll' });
  await expect(near).toContainText('Wiara w cel: 3,0 z 5, 3 oceny');
  await expect(far).toContainText('jeszcze bez pytania');
  await lists.getByRole('button', { name: 'Poproś wszystkich o ocenę obszarów' }).click();
  await expect(lists.getByRole('button', { name: 'Poproś wszystkich o ocenę obszarów' })).toHaveCount(0);
  const { poll } = (await workshop.state(board)) as unknown as { poll: { items: { text: string }[] } };
  const area = poll.items.findIndex(({ text }) => text === 'IT');
  for (const { token } of people) await give(workshop, board, token, { do: 'grade', item: area, grade: 2 });
  await workshop.command(board, { do: 'reveal_poll' });
  const quality = lists.getByRole('region', { name: /Jak dobra jest praca obszarów/ });
  await expect(quality).toContainText('2,0 z 5, 3 oceny');
  await expect(quality).toContainText('Nikt nie sprawdza jakości rozmów');

  // The same on the wall.
  await lists.getByRole('button', { name: 'Pokaż na projektorze' }).click();
  await expect(wall.getByRole('heading', { name: 'Trzy listy' })).toBeVisible();
  await expect(wall.getByRole('listitem').filter({ hasText: 'NPS od −12 do 0' })).toContainText('wiara 3,0 z 5');
  await expect(wall.getByRole('listitem').filter({ hasText: 'NPS od −12 do 0' })).toContainText('1 przyczyna, 1 projekt');
  await expect(wall.getByRole('listitem').filter({ hasText: 'NPS 40' })).toContainText('jeszcze nic nie wynika');
  await expect(wall.getByRole('listitem').filter({ hasText: 'IT' }).first()).toContainText('2,0 z 5');

  await near.getByRole('button', { name: 'Co nam w tym przeszkadza?' }).click();
  await accessible(desk, 'the three lists on the desk', 'dialog[open]');
  await accessible(wall, 'the three lists on the wall');

  // The file of the goals alone has what follows from them.
  const file = await lists.getByRole('link', { name: 'Do jakich celów dążyć jako MD' }).getAttribute('href');
  const text = await (await desk.request.get(workshop.server.origin + file!)).text();
  expect(text.replaceAll('\\', '')).toContain('Projekt: Odpowiedź w dwa dni');
  expect(text).not.toContain('dziesięć dni');
  writer.leave();
  expect(workshop.errors).toEqual([]);
});

test('board LIST-2: lists that are too long for the wall are shown in pages, and every entry is on one of them', async ({ workshop }) => {
  const board = await workshop.make({ title: 'Long' });
  const seat = await join(workshop, board, 'Ann', 'it');
  const writer = new Writer(workshop.server.origin, board.id, seat.token);
  await writer.ready();
  const texts = Array.from({ length: 60 }, (_, n) => `Goal number ${n + 1} has words enough to go on over two lines of the column`);
  const ids = texts.map((text, n) => writer.add({ branch: 'people', text, order: `a${String(n).padStart(2, '0')}`, list: 'goals' }));
  await writer.knows(ids);
  const desk = await workshop.open(board.links.facilitator, LAPTOP);
  const wall = await workshop.open(board.links.projector, { viewport: { width: 1280, height: 720 } });
  await desk.getByRole('combobox', { name: 'Show on the projector' }).selectOption('lists');
  const goals = wall.locator('section').filter({ has: wall.getByRole('heading', { name: /Which goals to pursue/ }) });
  await expect(desk.getByRole('button', { name: 'Next page' })).toBeVisible();
  const seen = new Set<string>();
  const read = async (): Promise<void> => {
    for (const text of await goals.locator('li').filter({ visible: true }).locator('p:first-child > span:last-of-type').allInnerTexts()) seen.add(text.replaceAll(' ', ' '));
  };
  const place = wall.locator('footer').filter({ hasText: 'Page' });
  for (let page = 1; ; page++) {
    await expect(place).toContainText(new RegExp(`Page ${page} of \\d+`));
    // The type that a page settles in is never under 2.2 % of the height.
    await expect.poll(() => goals.locator('ul').evaluate((list) => list.scrollHeight <= list.clientHeight + 1)).toBe(true);
    const size = await goals.locator('ul').evaluate((list) => parseFloat(getComputedStyle(list).fontSize) / innerHeight);
    expect(size).toBeGreaterThanOrEqual(0.0219);
    await read();
    if (await desk.getByRole('button', { name: 'Next page' }).isDisabled()) break;
    await desk.getByRole('button', { name: 'Next page' }).click();
  }
  expect([...seen].sort()).toEqual([...texts].sort());
  expect(workshop.errors).toEqual([]);
  writer.leave();
});
