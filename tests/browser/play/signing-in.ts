import { type Page, expect } from '@playwright/test';
import { CLIENT, Provider, SECRET } from './provider';
import { type Workshop, test as base } from './workshop';

/** Hosts by address and by group; nobody else. */
export const HOSTS = ['--oidc-hosts', 'hanna@firm.example, group:quality'];
/** To lead takes a sign-in as well. */
export const FACILITATORS = ['--oidc-facilitators', '@firm.example'];

/** What an installation is told of its provider. */
export const at = (provider: Provider): string[] => ['--oidc-issuer', provider.issuer, '--oidc-client-id', CLIENT, '--oidc-client-secret', SECRET];

/** A workshop whose server knows a provider, and the provider knows it. `lists` says who may host and lead. */
export const test = base.extend<{ provider: Provider; lists: string[]; workshop: Workshop }>({
  lists: [HOSTS, { option: true }],
  provider: async ({}, use) => {
    const provider = new Provider();
    await provider.start();
    await use(provider);
    await provider.stop();
  },
  options: async ({ provider, lists }, use) => use([...at(provider), ...lists]),
  workshop: async ({ workshop, provider }, use) => {
    provider.know(workshop.server.origin);
    await use(workshop);
  },
});

/** Fills in the provider's form. */
export async function asked(page: Page, who: string): Promise<void> {
  await expect(page.getByRole('heading', { name: 'Sign in at the firm' })).toBeVisible();
  await page.getByLabel('Your name at the firm').fill(who);
  await page.getByRole('button', { name: 'Go on' }).click();
}

/** The host's page of somebody who signs in. */
export async function signedIn(workshop: Workshop, who: string, name: string, options?: object): Promise<Page> {
  const page = await workshop.open('/', options);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await asked(page, who);
  await expect(page.getByText(`Signed in as ${name}`)).toBeVisible();
  return page;
}

/** Signs out of the product's own cookie, as time does. */
export async function ended(page: Page): Promise<void> {
  await page.context().clearCookies({ domain: '127.0.0.1' });
}
