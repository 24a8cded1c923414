// Keyboards of other alphabets, and input methods.
import type { Locator, Page } from '@playwright/test';
import { field, saved, write } from '../play/phone';
import { LAPTOP, expect, test } from '../play/workshop';

/** A key as a browser tells it on a layout that this machine does not have. */
async function press(page: Page, key: string, code: string, more: KeyboardEventInit = {}): Promise<void> {
  await page.evaluate(
    ([key, code, more]) =>
      (document.activeElement ?? document.body).dispatchEvent(
        new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true, ...more }),
      ),
    [key, code, more] as const,
  );
}

/** Enter or Escape while an input method composes a word. Some say it by `isComposing`, some by the code 229 alone. */
async function compose(at: Locator, key: string, how: 'isComposing' | '229'): Promise<void> {
  await at.evaluate(
    (element, [key, how]) => {
      const init = { key, bubbles: true, cancelable: true, ...(how === '229' ? { keyCode: 229 } : { isComposing: true }) };
      element.dispatchEvent(new KeyboardEvent('keydown', init));
    },
    [key, how] as const,
  );
}

test('shortcuts work by the key’s place on a Ukrainian keyboard, on all screens that have some', async ({ workshop }) => {
  const board = await workshop.make();
  const anna = await workshop.join(board, 'Anna', 'Marketing', LAPTOP);
  await write(anna, 'People', 'Training comes too late');
  await saved(anna);
  const card = anna.locator('[data-note]').filter({ hasText: 'Training' });
  await expect(card).toBeVisible();
  await anna.locator('body').click({ position: { x: 400, y: 5 } });
  await press(anna, 'я', 'KeyZ', { ctrlKey: true });
  await expect(card).toHaveCount(0);
  await press(anna, 'Я', 'KeyZ', { ctrlKey: true, shiftKey: true });
  await expect(card).toBeVisible();
  await press(anna, 'т', 'KeyN');
  await expect(field(anna, 'People')).toBeFocused();

  // On the diagram: a new cause where the keyboard stands.
  await anna.getByRole('treeitem').first().focus();
  await press(anna, 'т', 'KeyN');
  await expect(anna.getByRole('textbox', { name: /New cause/ })).toBeFocused();
  await anna.keyboard.press('Escape');

  const leader = await workshop.open(board.links.facilitator);
  await expect(leader.getByRole('switch')).not.toBeChecked();
  await press(leader, 'д', 'KeyL');
  await expect(leader.getByRole('switch')).toBeChecked();
  await press(leader, 'Д', 'KeyL');
  await expect(leader.getByRole('switch')).not.toBeChecked();
  await press(leader, 'т', 'KeyN');
  await expect(leader.getByRole('dialog', { name: 'New cause' })).toBeVisible();
  await leader.keyboard.press('Escape');
  // Dvorak has a semicolon where Z is elsewhere: the letter goes before its place.
  await press(leader, ';', 'KeyZ');
  await press(leader, 'l', 'KeyP');
  await expect(leader.getByRole('switch')).toBeChecked();
  expect(workshop.errors).toEqual([]);
});

test('Enter and Escape of an input method neither send nor leave', async ({ workshop }) => {
  const board = await workshop.make();
  const phone = await workshop.join(board, 'Anna', 'Marketing');
  await write(phone, 'People', 'Training comes too late');
  await saved(phone);
  const composer = field(phone, 'People');
  for (const how of ['isComposing', '229'] as const) {
    await composer.fill('日本');
    await compose(composer, 'Enter', how);
    await expect(composer).toHaveValue('日本');
  }
  // Under another cause: Escape ends the word, not the question why.
  await composer.fill('');
  await phone.getByRole('button', { name: /^Why/ }).first().click();
  const why = phone.getByRole('textbox', { name: /^Why/ });
  await compose(why, 'Escape', '229');
  await expect(why).toBeVisible();
  // A cause that lies open.
  await phone.getByRole('button', { name: /Training comes too late.*Edit/ }).click();
  const sheet = phone.getByRole('dialog').getByRole('textbox', { name: 'Your cause' });
  await sheet.fill('Training comes');
  await compose(sheet, 'Enter', '229');
  await expect(phone.getByRole('dialog')).toBeVisible();
  await phone.getByRole('button', { name: 'Close' }).click();
  // A hidden one.
  await workshop.command(board, { do: 'set_agenda', agenda: [{ id: 'quiet', kind: 'silent', title: 'Silence' }] });
  await workshop.command(board, { do: 'start_activity', activity: 'quiet' });
  await expect(phone.getByRole('heading', { name: 'Silence' })).toBeVisible();
  await write(phone, 'People', 'Nobody says so');
  await phone
    .getByRole('list', { name: 'Written by you, still hidden' })
    .getByRole('button', { name: /^Nobody says so/ })
    .click();
  await sheet.fill('日本');
  await compose(sheet, 'Enter', '229');
  await expect(phone.getByRole('dialog')).toBeVisible();
  await phone.getByRole('button', { name: 'Close' }).click();

  const leader = await workshop.open(board.links.facilitator);
  await expect(leader.locator('[data-note]').first()).toBeVisible();
  await leader.keyboard.press('n');
  const added = leader.getByRole('dialog').getByRole('textbox');
  await added.fill('日本');
  await compose(added, 'Enter', '229');
  await expect(added).toHaveValue('日本');
  await leader.keyboard.press('Escape');
  // On the diagram itself.
  await leader.locator('[data-note]').first().dblclick();
  const card = leader.getByRole('main').getByRole('textbox').first();
  await card.fill('日本');
  await compose(card, 'Enter', '229');
  await compose(card, 'Escape', '229');
  await expect(card).toHaveValue('日本');
  expect(workshop.errors).toEqual([]);
});
