import type { Locator, Page } from '@playwright/test';
import { expect } from './workshop';

/** The row of bones on a phone. */
export function bone(page: Page, title: string): Locator {
  return page.getByRole('navigation', { name: 'Bones' }).getByRole('button', { name: title });
}

/** The field for the next cause on a bone. */
export function field(page: Page, title: string): Locator {
  return page.getByRole('textbox', { name: `Cause for “${title}”` });
}

/** A cause in the list of the bone that is looked at. */
export function cause(page: Page, text: string): Locator {
  return page.getByRole('main').getByRole('listitem').filter({ hasText: text });
}

/** Writes a cause and sends it, wherever it may end up. */
export async function write(page: Page, title: string, text: string): Promise<void> {
  await bone(page, title).click();
  await field(page, title).fill(text);
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(field(page, title)).toHaveValue('');
}

/** Everything this page wrote is on the server. */
export async function saved(page: Page): Promise<void> {
  await expect(page.locator('[data-status]')).toHaveAttribute('data-status', 'saved');
}

/** The bar that says how many texts were not sent. */
export function tray(page: Page): Locator {
  return page.getByRole('button', { name: /text(s were| was) not sent/ });
}

/** One text in the open tray. */
export function kept(page: Page, text: string): Locator {
  return page.getByRole('dialog', { name: 'Not sent' }).getByRole('listitem').filter({ hasText: text });
}

/** From its next loading on: lets a page's words through to the server while the server's are still on their way to it. */
export async function slowNews(page: Page): Promise<{ hold(): void; release(): void }> {
  let held = false;
  const late: (() => void)[] = [];
  await page.routeWebSocket(/\/sync\//, (line) => {
    line.connectToServer().onMessage((message) => {
      if (held) late.push(() => line.send(message));
      else line.send(message);
    });
  });
  return {
    hold: () => (held = true),
    release: () => {
      held = false;
      for (const deliver of late.splice(0)) deliver();
    },
  };
}

/** A file of the page is there. */
export async function loaded(page: Page, name: RegExp): Promise<void> {
  const files = (): Promise<string[]> => page.evaluate(() => performance.getEntriesByType('resource').map((file) => file.name));
  await expect.poll(async () => (await files()).some((file) => name.test(file))).toBe(true);
}

/** This page's device loses the network, and the page knows. */
export async function offline(page: Page): Promise<void> {
  await page.context().setOffline(true);
  await expect(page.locator('[data-status]')).toHaveAttribute('data-status', 'offline');
}
