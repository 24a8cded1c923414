import type { components, paths } from './generated/api';
import { fetched } from './device/fetched';
import { root } from './device/root';

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
  /** How long the server may say nothing, in milliseconds. */
  silence?: number;
} & (O extends { parameters: { path: infer T } } ? { path: T } : unknown) &
  (O extends { parameters: { query?: infer T } } ? { query?: NonNullable<T> } : unknown) &
  (O extends { requestBody: infer T } ? { body: Json<T>; file?: undefined } | { body?: undefined; file: string } : unknown);

/** All that a call may be made of. */
interface Parts {
  token?: string;
  key?: string;
  silence?: number;
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
  const { token, key, silence, path: parts, query, body, file }: Parts = asked;
  const sent = file ?? (body === undefined ? undefined : JSON.stringify(body));
  const address = path.replace(/{(\w+)}/g, (_, name: string) => encodeURIComponent(parts?.[name] ?? ''));
  const started = Date.now();
  let response: Response;
  try {
    response = await fetched(
      root + address + (query ? `?${new URLSearchParams({ ...query })}` : ''),
      {
        method,
        headers: {
          ...(sent === undefined ? {} : { 'Content-Type': sent.trimStart().startsWith('{') ? 'application/json' : 'text/vnd.mermaid' }),
          ...(token ? { Authorization: `Bearer ${token}` } : {}),
          ...(key ? { 'Idempotency-Key': key } : {}),
        },
        body: sent,
        cache: 'no-store',
      },
      silence,
    );
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

export const BOARD = '/api/boards/{id}';

export const api = {
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
};
