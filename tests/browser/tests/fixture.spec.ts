import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { bone, field, saved, slowNews, tray } from '../play/phone';
import { LAPTOP, PHONE, WALL, expect, fillJoin, test } from '../play/workshop';

interface Note {
  key: string;
  branch: string;
  text: string;
  author: string;
  parent?: string;
}
interface Project {
  title: string;
  notes: string[];
  horizon: string;
  owner: string;
  sponsor: string;
  competences: string[];
  tools: string[];
  methods: string[];
  budget: string;
  duration: string;
  approvals: string[];
}
interface Fixture {
  title: string;
  effect: string;
  people: { name: string; department: string }[];
  notes: Note[];
  vote: { dots: number; per_note: number; ballots: Record<string, Record<string, number>> };
  ratings: Record<string, Record<string, [number, number]>>;
  projects: Project[];
  expected: {
    tally: Record<string, { dots: number; by_department: Record<string, number> }>;
    medians: Record<string, { importance: number; urgency: number }>;
    priorities: Record<string, string>;
    competences: Record<string, number>;
    most_disputed: string;
  };
}
const fixture = JSON.parse(readFileSync(new URL('../../fixtures/cx-workshop.json', import.meta.url), 'utf8')) as Fixture;

const BONES: Record<string, string> = { people: 'People', management: 'Management', methods: 'Methods', material: 'Material', machines: 'Machines' };
const DEPARTMENTS: Record<string, string> = {
  analysis: 'Business analysis',
  marketing: 'Marketing',
  'customer-service': 'Customer service',
  it: 'IT',
  legal: 'Legal',
  sales: 'Sales',
  'back-office': 'Back office',
};
const HORIZONS: Record<string, string> = { 'this-year': 'This year', 'next-years': 'The following years' };
/** Somebody without a device. */
const SEAT = 'Halina Sowa';

const by = new Map(fixture.notes.map((note) => [note.key, note]));
const textOf = (key: string): string => by.get(key)!.text;
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const dialog = (page: Page) => page.getByRole('dialog');
const close = (page: Page) => dialog(page).getByRole('button', { name: 'Close' }).last().click();
const result = (page: Page) => page.getByRole('tab', { name: 'Result' }).click();

/** The one next thing, until the wanted activity runs. */
async function goTo(page: Page, activity: string): Promise<void> {
  for (let step = 0; step < 12; step++) {
    const button = page.getByRole('button', { name: /^(Start|Go on|End the meeting|Start .*): / }).first();
    const said = async (): Promise<string> => (await button.getAttribute('aria-label')) ?? (await button.textContent()) ?? '';
    const label = await said();
    await button.click();
    if (label.trim().endsWith(`: ${activity}`)) return;
    await expect.poll(said).not.toBe(label);
  }
  throw new Error(`no activity ${activity}`);
}

async function write(page: Page, title: string, text: string): Promise<void> {
  await bone(page, title).click();
  await field(page, title).fill(text);
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(field(page, title)).toHaveValue('');
}

/** One person's dots, by touching the causes; with the last one they are finished. */
async function cast(page: Page, dots: Record<string, number>): Promise<void> {
  for (const [key, count] of Object.entries(dots))
    for (let n = 0; n < count; n++)
      await page.getByRole('button', { name: new RegExp(`${escaped(textOf(key))}.*Place one more`) }).first().click();
  await expect(page.getByText('Finished. You can still change it.')).toBeVisible();
}

/** One person's ratings of the causes that are shown one after the other. */
async function rate(page: Page, keys: string[], said: (key: string) => [number, number]): Promise<void> {
  for (let n = 1; n <= keys.length; n++) {
    await expect(page.getByText(`Cause ${n} of ${keys.length}`)).toBeVisible();
    const shown = await page.getByRole('main').getByRole('heading', { level: 2 }).first().innerText();
    const key = keys.find((one) => shown.includes(textOf(one)))!;
    const [importance, urgency] = said(key);
    await page.getByRole('radio', { name: `Importance: ${importance} of 5` }).click();
    await page.getByRole('radio', { name: `Urgency: ${urgency} of 5` }).click();
  }
  await expect(page.getByText('You have rated every cause')).toBeVisible();
}

test.use({ actionTimeout: 20_000 });

test('a real workshop from its preparation to its close, through the screens, has the results that it had', async ({ workshop }) => {
  test.setTimeout(300_000);
  // What the facilitator presses is counted from the first cause to the projects.
  const leader = await workshop.open(`/#key=${workshop.server.key}`, { ...LAPTOP, acceptDownloads: true });
  await leader.addInitScript(() => {
    addEventListener('click', () => sessionStorage.setItem('clicks', String(Number(sessionStorage.getItem('clicks')) + 1)), true);
  });
  const clicks = (): Promise<number> => leader.evaluate(() => Number(sessionStorage.getItem('clicks')));
  await leader.getByLabel('Title').fill(fixture.title);
  await leader.getByLabel('Effect').fill(fixture.effect);
  await leader.getByRole('button', { name: /^Next: / }).click();
  // Nobody who decides was there.
  await leader.getByRole('checkbox', { name: /^Leadership/ }).uncheck();
  await leader.getByRole('button', { name: 'Make the board' }).click();
  const joinLink = (await leader.getByRole('textbox', { name: 'Link to join' }).inputValue()).replace(/^https?:\/\/[^/]+/, '');
  const projector = await leader.getByRole('link', { name: 'Open the projector' }).getAttribute('href');
  await leader.getByRole('link', { name: 'Lead the workshop' }).click();
  await expect(leader.getByRole('switch', { name: 'Lock the board' })).toBeVisible();
  const place = new URL(leader.url());
  const [id, token] = [place.pathname.split('/').at(-1)!, place.hash.slice(1)];
  const command = (body: object) => workshop.server.call('POST', `/api/boards/${id}/commands`, token, body);
  const state = () => workshop.server.call<{ timer: { ends_at: number }; server_time: number; hidden: number }>('GET', `/api/boards/${id}`, token);
  const wall = await workshop.open(projector ?? '', WALL);

  const phones = new Map<string, Page>();
  for (const { name, department } of fixture.people) {
    if (name === SEAT) continue;
    const page = await workshop.open(joinLink, PHONE);
    await fillJoin(page, name, DEPARTMENTS[department]!);
    phones.set(name, page);
  }
  await leader.getByRole('button', { name: 'Add somebody without a device…' }).click();
  await dialog(leader).getByRole('textbox', { name: 'Name' }).fill(SEAT);
  await dialog(leader).getByRole('radio', { name: 'Back office' }).check({ force: true });
  await dialog(leader).getByRole('button', { name: 'Add', exact: true }).click();
  await close(leader);
  await expect(leader.getByText('9 people, 7 of 7 departments')).toBeVisible();

  // Collecting is going to lock by itself.
  await leader.getByRole('button', { name: 'Edit the agenda' }).click();
  const agenda = dialog(leader);
  // The fourth of the first meeting, as the template suggests it: welcome, understand, silent writing, collect.
  const ends = agenda.getByLabel('When its time is up').nth(3);
  await ends.selectOption({ label: 'the board is locked' });
  await agenda.getByRole('button', { name: 'Save the agenda' }).click();
  await expect(agenda).toHaveCount(0);

  // Silent writing: everybody's first thoughts, the seat's by the facilitator.
  await goTo(leader, 'Silent writing');
  const roots = fixture.notes.filter(({ parent }) => !parent);
  await Promise.all(
    [...phones].map(async ([name, page]) => {
      for (const note of roots.filter(({ author }) => author === name)) await write(page, BONES[note.branch]!, note.text);
    }),
  );
  await leader.getByRole('button', { name: `Hidden causes of ${SEAT}` }).click();
  for (const note of roots.filter(({ author }) => author === SEAT)) {
    await dialog(leader).getByRole('textbox', { name: 'Cause' }).fill(note.text);
    await dialog(leader).getByLabel('Bone').selectOption({ label: BONES[note.branch]! });
    await dialog(leader).getByRole('button', { name: 'Hand in' }).click();
    await expect(dialog(leader).getByRole('textbox', { name: 'Cause' })).toHaveValue('');
  }
  await close(leader);
  const turns = leader.getByRole('region', { name: 'Hidden causes' });
  await expect(turns.getByText(`${roots.length} causes are hidden`)).toBeVisible();

  // In turns, spoken about; after eight the group wants to see the rest.
  await turns.getByRole('button', { name: 'One by one' }).click();
  // Nobody has said that they are finished, so it is asked once more.
  await dialog(leader).getByRole('button', { name: 'One by one' }).click();
  for (let n = 1; n < 8; n++) {
    await expect.poll(async () => (await state()).hidden).toBe(roots.length - n);
    await leader.getByRole('button', { name: 'Next cause' }).click();
  }
  await expect(wall.locator('.wall [data-note]').first()).toBeVisible();
  await turns.getByRole('button', { name: 'Reveal the rest at once' }).click();
  await expect(turns).toHaveCount(0);
  for (const { text } of roots) await expect(leader.getByText(text).first()).toBeAttached();

  // Collecting: why is that? Then the deadline, while somebody is typing.
  await goTo(leader, 'Collect');
  const before = await clicks();
  for (const note of fixture.notes.filter(({ parent }) => parent)) {
    const page = phones.get(note.author)!;
    await bone(page, BONES[note.branch]!).click();
    await page.getByRole('button', { name: `Why? Write a cause under “${textOf(note.parent!)}”` }).click();
    await page.locator('form textarea, form input[type="text"]').last().fill(note.text);
    await page.getByRole('button', { name: 'Send' }).click();
    await saved(page);
  }
  const late = phones.get('Anna Kowal')!;
  const news = await slowNews(late);
  await late.reload();
  await field(late, 'People').or(bone(late, 'People')).first().waitFor();
  await bone(late, 'People').click();
  await field(late, 'People').fill('Za późno napisane');
  await saved(late);
  news.hold();
  const { timer, server_time } = await state();
  // Nobody waits for the rest of the half hour.
  await command({ do: 'extend_timer', seconds: -Math.floor((timer.ends_at - server_time) / 1000 - 2) });
  await expect(leader.getByRole('switch', { name: 'Open the board' }).or(leader.getByText('Locked', { exact: true })).first()).toBeVisible();
  // She has not heard of it when she sends.
  await late.getByRole('button', { name: 'Send' }).click();
  news.release();
  await expect(tray(late)).toBeVisible();
  await tray(late).click();
  await expect(late.getByRole('dialog').getByText('Za późno napisane')).toBeVisible();
  await late.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();

  // A first round with one dot each, then the one that counts, split by department.
  await result(leader);
  await leader.getByLabel('Name of the round').fill('Pierwsze spojrzenie');
  await leader.getByLabel('Dots for each person').fill('1');
  await leader.getByRole('button', { name: 'Open the vote' }).click();
  await Promise.all([...phones].map(([name, page]) => cast(page, { [Object.keys(fixture.vote.ballots[name]!)[0]!]: 1 })));
  await leader.getByRole('button', { name: /^Close the vote/ }).first().click();
  if (await dialog(leader).isVisible()) await dialog(leader).getByRole('button', { name: /^Close the vote/ }).click();
  await leader.getByRole('button', { name: /^Reveal the result of the vote/ }).first().click();
  await expect(wall.getByText('What weighs most')).toBeVisible();

  await leader.getByLabel('Name of the round').fill('Pięć punktów');
  await leader.getByLabel('Dots for each person').fill(String(fixture.vote.dots));
  await leader.getByLabel('At most on one cause').fill(String(fixture.vote.per_note));
  await leader.getByRole('radio', { name: /^Every department/ }).first().check();
  await leader.getByRole('button', { name: 'Vote again' }).first().click();
  await dialog(leader).getByRole('button', { name: 'Vote again' }).click();
  await Promise.all([...phones].map(([name, page]) => cast(page, fixture.vote.ballots[name]!)));
  // Beside the ballot stands who has no device.
  await leader.getByRole('button', { name: `Dots of ${SEAT}` }).click();
  for (const [key, count] of Object.entries(fixture.vote.ballots[SEAT]!))
    for (let n = 0; n < count; n++) await dialog(leader).getByRole('button', { name: `One more dot on “${textOf(key)}”` }).click();
  await expect(dialog(leader).getByText('All dots are placed', { exact: true })).toBeVisible();
  await close(leader);
  await leader.getByRole('button', { name: /^Close the vote: 9 of 9/ }).first().click();
  await leader.getByRole('button', { name: /^Reveal the result of the vote/ }).first().click();

  // Rated twice: at first everybody is careful.
  const rated = Object.keys(fixture.ratings);
  const shortlist = leader.locator('#panel section').filter({ has: leader.getByRole('heading', { name: 'Importance and urgency' }) });
  await shortlist.locator('summary').first().click();
  // The dots suggest a list, of which only what is not wanted is taken.
  for (const box of await shortlist.getByRole('checkbox').all()) {
    const text = (await box.locator('xpath=ancestor::label').textContent()) ?? '';
    await box.setChecked(rated.some((key) => text.includes(textOf(key))));
  }
  await shortlist.getByRole('radio', { name: /^Every department/ }).check();
  await shortlist.getByRole('button', { name: 'Rate 4 causes' }).click();
  const seatRates = async (said: (key: string) => [number, number]): Promise<void> => {
    await leader.getByRole('button', { name: `Ratings of ${SEAT}` }).click();
    for (const key of rated) {
      const one = dialog(leader).getByRole('listitem').filter({ hasText: textOf(key) });
      const [importance, urgency] = said(key);
      await one.getByRole('radio', { name: `Importance: ${importance} of 5` }).click();
      await one.getByRole('radio', { name: `Urgency: ${urgency} of 5` }).click();
    }
    await expect(dialog(leader).getByText('4 of 4 rated')).toBeVisible();
    await close(leader);
  };
  const reveal = async (): Promise<void> => {
    await leader.getByRole('button', { name: /^Close the rating: 9 of 9/ }).first().click();
    await leader.getByRole('button', { name: /^Reveal the ratings/ }).first().click();
  };
  await Promise.all([...phones.values()].map((page) => rate(page, rated, () => [3, 3])));
  await seatRates(() => [3, 3]);
  await reveal();
  await leader.getByRole('button', { name: 'Rate the same 4 causes again' }).click();
  await dialog(leader).getByRole('button', { name: 'Rate the same 4 causes again' }).click();
  await Promise.all([...phones].map(([name, page]) => rate(page, rated, (key) => fixture.ratings[key]![name]!)));
  await seatRates((key) => fixture.ratings[key]![SEAT]!);
  await reveal();
  const talk = leader.locator('#panel section').filter({ has: leader.getByRole('heading', { name: 'Talk about first' }) }).last();
  await expect(talk.getByRole('listitem').first()).toContainText(textOf(fixture.expected.most_disputed));

  const NAMES: Record<string, string> = { now: 'Now', next: 'Next', later: 'Later' };
  // What the medians suggest is what the group decided.
  await leader.getByRole('button', { name: 'Set 4 suggested priorities' }).click();
  for (const [key, priority] of Object.entries(fixture.expected.priorities)) {
    const choice = leader.getByRole('group', { name: `Priority of “${textOf(key)}”` }).first();
    await expect(choice.getByRole('button', { name: NAMES[priority]! })).toHaveAttribute('aria-pressed', 'true');
  }
  await leader.getByRole('tab', { name: 'Projects' }).click();
  const pressed = (await clicks()) - before;
  console.log(`${pressed} clicks of the facilitator from collecting to the projects`);
  // Two rounds, two ratings and a seat's 21 entries are in it.
  expect(pressed).toBeLessThanOrEqual(50);

  for (const project of fixture.projects) {
    await leader.getByRole('button', { name: /^(Make a project|New project)/ }).first().click();
    const form = dialog(leader);
    await form.getByLabel('What is it called?').fill(project.title);
    await form.getByLabel('When').selectOption({ label: HORIZONS[project.horizon]! });
    await form.getByLabel('Department that owns it').selectOption({ label: DEPARTMENTS[project.owner]! });
    for (const [label, value] of [
      ['Sponsor', project.sponsor],
      ['Budget', project.budget],
      ['Duration', project.duration],
      ['Competences', project.competences.join('\n')],
      ['Tools', project.tools.join('\n')],
      ['Methods', project.methods.join('\n')],
    ] as const)
      await form.getByLabel(label).fill(value);
    const asked = form.getByRole('group', { name: 'Who has to accept it?' });
    for (const department of project.approvals) await asked.getByRole('checkbox', { name: DEPARTMENTS[department]!, exact: true }).check();
    if (!(await form.getByRole('checkbox', { name: textOf(project.notes[1]!) }).isVisible()))
      await form.getByRole('button', { name: /^(Show )?[Aa]ll \d+ causes/ }).click();
    for (const key of project.notes) await form.getByRole('checkbox', { name: textOf(key) }).check();
    await form.getByRole('button', { name: /Make a project|Create|New project/ }).last().click();
    await expect(leader.getByText(project.title).first()).toBeVisible();
  }

  // The end: was it worth the time? Secret until it is shown.
  await goTo(leader, 'Close');
  for (const [name, word] of [['Anna Kowal', 'Nareszcie razem'], ['Marek Zięba', 'Więcej liczb']] as const) {
    const page = phones.get(name)!;
    await page.getByRole('radio', { name: '5 of 5' }).click();
    await page.getByRole('textbox').last().fill(word);
    await page.getByRole('button', { name: 'Send' }).click();
    await expect(page.getByText('Thank you. You can change it until it is shown.')).toBeVisible();
  }
  await expect(wall.getByText('Nareszcie razem')).toHaveCount(0);
  await leader.getByRole('button', { name: /^Show what people said/ }).first().click();
  if (await dialog(leader).isVisible()) await dialog(leader).getByRole('button', { name: /^Show what people said/ }).click();
  await expect(wall.getByText('Nareszcie razem')).toBeVisible();

  // The snapshot has the results that the workshop had.
  await leader.getByRole('tab', { name: 'Export' }).click();
  const started = leader.waitForEvent('download');
  await leader.getByRole('link', { name: /^JSON\b/ }).click();
  const file = JSON.parse(readFileSync(await (await started).path(), 'utf8')) as {
    notes: {
      id: string;
      text: string;
      branch: string;
      parent?: string;
      priority?: string;
      dots?: number;
      dots_by_department?: Record<string, number>;
      rated?: { importance: number; urgency: number };
    }[];
    vote: { name: string };
    votes: { name: string }[];
    ratings: { tally: Record<string, { importance: number; urgency: number }> }[];
    projects: { title: string }[];
  };
  const key = new Map(file.notes.map((note) => [note.id, fixture.notes.find(({ text }) => text === note.text)?.key ?? note.text]));
  const keyed = <T>(map: Record<string, T>): Record<string, T> => Object.fromEntries(Object.entries(map).map(([note, value]) => [key.get(note), value]));
  expect(file.notes).toHaveLength(fixture.notes.length);
  for (const note of file.notes) {
    const wanted = by.get(key.get(note.id)!)!;
    expect([note.branch, note.parent ? key.get(note.parent) : undefined]).toEqual([wanted.branch, wanted.parent]);
  }
  const tally = file.notes.flatMap(({ id, dots, dots_by_department }) => (dots ? [[key.get(id), { dots, by_department: dots_by_department }]] : []));
  expect(Object.fromEntries(tally)).toEqual(fixture.expected.tally);
  expect(file.vote.name).toBe('Pięć punktów');
  expect(file.votes.map(({ name }) => name)).toEqual(['Pierwsze spojrzenie']);
  for (const [cause, median] of Object.entries(fixture.expected.medians)) {
    expect(file.notes.find(({ id }) => key.get(id) === cause)?.rated).toMatchObject(median);
    expect(keyed(file.ratings[0]!.tally)[cause]).toMatchObject({ importance: 3, urgency: 3 });
  }
  const priorities = file.notes.filter(({ priority }) => priority).map(({ id, priority }) => [key.get(id), priority]);
  expect(Object.fromEntries(priorities)).toEqual(fixture.expected.priorities);
  expect(file.projects.map(({ title }) => title).sort()).toEqual(fixture.projects.map(({ title }) => title).sort());
  expect(workshop.strangers).toEqual([]);
  expect(workshop.errors).toEqual([]);
});
