import { type BrowserContext, type BrowserContextOptions, type Page, test as base } from '@playwright/test';
import { Server } from './server';

/** What the server answers when a board is made. */
export interface Made {
  id: string;
  join_code: string;
  facilitator_token: string;
  projector_token: string;
  links: { facilitator: string; join: string; projector: string };
}

export const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  deviceScaleFactor: 2,
};
export const LAPTOP: BrowserContextOptions = { viewport: { width: 1440, height: 900 } };
export const WALL: BrowserContextOptions = { viewport: { width: 1920, height: 1080 } };

/** The page's dates are as far ahead as the server's; what waits for a time still waits as long. */
function shiftClock(ahead: number): void {
  const real = Date;
  globalThis.Date = class extends real {
    constructor(...given: unknown[]) {
      super(...((given.length > 0 ? given : [real.now() + ahead]) as [number]));
    }
    static override now(): number {
      return real.now() + ahead;
    }
  } as DateConstructor;
}

/** A workshop: a server of its own, and as many windows as people. */
export class Workshop {
  readonly server = new Server();
  /** Requests that went anywhere but to the server. */
  readonly strangers: string[] = [];
  /** Errors that a page threw. */
  readonly errors: string[] = [];
  #contexts: BrowserContext[] = [];

  constructor(
    private readonly browser: import('@playwright/test').Browser,
    private readonly shots: (name: string, picture: Buffer) => Promise<void>,
  ) {}

  /** Opens a window of its own: nothing is shared with the others. */
  async open(address: string, options: BrowserContextOptions = LAPTOP): Promise<Page> {
    const context = await this.browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options });
    this.#contexts.push(context);
    if (this.server.ahead > 0) await context.addInitScript(shiftClock, this.server.ahead * 1000);
    const page = await context.newPage();
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(this.server.origin) && !/^(data|blob|about):/.test(url)) this.strangers.push(url);
    });
    page.on('pageerror', (error) => this.errors.push(String(error)));
    await page.goto(/^\w+:/.test(address) ? address : this.server.origin + address);
    return page;
  }

  /** A board made over HTTP, for tests that begin later in the story. */
  make(board: object = {}): Promise<Made> {
    return this.server.call<Made>('POST', '/api/boards', this.server.key, {
      title: 'Why do customers wait?',
      template: 'cx-5m',
      language: 'en',
      effect: 'Customers wait too long for an answer',
      ...board,
    });
  }

  /** A command of the facilitator. */
  command(board: Made, command: object): Promise<{ seq: number }> {
    return this.server.call('POST', `/api/boards/${board.id}/commands`, board.facilitator_token, command);
  }

  /** The board as the program that leads it would read it. */
  state(board: Made): Promise<{ people: { id: string; name: string }[]; vote: { tally?: Record<string, unknown> } | null }> {
    return this.server.call('GET', `/api/boards/${board.id}`, board.facilitator_token);
  }

  /** Somebody joins through the page, by link. */
  async join(board: Made, name: string, department: string, options: BrowserContextOptions = PHONE): Promise<Page> {
    const page = await this.open(board.links.join, options);
    await fillJoin(page, name, department);
    return page;
  }

  async end(failed: boolean): Promise<void> {
    if (failed) {
      let number = 0;
      for (const page of this.#contexts.flatMap((context) => context.pages())) {
        await this.shots(`window-${number++}.png`, await page.screenshot().catch(() => Buffer.alloc(0)));
      }
    }
    for (const context of this.#contexts) {
      // Who stands between a page and its server may be at work yet; what becomes of that concerns nobody any more.
      for (const page of context.pages()) await page.unrouteAll({ behavior: 'ignoreErrors' }).catch(() => {});
      await context.close().catch(() => {});
    }
    await this.server.remove();
  }
}

/** The join form: name, department, in. */
export async function fillJoin(page: Page, name: string, department: string): Promise<void> {
  await page.getByLabel('Your name').fill(name);
  await page.getByRole('radio', { name: department }).check({ force: true });
  await page.getByRole('button', { name: 'Join' }).click();
}

export const test = base.extend<{ options: string[]; workshop: Workshop }>({
  /** What the server is started with, beside the usual. */
  options: [[], { option: true }],
  workshop: async ({ browser, options }, use, info) => {
    const workshop = new Workshop(browser, (name, body) => info.attach(name, { body, contentType: 'image/png' }));
    await workshop.server.start(options);
    await use(workshop);
    const failed = info.status !== info.expectedStatus;
    await workshop.end(failed);
    if (failed) await info.attach('server.log', { body: workshop.server.log, contentType: 'text/plain' });
  },
});
export { expect } from '@playwright/test';
