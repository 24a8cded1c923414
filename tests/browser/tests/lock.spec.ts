import type { Page } from '@playwright/test';
import { bone, cause, field, kept, offline, saved, slowNews, tray, write } from '../play/phone';
import { PHONE, expect, fillJoin, test } from '../play/workshop';

const locked = (page: Page) => page.getByText('The board is locked. What you type stays here');

test('what was written without a connection while the board got locked waits in the tray and goes out from there', async ({ workshop }) => {
  const board = await workshop.make();
  const anna = await workshop.join(board, 'Anna', 'Business analysis');
  const marek = await workshop.join(board, 'Marek', 'Marketing');
  await write(anna, 'People', 'Training comes to late');
  await expect(cause(marek, 'Training comes to late')).toBeVisible();

  // Anna's phone loses the network; she writes on, and changes what she wrote before.
  await saved(anna);
  await offline(anna);
  await expect(anna.getByText('No connection. Keep writing')).toBeVisible();
  await write(anna, 'People', 'Nobody knows the new offer');
  await write(anna, 'Methods', 'A text that she throws away');
  await bone(anna, 'People').click();
  await anna.getByRole('button', { name: 'Training comes to late' }).first().click();
  await anna.getByRole('textbox', { name: 'Your cause' }).fill('Training comes too late');
  await anna.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(cause(anna, 'Training comes too late')).toBeVisible();

  await workshop.command(board, { do: 'lock' });
  await expect(locked(marek)).toBeVisible();
  await anna.context().setOffline(false);

  // Nothing is lost, nothing slipped in, and her page shows the board as it is.
  await expect(tray(anna)).toHaveText(/3 texts were not sent/);
  await expect(locked(anna)).toBeVisible();
  await saved(anna);
  await expect(cause(anna, 'Training comes to late')).toBeVisible();
  await expect(cause(anna, 'Nobody knows the new offer')).toHaveCount(0);
  await expect(cause(marek, 'Training comes to late')).toBeVisible();
  await expect(cause(marek, 'Nobody knows the new offer')).toHaveCount(0);
  await tray(anna).click();
  await expect(kept(anna, 'Nobody knows the new offer').getByText('The board was locked when this arrived.')).toBeVisible();
  await expect(kept(anna, 'Nobody knows the new offer').getByRole('button', { name: 'Send again' })).toBeDisabled();
  await anna.getByRole('dialog', { name: 'Not sent' }).getByRole('button', { name: 'Close' }).click();

  // The tray outlives the page.
  await anna.reload();
  await expect(tray(anna)).toHaveText(/3 texts were not sent/);

  await workshop.command(board, { do: 'unlock' });
  await expect(locked(anna)).toHaveCount(0);
  await tray(anna).click();
  await kept(anna, 'A text that she throws away').getByRole('button', { name: 'Throw away' }).click();
  await expect(kept(anna, 'A text that she throws away')).toHaveCount(0);
  await kept(anna, 'Nobody knows the new offer').getByRole('button', { name: 'Send again' }).click();
  await kept(anna, 'Training comes too late').getByRole('button', { name: 'Send again' }).click();
  await expect(tray(anna)).toHaveCount(0);
  await saved(anna);
  await expect(cause(marek, 'Nobody knows the new offer')).toBeVisible();
  await expect(cause(marek, 'Training comes too late')).toBeVisible();
  await expect(cause(marek, 'Training comes to late')).toHaveCount(0);

  // And she writes as if nothing had happened.
  await write(anna, 'Methods', 'Every contact asks for the number again');
  await bone(marek, 'Methods').click();
  await expect(cause(marek, 'Every contact asks for the number again')).toBeVisible();
  await expect(cause(marek, 'A text that she throws away')).toHaveCount(0);
  expect(workshop.errors).toEqual([]);
});

test('a lock that falls while somebody is sending loses no word', async ({ workshop }) => {
  const board = await workshop.make();
  const anna = await workshop.open(board.links.join, PHONE);
  const news = await slowNews(anna);
  await anna.reload();
  await fillJoin(anna, 'Anna', 'Business analysis');
  const marek = await workshop.join(board, 'Marek', 'Marketing');
  const people = field(anna, 'People');
  await expect(people).toBeVisible();
  await saved(anna);
  const sent: string[] = [];

  for (const round of [1, 2, 3]) {
    // The news of the lock is still on its way to Anna while she goes on: some arrive before it, some after.
    news.hold();
    const lock = workshop.command(board, { do: 'lock' });
    for (const n of [1, 2, 3]) {
      if (n === 2) await lock;
      const text = `Cause ${n} of round ${round}.`;
      await people.fill(text);
      await people.press('Enter');
      await expect(people).toHaveValue('');
      sent.push(text);
    }
    await people.pressSequentially('Half a thought');
    news.release();
    await expect(locked(anna)).toBeVisible();
    await expect(locked(marek)).toBeVisible();

    // What stands in the field when the lock falls stays there.
    await people.press('Enter');
    await expect(people).toHaveValue('Half a thought');
    await expect(anna.getByRole('button', { name: 'Send' })).toBeDisabled();

    // Each text is in one place: on the board for both, or in the tray.
    await expect(tray(anna)).toBeVisible();
    await saved(anna);
    await tray(anna).click();
    const refused: string[] = [];
    for (const text of sent.slice(-3)) {
      const there = await cause(marek, text).count();
      await expect(cause(anna, text)).toHaveCount(there);
      await expect(kept(anna, text)).toHaveCount(1 - there);
      if (there === 0) refused.push(text);
    }
    expect(refused).toContain(`Cause 2 of round ${round}.`);
    expect(refused).toContain(`Cause 3 of round ${round}.`);

    await workshop.command(board, { do: 'unlock' });
    await expect(locked(anna)).toHaveCount(0);
    if (round > 1) await anna.getByRole('button', { name: 'Send all again' }).click();
    else for (const text of refused) await kept(anna, text).getByRole('button', { name: 'Send again' }).click();
    await expect(tray(anna)).toHaveCount(0);
    for (const text of sent) await expect(cause(marek, text)).toHaveCount(1);
    await people.fill('');
    await saved(anna);
  }
  expect(workshop.errors).toEqual([]);
});
