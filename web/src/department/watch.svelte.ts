/** What concerns a department, asked for again and again as long as somebody looks. */
import type { components } from '../generated/api';
import { fetched } from '../device/fetched';
import { root } from '../device/root';

type Schemas = components['schemas'];
export type Page = Schemas['DepartmentPage'];
export type DepartmentProject = Schemas['DepartmentProject'];
export type Progress = Schemas['Progress'];

/** How long an answer is good for, in milliseconds. */
const AGAIN = 15_000;

export const zone = (): string => {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return timeZone && timeZone !== 'Etc/Unknown' ? timeZone : 'UTC';
};

export const addressOf = (board: string, department: string, what = ''): string =>
  `${root}/api/boards/${encodeURIComponent(board)}/departments/${encodeURIComponent(department)}${what}`;

export class Watch {
  page = $state.raw<Page | null>(null);
  /** When the page was as it is shown. */
  at = $state(0);
  /** The last question had no answer. */
  stale = $state(false);
  /** The link opens nothing any more, so nothing is shown. */
  ended = $state(false);
  #tag = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(
    private readonly address: string,
    private readonly token: string,
    private readonly get: (address: string, init: RequestInit) => Promise<Response> = fetched,
  ) {}

  /** Asks now, and again as long as the page is looked at. */
  async look(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#ask();
    if (!this.ended && !this.#stopped) this.#timer = setTimeout(() => void this.look(), AGAIN);
  }

  rest(): void {
    clearTimeout(this.#timer);
  }

  stop(): void {
    this.#stopped = true;
    this.rest();
  }

  async #ask(): Promise<void> {
    try {
      const headers = { Authorization: `Bearer ${this.token}`, ...(this.#tag ? { 'If-None-Match': this.#tag } : {}) };
      const query = new URLSearchParams({ time_zone: zone() });
      const answer = await this.get(`${this.address}?${query}`, { headers, cache: 'no-store' });
      if (answer.status === 200) {
        this.page = (await answer.json()) as Page;
        this.#tag = answer.headers.get('etag') ?? '';
      } else if (answer.status === 401 || answer.status === 403 || answer.status === 404) {
        this.page = null;
        this.ended = true;
        return;
      } else if (answer.status !== 304) {
        this.stale = true;
        return;
      }
      this.at = Date.now();
      this.stale = false;
    } catch {
      this.stale = true;
    }
  }
}
