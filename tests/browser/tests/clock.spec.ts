import type { BrowserContextOptions, Page } from '@playwright/test';
import { expect, fillJoin, LAPTOP, PHONE, test, WALL, type Made, type Workshop } from '../play/workshop';

const activity = (id: string, kind: string, title: string, more = {}) => ({ id, kind, title, minutes: 10, ...more });
const AGENDA = [
  { title: 'One', activities: [
    activity('collect', 'collect', 'Collect'), activity('locks', 'collect', 'Collect more', { at_end: 'lock' }),
    activity('goes', 'discuss', 'Discuss', { at_end: 'next' }), activity('vote', 'vote', 'Vote'), activity('rest', 'break', 'Rest'),
  ] },
];
const SEVEN_MINUTES = 7 * 60_000;

/** What a page said, and when by the clock that no page may set. */
interface Heard {
  /** The countdown, and the moment at which it came to say so. */
  counts: Record<string, number>;
  minute: number | null;
  end: number | null;
  beeps: number;
  trembled: unknown[];
}

/** In the page: sets its clock, and writes down what it shows and how it sounds. */
function instrument(shift: number): void {
  const Real = Date;
  globalThis.Date = class extends Real {
    constructor(...parts: [number?]) {
      if (parts.length === 0) super(Real.now() + shift);
      else super(...(parts as [number]));
    }
    static override now = () => Real.now() + shift;
  } as DateConstructor;
  const heard: Heard = { counts: {}, minute: null, end: null, beeps: 0, trembled: [] };
  Object.assign(window, { heard });
  navigator.vibrate = (pattern) => heard.trembled.push(pattern) > 0;
  // Every word of the test to the page is a gesture to the browser; here a page sounds only once something was pressed on it.
  let pressed = false;
  addEventListener('pointerdown', () => (pressed = true), true);
  const { prototype } = BaseAudioContext;
  const state = Object.getOwnPropertyDescriptor(prototype, 'state')!;
  Object.defineProperty(prototype, 'state', { get: function (this: BaseAudioContext) { return pressed ? state.get!.call(this) : 'suspended'; } });
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (at) {
    heard.beeps += 1;
    start.call(this, at);
  };
  const look = (): void => {
    const now = performance.timeOrigin + performance.now();
    const count = document.querySelector('.timer [aria-hidden]')?.textContent ?? '';
    heard.counts[count] ??= now;
    const said = [...document.querySelectorAll('[role=status]')].map((one) => one.textContent).join(' ');
    if (said.includes('Last minute')) heard.minute ??= now;
    if (said.includes('Time is up')) heard.end ??= now;
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
}

async function open(workshop: Workshop, address: string, options: BrowserContextOptions, shift = 0): Promise<Page> {
  const page = await workshop.open('/healthz', options);
  await page.addInitScript(instrument, shift);
  await page.goto(address);
  return page;
}

async function phone(workshop: Workshop, board: Made, name: string, options = PHONE, shift = 0): Promise<Page> {
  const page = await open(workshop, board.links.join, options, shift);
  await fillJoin(page, name, 'IT');
  await expect(page.getByRole('textbox', { name: /^Cause for/ })).toBeVisible();
  return page;
}

/** Seconds that are left by what a countdown says; below zero when it is over. */
function left(text: string): number {
  const [, over, minutes, seconds] = /^(\+?)(\d+):(\d\d)$/.exec(text) ?? [];
  return (Number(minutes) * 60 + Number(seconds)) * (over ? -1 : 1);
}

const heard = (page: Page): Promise<Heard> => page.evaluate(() => (window as unknown as { heard: Heard }).heard);

test('TIME-1: a client whose clock is seven minutes wrong shows the same countdown, warning and end', async ({ workshop }) => {
  const board = await workshop.make({ agenda: AGENDA });
  const pages = {
    'desk ahead': await open(workshop, board.links.facilitator, LAPTOP, SEVEN_MINUTES),
    'wall behind': await open(workshop, board.links.projector, WALL, -SEVEN_MINUTES),
    phone: await phone(workshop, board, 'Anna'),
    'phone ahead': await phone(workshop, board, 'Jan', PHONE, SEVEN_MINUTES),
    'laptop behind': await phone(workshop, board, 'Ola', LAPTOP, -SEVEN_MINUTES),
  };
  const all = Object.entries(pages);
  const ends = Date.now() + 68_000;
  await workshop.command(board, { do: 'start_activity', activity: 'collect', until: ends });
  // The rest of the desk goes by the same clock: what is left of this activity, and forty minutes.
  await expect(pages['desk ahead'].locator('.ends')).toHaveText(`Ends about ${new Date(ends + 40 * 60_000).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}`);
  for (const [, page] of all) await expect.poll(async () => (await heard(page)).minute).not.toBeNull();

  /** How long after the countdown first said that so many seconds are left, or fewer, a sign came. */
  const after = ({ counts }: Heard, seconds: number, sign: number | null): number =>
    (sign ?? NaN) - Math.min(...Object.entries(counts).flatMap(([text, at]) => (text && left(text) <= seconds ? [at] : [])));
  // When a second came, against when it should have.
  const late = ({ counts }: Heard): number[] =>
    Object.entries(counts).flatMap(([text, at]) => {
      const seconds = left(text);
      return seconds > 55 && seconds < 67 ? [at - (ends - seconds * 1000)] : [];
    });
  const lags: Record<string, { countdown: number; warning: number; end: number }> = {};
  for (const [name, page] of all) {
    const said = await heard(page);
    lags[name] = { countdown: Math.min(...late(said)), warning: after(said, 60, said.minute), end: NaN };
  }
  await workshop.command(board, { do: 'extend_timer', seconds: -45 });
  for (const [name, page] of all) {
    await expect.poll(async () => (await heard(page)).end, { timeout: 30_000 }).not.toBeNull();
    const said = await heard(page);
    lags[name]!.end = after(said, 0, said.end);
  }
  console.log('in ms:', JSON.stringify(lags, (_, value: unknown) => (typeof value === 'number' ? Math.round(value) : value)));
  // A busy machine makes some seconds late; a sign, which comes once, is there before its second is over.
  for (const [name, { countdown, warning, end }] of Object.entries(lags)) {
    expect(Math.abs(countdown), `the second, ${name}`).toBeLessThan(300);
    for (const sign of [warning, end]) expect(Math.abs(sign), `the sign comes with its second, ${name}`).toBeLessThan(1_000);
  }
  expect(workshop.errors).toEqual([]);
});

test('the last minute and the end are seen on every screen, heard on desk and wall, felt on phones, with what comes then', async ({ workshop }) => {
  const board = await workshop.make({ agenda: AGENDA });
  const desk = await open(workshop, board.links.facilitator, LAPTOP);
  const wall = await open(workshop, board.links.projector, WALL);
  const anna = await phone(workshop, board, 'Anna');
  const ola = await phone(workshop, board, 'Ola', LAPTOP);
  await desk.getByRole('tab', { name: 'Causes' }).click();
  let ends = Date.now() + 600_000;
  await workshop.command(board, { do: 'start_activity', activity: 'locks', until: ends });
  const locked = () => `At ${new Date(ends).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })} the board is locked`;
  let locks = locked();
  await expect(desk.getByText(`${locks}.`, { exact: true })).toBeVisible();
  await expect(wall.getByText(locks)).toBeVisible();
  // A wall sounds only after somebody has pressed something on it, and says so.
  await expect(wall.getByRole('button', { name: 'Click once to hear the time signal' })).toBeVisible();
  await wall.mouse.click(900, 700);
  await expect(wall.getByRole('button', { name: 'Click once to hear the time signal' })).toHaveCount(0);

  // However long all that took, the countdown says now that so much is left.
  const leave = async (seconds: number): Promise<void> => {
    const more = Math.round((Date.now() - ends) / 1000) + seconds;
    ends += more * 1000;
    await workshop.command(board, { do: 'extend_timer', seconds: more });
  };
  await leave(65);
  locks = locked();
  for (const page of [anna, ola, desk]) await expect(page.getByRole('status').filter({ hasText: `Last minute. ${locks}` })).toBeVisible();
  await expect(wall.locator('.band')).toContainText(`Last minute ${locks}`);
  if (process.env.PICTURE) for (const [name, page] of Object.entries({ desk, wall, anna, ola })) await page.screenshot({ path: `${process.env.PICTURE}-minute-${name}.png` });
  expect((await heard(anna)).trembled).toEqual([200]);
  expect([(await heard(desk)).beeps, (await heard(wall)).beeps, (await heard(anna)).beeps]).toEqual([2, 2, 0]);

  // Muted on the desk it is silent there, also after a reload, and heard on the wall.
  await desk.getByRole('button', { name: 'Mute the time signal' }).click();
  await desk.reload();
  await expect(desk.getByRole('button', { name: 'Let the time signal sound' })).toBeVisible();
  await desk.getByRole('tab', { name: 'Causes' }).click();
  await leave(8);
  for (const page of [anna, ola, desk]) await expect(page.getByRole('status').filter({ hasText: 'Time is up. The board is locked' })).toBeVisible();
  await expect(wall.locator('.band')).toContainText('Time is up The board is locked');
  await expect(wall.locator('.wall > .corner')).toContainText('Time is up. The board is locked');
  if (process.env.PICTURE) for (const [name, page] of Object.entries({ desk, wall, anna, ola })) await page.screenshot({ path: `${process.env.PICTURE}-end-${name}.png` });
  expect((await heard(anna)).trembled).toEqual([200, [200, 120, 200]]);
  expect([(await heard(desk)).beeps, (await heard(wall)).beeps]).toEqual([0, 5]);
  await expect(anna.getByRole('button', { name: 'Send' })).toBeDisabled();

  // Where it goes on by itself, the end is told all the same.
  ends = Date.now() + 4_000;
  await workshop.command(board, { do: 'start_activity', activity: 'goes', until: ends });
  for (const page of [anna, ola, desk]) await expect(page.getByRole('status').filter({ hasText: 'Time is up. Now: Vote' })).toBeVisible();
  await expect(wall.locator('.band')).toContainText('Time is up Now: Vote');
  expect(workshop.errors).toEqual([]);
});

test('TIME-7, TIME-8: a deadline days ahead is set on the desk and stands as a day and a time; a countdown is ended', async ({ workshop }) => {
  const board = await workshop.make({ agenda: AGENDA });
  const desk = await workshop.open(board.links.facilitator);
  const wall = await workshop.open(board.links.projector, WALL);
  const anna = await phone(workshop, board, 'Anna');
  const state = () => workshop.server.call<{ timer: { ends_at: number } | null }>('GET', `/api/boards/${board.id}`, board.facilitator_token);
  await desk.locator('[data-segment=locks]').click();
  const card = desk.getByRole('dialog', { name: 'Collect more' });
  const till = new Date(Date.now() + 4 * 24 * 3_600_000);
  await card.getByLabel('Day', { exact: true }).selectOption(String(till.getDate()));
  await card.getByLabel('Month').selectOption(String(till.getMonth() + 1));
  await card.getByLabel('Year').selectOption(String(till.getFullYear()));
  await card.getByLabel('Hour').selectOption('18');
  if (process.env.PICTURE) await desk.screenshot({ path: `${process.env.PICTURE}-until-desk.png` });
  await card.getByRole('button', { name: 'Start now' }).click();
  till.setHours(18, 0, 0, 0);
  await expect.poll(async () => (await state()).timer?.ends_at).toBe(till.getTime());
  const text = till.toLocaleString('en-GB', { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
  for (const page of [desk, wall, anna]) await expect(page.locator('.timer', { hasText: `until ${text}` }).first()).toBeVisible();
  await expect(desk.getByText(`On ${text} the board is locked.`)).toBeVisible();
  if (process.env.PICTURE) for (const [name, page] of Object.entries({ desk, wall, anna })) await page.screenshot({ path: `${process.env.PICTURE}-far-${name}.png` });

  await desk.getByRole('button', { name: 'End the countdown' }).click();
  await expect(anna.locator('.timer')).toHaveCount(0);
  await expect(wall.locator('.timer')).toHaveCount(0);
  expect((await state()).timer).toBeNull();
  await expect(desk.getByRole('button', { name: 'End the countdown' })).toBeDisabled();
  expect(workshop.errors).toEqual([]);
});
