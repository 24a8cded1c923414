// On a phone: what one has just done is in sight, and nothing covers what one acts on.
import type { Locator, Page } from '@playwright/test';
import { bone, cause, field, saved, write } from '../play/phone';
import { PHONE, expect, test, type Workshop } from '../play/workshop';

/** Wholly within the window, and nothing else lies over its middle or its ends. */
async function inSight(page: Page, at: Locator): Promise<void> {
  await expect(at).toBeVisible();
  await expect
    .poll(() =>
      at.evaluate((element) => {
        const { left, right, top, bottom } = element.getBoundingClientRect();
        if (top < 0 || left < 0 || bottom > innerHeight + 0.5 || right > innerWidth + 0.5) return `${top} to ${bottom} of ${innerHeight}`;
        const middle = (top + bottom) / 2;
        for (const x of [left + 6, (left + right) / 2, right - 6]) {
          const over = document.elementFromPoint(x, middle);
          if (!element.contains(over) && !over?.contains(element)) return `covered by ${over?.outerHTML.slice(0, 80)}`;
        }
        return 'in sight';
      }),
    )
    .toBe('in sight');
}

/** So many causes on the first bone, written by somebody else. */
async function crowd(workshop: Workshop, board: { id: string; join_code: string; facilitator_token: string }, count: number): Promise<void> {
  const { token } = await workshop.server.call<{ token: string }>('POST', '/api/join', '', { code: board.join_code, name: 'Crowd', department: 'it' });
  for (let n = 0; n < count; n++)
    await workshop.server.call('POST', `/api/boards/${board.id}/commands`, token, { do: 'seal_note', branch: 'people', text: `Cause number ${n + 1} that somebody else has written` });
  await workshop.server.call('POST', `/api/boards/${board.id}/commands`, board.facilitator_token, { do: 'reveal_notes' });
}

test('a cause is in sight once it is sent or moved, however many there are', async ({ workshop }) => {
  const board = await workshop.make();
  const anna = await workshop.join(board, 'Anna', 'Marketing');
  await crowd(workshop, board, 25);
  await expect(anna.getByText('Cause number 25 that')).toBeAttached();
  await write(anna, 'People', 'Mine comes last');
  await inSight(anna, cause(anna, 'Mine comes last').last());
  // Moved to another bone: the page goes where it went.
  await cause(anna, 'Mine comes last').last().getByRole('button', { name: /Edit/ }).click();
  await anna.getByRole('dialog').getByLabel('Bone').selectOption({ label: 'Methods' });
  await anna.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await inSight(anna, cause(anna, 'Mine comes last'));
  await expect(bone(anna, 'Methods')).toHaveAttribute('aria-pressed', 'true');

  // In silence, one's own hidden ones.
  await workshop.command(board, { do: 'start_activity', activity: 'a3' }).catch(() => {});
  const agenda = [{ title: 'M', activities: [{ id: 's', kind: 'silent', title: '', minutes: 5 }] }];
  await workshop.command(board, { do: 'set_agenda', agenda });
  await workshop.command(board, { do: 'start_activity', activity: 's' });
  await bone(anna, 'Material').click();
  for (let n = 0; n < 12; n++) {
    await field(anna, 'Material').fill(`Hidden cause ${n + 1}, which is long enough for two lines of a phone`);
    await anna.getByRole('button', { name: 'Send' }).click();
    await expect(field(anna, 'Material')).toHaveValue('');
  }
  await inSight(anna, anna.getByRole('listitem').filter({ hasText: 'Hidden cause 12' }));
  // A page that is loaded anew begins at its beginning.
  await anna.reload();
  await bone(anna, 'Material').click();
  await inSight(anna, anna.getByRole('listitem').filter({ hasText: 'Hidden cause 1,' }));
  expect(workshop.errors).toEqual([]);
});

for (const language of ['en', 'pl', 'uk'])
  test(`all five bones are in sight in ${language}, with two digits each`, async ({ workshop }) => {
    const board = await workshop.make({ language });
    await workshop.command(board, { do: 'set_authors', shown: true });
    const { token } = await workshop.server.call<{ token: string }>('POST', '/api/join', '', { code: board.join_code, name: 'Anna', department: 'it' });
    for (const branch of ['people', 'management', 'methods', 'material', 'machines'])
      for (let n = 0; n < 12; n++) await workshop.server.call('POST', `/api/boards/${board.id}/commands`, token, { do: 'seal_note', branch, text: `${branch} ${n}` });
    await workshop.command(board, { do: 'reveal_notes' });
    const anna = await workshop.open(`/board/${board.id}#${token}`, { ...PHONE, locale: language });
    const chips = anna.getByRole('navigation').locator('.row button');
    await expect(chips).toHaveCount(5);
    await expect(chips.first()).toContainText('12');
    for (let n = 0; n < 5; n++) await inSight(anna, chips.nth(n));
    expect(workshop.errors).toEqual([]);
  });

test('a message covers neither chips, dots, causes nor the field', async ({ workshop }) => {
  const board = await workshop.make();
  const anna = await workshop.join(board, 'Anna', 'Marketing');
  await crowd(workshop, board, 12);
  await write(anna, 'People', 'To be removed');
  await saved(anna);
  await cause(anna, 'To be removed').last().getByRole('button', { name: /Edit/ }).click();
  await anna.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  const message = anna.locator('.toast');
  await inSight(anna, message);
  for (const title of ['People', 'Management', 'Machines']) await inSight(anna, bone(anna, title));
  await inSight(anna, field(anna, 'People'));
  await message.getByRole('button', { name: 'Undo' }).click();
  await expect(cause(anna, 'To be removed')).toHaveCount(1);

  // Voting: a place for a dot says what a tap does; over the budget it is said, and the dots are still there.
  await workshop.command(board, { do: 'open_vote', dots: 2, per_note: 1 });
  await expect(anna.getByText('Tap a cause to put a dot on it.', { exact: false })).toBeVisible();
  const causes = anna.getByRole('main').getByRole('listitem');
  await expect(causes.nth(0).locator('.place')).toBeVisible();
  await causes.nth(0).getByRole('button').first().click();
  await expect(causes.nth(0).locator('.place')).toHaveCount(0);
  await expect(causes.nth(0).getByRole('button', { name: /Take a dot back/ })).toBeVisible();
  await causes.nth(1).getByRole('button').first().click();
  await expect(causes.nth(2).locator('.place'), 'none is left').toHaveCount(0);
  await causes.nth(2).getByRole('button').first().click();
  await expect(anna.locator('.toast')).toBeVisible();
  for (const dot of [0, 1]) await inSight(anna, anna.locator('.dots button').nth(dot));
  await inSight(anna, causes.nth(0));
  expect(workshop.errors).toEqual([]);
});
