/** What only those ask who make, lead or read a board as a whole: phones load it late. */
import {
  call,
  BOARD,
  ApiError,
  type CausesPreview,
  type CreatedBoard,
  type NewBoard,
  type NextBoard,
  type PersonOverview,
  type RemovedNote,
  type Template,
} from './api';
import type { components } from './generated/api';
import { fetched, SILENT_FILE_MS } from './device/fetched';
import { root } from './device/root';

type Schemas = components['schemas'];

export const boardCalls = {
  templates: async (language: NonNullable<NewBoard['language']>): Promise<Template[]> =>
    (await call('get', '/api/templates', { query: { language } })).body,
  /** `key`: the host's; null where a host is signed in. */
  create: async (key: string | null, body: NewBoard): Promise<CreatedBoard> =>
    (await call('post', '/api/boards', { token: key ?? undefined, body })).body,
  /** A board of a JSON export; or of a Mermaid fishbone, in this language. */
  importBoard: async (key: string | null, file: string, language: NonNullable<NewBoard['language']>): Promise<CreatedBoard> =>
    (await call('post', '/api/boards/import', { token: key ?? undefined, query: { language }, file, silence: SILENT_FILE_MS })).body,
  /** The board for the next meeting. */
  next: async (id: string, token: string, key: string, body: NextBoard): Promise<CreatedBoard> =>
    (await call('post', `${BOARD}/next`, { path: { id }, token, key, body })).body,
  bin: async (id: string, token: string): Promise<RemovedNote[]> => (await call('get', `${BOARD}/bin`, { path: { id }, token })).body,
  people: async (id: string, token: string): Promise<PersonOverview[]> =>
    (await call('get', `${BOARD}/people`, { path: { id }, token })).body,
  undrawn: async (id: string, token: string): Promise<string[]> => (await call('get', `${BOARD}/undrawn`, { path: { id }, token })).body,
  /** What a text of causes would add to the board; nothing is added. */
  previewCauses: async (id: string, token: string, body: Schemas['Causes']): Promise<CausesPreview> =>
    (await call('post', `${BOARD}/causes/preview`, { path: { id }, token, body })).body,
  /** Keeps a board that would be archived or deleted soon. */
  keep: async (id: string, token: string | undefined): Promise<Schemas['Retained']> =>
    (await call('post', `${BOARD}/keep`, { path: { id }, token })).body,
  remove: async (id: string, token: string | undefined): Promise<void> => {
    await call('delete', BOARD, { path: { id }, token });
  },
  /**
   * The address of a file, with this device's time zone, and with the separator that spreadsheets of the board's language expect.
   * With `at` it is the board as it was at that moment.
   */
  exportUrl: (id: string, token: string, format: string, language: string, at: number | null = null): string => {
    const wanted = new URLSearchParams({ token });
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    if (timeZone && timeZone !== 'Etc/Unknown') wanted.set('time_zone', timeZone);
    if (format === 'csv' && (language === 'pl' || language === 'uk')) wanted.set('separator', 'semicolon');
    if (at !== null) wanted.set('at', String(at));
    return `${root}/api/boards/${encodeURIComponent(id)}/export/${format}?${wanted}`;
  },
  /** A file and its name. A link would leave the page for what the server has to say against it. */
  exported: async (address: string): Promise<{ file: Blob; name: string }> => {
    let response: Response;
    try {
      response = await fetched(address, { cache: 'no-store' }, SILENT_FILE_MS);
      if (response.ok) {
        const named = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('content-disposition') ?? '')?.[1];
        return { file: await response.blob(), name: decodeURIComponent(named ?? 'board') };
      }
    } catch (cause) {
      throw new ApiError('network', 0, String(cause));
    }
    const problem = (await response.json().catch(() => null)) as Partial<Schemas['Problem']> | null;
    throw new ApiError(problem?.code ?? `http-${response.status}`, response.status, problem?.detail ?? '');
  },
};
