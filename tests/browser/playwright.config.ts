import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

const found = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));

/** A real browser against the built program; `gallery` only takes pictures of every screen to look at, `bench` measures how smoothly they move. */
export default defineConfig({
  testDir: '.',
  timeout: 90_000,
  expect: { timeout: 20_000 },
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  reporter: process.env.CI ? [['list']] : [['line']],
  use: {
    locale: 'en-GB',
    screenshot: 'only-on-failure',
    // A trace copies the whole page at every step, which takes half as long again: it is asked for where a failure is looked into.
    trace: process.env.TRACE ? 'retain-on-failure' : 'off',
    launchOptions: {
      ...(found ? { executablePath: found } : {}),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
  projects: [
    { name: 'tests', testDir: 'tests' },
    { name: 'gallery', testDir: 'pictures', timeout: 300_000 },
    // A trace would be measured instead of the page.
    { name: 'bench', testDir: 'bench', fullyParallel: false, workers: 1, use: { trace: 'off', screenshot: 'off' } },
  ],
});
