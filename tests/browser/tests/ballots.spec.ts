import type { Page } from '@playwright/test';
import { saved, write } from '../play/phone';
import { Proxy } from '../play/proxy';
import { expect, fillJoin, PHONE, test } from '../play/workshop';

const agenda = [{ title: 'One', activities: [
  { id: 'collect', kind: 'collect', title: '', minutes: 10 },
  { id: 'prioritise', kind: 'prioritise', title: '', minutes: 0 },
] }];

/** From now on a phone hears of its ballot late, and then how it was when it asked; the function that it gives back lets it hear. */
async function late(page: Page): Promise<() => Promise<void>> {
  let hear!: () => void;
  const heard = new Promise<void>((resolve) => (hear = resolve));
  const asked: Promise<void>[] = [];
  await page.route('**/ballot', (route) => {
    const answered = (async () => {
      const response = await route.fetch();
      await heard;
      await route.fulfill({ response });
    })();
    asked.push(answered);
    return answered;
  });
  return async () => {
    await expect.poll(() => asked.length).toBeGreaterThan(0);
    hear();
    await Promise.all(asked);
  };
}

test('what is tapped before a phone has heard of its ballot stays, and counts', async ({ workshop }) => {
  const board = await workshop.make({ agenda });
  const anna = await workshop.join(board, 'Anna', 'IT', PHONE);
  await workshop.command(board, { do: 'start_activity', activity: 'collect' });
  await write(anna, 'People', 'Nobody is asked');
  await write(anna, 'People', 'Training comes too late');
  await workshop.command(board, { do: 'start_activity', activity: 'prioritise' });

  const token = await anna.evaluate((id) => localStorage.getItem(`herringbone:token:participant:${id}`) ?? '', board.id);
  const stored = () =>
    workshop.server.call<{ vote: { dots: object }; rating: { ratings: object } | null }>('GET', `/api/boards/${board.id}/ballot`, token);
  const voting = await late(anna);
  await workshop.command(board, { do: 'open_vote', dots: 3, per_note: 3 });
  for (const _ of [1, 2]) await anna.getByRole('button', { name: /Nobody is asked.*Place one more/ }).click();
  await expect(anna.getByText('1 dot left')).toBeVisible();
  await voting();
  await anna.getByRole('button', { name: /Nobody is asked\s*2 dots of yours/ }).click();
  await expect(anna.getByText('All your dots are placed')).toBeVisible();
  await expect.poll(async () => Object.values((await stored()).vote.dots)).toEqual([3]);
  await workshop.command(board, { do: 'close_vote' });
  await workshop.command(board, { do: 'reveal_vote' });

  const { notes } = await workshop.server.call<{ notes: { id: string }[] }>('GET', `/api/boards/${board.id}/export/json`, board.facilitator_token);
  const rating = await late(anna);
  await workshop.command(board, { do: 'open_rating', notes: notes.map(({ id }) => id) });
  await expect(anna.getByText('Cause 1 of 2')).toBeVisible();
  await anna.getByRole('radio', { name: 'Importance: 5 of 5' }).click();
  await rating();
  await expect(anna.getByRole('radio', { name: 'Importance: 5 of 5' })).toBeChecked();
  await anna.getByRole('radio', { name: 'Urgency: 4 of 5' }).click();
  await expect(anna.getByText('Cause 2 of 2')).toBeVisible();
  await expect.poll(async () => Object.values((await stored()).rating!.ratings)).toEqual([{ importance: 5, urgency: 4 }]);
  expect(workshop.errors).toEqual([]);
});

test('a dot whose way to the server goes silent is told of, and placed once the way is free', async ({ workshop }) => {
  const board = await workshop.make({ agenda });
  const proxy = new Proxy(() => workshop.server.origin);
  proxy.upgrades = 'pass';
  const origin = await proxy.open();
  try {
    const anna = await workshop.open(board.links.join.replace(workshop.server.origin, origin), PHONE);
    await fillJoin(anna, 'Anna', 'IT');
    await workshop.command(board, { do: 'start_activity', activity: 'collect' });
    await write(anna, 'People', 'Nobody is asked');
    await workshop.command(board, { do: 'open_vote', dots: 1, per_note: 1 });
    const cause = anna.getByRole('button', { name: /Nobody is asked/ });
    await expect(cause.first()).toBeVisible();

    proxy.requests = (path) => (path.endsWith('/commands') ? 'hang' : 'pass');
    await cause.first().click();
    await expect(anna.getByText('All your dots are placed')).toBeVisible();
    // It shows at once where it was put, and “Saved” only once the server has it.
    await expect(anna.locator('[data-status]')).toHaveAttribute('data-status', 'sending');
    const unsent = anna.getByText('Your dots are kept here and sent as soon as there is a connection.');
    await expect(unsent).toBeVisible({ timeout: 30_000 });
    expect((await workshop.state(board)).vote).toMatchObject({ voted: 0 });
    proxy.requests = () => 'pass';
    await expect(unsent).toHaveCount(0);
    await expect.poll(async () => (await workshop.state(board)).vote).toMatchObject({ voted: 1 });
    await saved(anna);
    expect(workshop.errors).toEqual([]);
  } finally {
    proxy.close();
  }
});
