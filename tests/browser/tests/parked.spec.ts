import { cause, saved, write } from '../play/phone';
import { LAPTOP, PHONE, expect, test } from '../play/workshop';

for (const [device, options] of [['phone', PHONE], ['laptop', LAPTOP]] as const)
  test(`board PARK-1, PARK-2: authors park and take back their own causes, on a ${device}`, async ({ workshop }) => {
    const board = await workshop.make();
    const page = await workshop.join(board, 'Ann', 'IT', options);
    const desk = await workshop.open(board.links.facilitator, LAPTOP);
    await write(page, 'People', 'Training comes too late');
    await write(page, 'People', 'Nobody answers the telephone');
    await saved(page);
    const onFish = (): Promise<number> => desk.locator('main [data-note]').count();
    await expect.poll(onFish).toBe(2);
    const sheet = page.getByRole('dialog');
    const lot = page.getByRole('region', { name: 'Your causes parked for later' });
    await expect(lot).toHaveCount(0);

    // What was typed is kept as well.
    await cause(page, 'Training').getByRole('button', { name: /^(?!Why).*Edit$/ }).click();
    await sheet.getByRole('textbox').first().fill('Training comes much too late');
    await sheet.getByRole('button', { name: 'Park for later' }).click();
    await expect(sheet).toHaveCount(0);
    await expect(lot.getByRole('listitem')).toHaveCount(1);
    await expect(lot).toContainText('Training comes much too late');
    await expect.poll(onFish).toBe(1);

    // A mistake is taken back at once, or later from the list.
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await expect(lot).toHaveCount(0);
    await expect.poll(onFish).toBe(2);
    await cause(page, 'Training').getByRole('button', { name: /^(?!Why).*Edit$/ }).click();
    await sheet.getByRole('button', { name: 'Park for later' }).click();
    await page.getByRole('navigation', { name: 'Bones' }).getByRole('button', { name: 'Machines' }).click();
    await lot.getByRole('button', { name: 'Take back: Training comes much too late' }).click();
    await expect(lot).toHaveCount(0);
    // It comes into sight on its bone.
    await expect(cause(page, 'Training comes much too late')).toBeInViewport();
    await expect.poll(onFish).toBe(2);

    // While the board is locked it stays parked; the sheet takes it back, too.
    await cause(page, 'Nobody').getByRole('button', { name: /^(?!Why).*Edit$/ }).click();
    await sheet.getByRole('button', { name: 'Park for later' }).click();
    // Only what the server has before the lock stays.
    await expect.poll(onFish).toBe(1);
    await workshop.command(board, { do: 'lock' });
    await expect(lot.getByRole('button', { name: /^Take back/ })).toBeDisabled();
    await expect(cause(page, 'Training').getByRole('button', { name: /^(?!Why).*Edit$/ })).toHaveCount(0);
    await workshop.command(board, { do: 'unlock' });
    await lot.getByRole('button', { name: /Nobody answers.*Edit/ }).click();
    await sheet.getByRole('button', { name: 'Take back' }).click();
    await expect(lot).toHaveCount(0);
    await expect.poll(onFish).toBe(2);
    expect(workshop.errors).toEqual([]);
  });
