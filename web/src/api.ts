import type { components, paths } from './generated/api';

/** A refusal or a failure that the server (or the network) answered with. */
export class ApiError extends Error {
  constructor(
    /** Stable code of the refusal; `network` when nothing answered. */
    readonly code: string,
    readonly status: number,
    detail: string,
  ) {
    super(detail);
  }
}

type Schemas = components['schemas'];
export type Template = Schemas['Template'];
/** What somebody with the code sees before joining. */
export type JoinForm = Schemas['JoinForm'];
/** A place on a board, or the request for one. */
export type Joined = Schemas['Joined'];
/** A person as the facilitator sees them, removed people included. */
export type PersonOverview = Schemas['PersonOverview'];
export type NewBoard = Schemas['NewBoard'];
export type NextBoard = Schemas['NextBoard'];
export type CreatedBoard = Schemas['Made'];
export type BoardState = Schemas['BoardState'];
export type RemovedNote = Schemas['RemovedNote'];
/** What the export `json` holds. */
export type BoardExport = Schemas['ExportReport'];
/** What a text of causes would add, and what of it does not fit. */
export type CausesPreview = Schemas['CausesPreview'];
/** One command, tagged by `do`. */
export type Command = Schemas['Command'];

type Method = 'get' | 'post' | 'put' | 'delete';
/** The addresses that take a method. */
type Path<M extends Method> = { [P in keyof paths]: paths[P][M] extends object ? P : never }[keyof paths];
type Operation<M extends Method, P extends Path<M>> = NonNullable<paths[P][M]>;
type Json<T> = T extends { content: { 'application/json': infer J } } ? J : null;
/** What an operation answers when it went well. */
type Answered<O> = O extends { responses: infer R } ? Json<R[keyof R & (200 | 201 | 204)]> : never;
/** What an operation is asked with, and the secret that opens it. */
type Asked<O> = {
  token?: string;
  /** Under which the server knows the same request again. */
  key?: string;
} & (O extends { parameters: { path: infer T } } ? { path: T } : unknown) &
  (O extends { parameters: { query?: infer T } } ? { query?: NonNullable<T> } : unknown) &
  (O extends { requestBody: infer T } ? { body: Json<T>; file?: undefined } | { body?: undefined; file: string } : unknown);

/** All that a call may be made of. */
interface Parts {
  token?: string;
  key?: string;
  path?: Record<string, string>;
  query?: object;
  body?: unknown;
  /** A file, sent as it is. */
  file?: string;
}

export interface Answer<T> {
  body: T;
  /** How far the server's clock is ahead of this device's, when the answer tells. */
  clockOffset: number | null;
  /** Milliseconds from the question to the answer; the offset is no further off than half of it. */
  roundTrip: number;
}

/**
 * Asks the server. Address, parameters, body and answer have the types of the server's OpenAPI document, so that a wrong field
 * does not compile; nothing is checked again here.
 */
export async function call<M extends Method, P extends Path<M>>(
  method: M,
  path: P,
  asked: Asked<Operation<M, P>>,
): Promise<Answer<Answered<Operation<M, P>>>> {
  const { token, key, path: parts, query, body, file }: Parts = asked;
  const sent = file ?? (body === undefined ? undefined : JSON.stringify(body));
  const address = path.replace(/{(\w+)}/g, (_, name: string) => encodeURIComponent(parts?.[name] ?? ''));
  const started = Date.now();
  let response: Response;
  try {
    response = await fetch(query ? `${address}?${new URLSearchParams({ ...query })}` : address, {
      method,
      headers: {
        ...(sent === undefined ? {} : { 'Content-Type': sent.trimStart().startsWith('{') ? 'application/json' : 'text/vnd.mermaid' }),
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
        ...(key ? { 'Idempotency-Key': key } : {}),
      },
      body: sent,
      cache: 'no-store',
    });
  } catch (cause) {
    throw new ApiError('network', 0, String(cause));
  }
  const arrived = Date.now();
  const text = await response.text();
  let parsed: unknown = null;
  try {
    parsed = text ? JSON.parse(text) : null;
  } catch {
    // Not JSON: a proxy in between answered. The status says enough.
  }
  if (!response.ok) {
    const problem = parsed as Partial<Schemas['Problem']> | null;
    throw new ApiError(problem?.code ?? `http-${response.status}`, response.status, problem?.detail ?? '');
  }
  const time = (parsed as { server_time?: number } | null)?.server_time;
  // Half of the round trip is the best guess for when the server looked at its clock.
  const clockOffset = typeof time === 'number' ? time - (started + arrived) / 2 : null;
  return { body: parsed as Answered<Operation<M, P>>, clockOffset, roundTrip: arrived - started };
}

const BOARD = '/api/boards/{id}';

export const api = {
  templates: async (language: NonNullable<NewBoard['language']>): Promise<Template[]> =>
    (await call('get', '/api/templates', { query: { language } })).body,
  create: async (key: string, body: NewBoard): Promise<CreatedBoard> => (await call('post', '/api/boards', { token: key, body })).body,
  /** A board of a JSON export; or of a Mermaid fishbone, in this language. */
  importBoard: async (key: string, file: string, language: NonNullable<NewBoard['language']>): Promise<CreatedBoard> =>
    (await call('post', '/api/boards/import', { token: key, query: { language }, file })).body,
  /** The board for the next meeting. */
  next: async (id: string, token: string, key: string, body: NextBoard): Promise<CreatedBoard> =>
    (await call('post', `${BOARD}/next`, { path: { id }, token, key, body })).body,
  joinForm: async (code: string): Promise<JoinForm> => (await call('get', '/api/join/{code}', { path: { code } })).body,
  join: async (body: Schemas['Joining']): Promise<Joined> => (await call('post', '/api/join', { body })).body,
  /** Whether the facilitator has answered a device that asks to go on as somebody. */
  joinRequest: async (code: string, request: string): Promise<Schemas['RequestState']> =>
    (await call('get', '/api/join/{code}/requests/{request}', { path: { code, request } })).body,
  state: (id: string, token: string): Promise<Answer<BoardState>> => call('get', BOARD, { path: { id }, token }),
  command: async (id: string, token: string, command: Command): Promise<Schemas['Given']> =>
    (await call('post', `${BOARD}/commands`, { path: { id }, token, body: command })).body,
  ballot: async (id: string, token: string): Promise<Schemas['Ballot']> =>
    (await call('get', `${BOARD}/ballot`, { path: { id }, token })).body,
  bin: async (id: string, token: string): Promise<RemovedNote[]> => (await call('get', `${BOARD}/bin`, { path: { id }, token })).body,
  people: async (id: string, token: string): Promise<PersonOverview[]> =>
    (await call('get', `${BOARD}/people`, { path: { id }, token })).body,
  undrawn: async (id: string, token: string): Promise<string[]> => (await call('get', `${BOARD}/undrawn`, { path: { id }, token })).body,
  /** What a text of causes would add to the board; nothing is added. */
  previewCauses: async (id: string, token: string, body: Schemas['Causes']): Promise<CausesPreview> =>
    (await call('post', `${BOARD}/causes/preview`, { path: { id }, token, body })).body,
  remove: async (id: string, token: string): Promise<void> => {
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
    return `/api/boards/${encodeURIComponent(id)}/export/${format}?${wanted}`;
  },
  /** A file and its name. A link would leave the page for what the server has to say against it. */
  exported: async (address: string): Promise<{ file: Blob; name: string }> => {
    let response: Response;
    try {
      response = await fetch(address, { cache: 'no-store' });
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
