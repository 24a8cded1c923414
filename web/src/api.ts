import type { Ballot, BranchView, DepartmentId, MeetingView, ParticipantId, SessionView } from './board/model';

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

export interface Template {
  id: string;
  title: string;
  about: string;
  branches: { id: string; title: string; question: string }[];
  departments: { id: string; name: string }[];
  agenda: MeetingView[];
}

/** What somebody with the code sees before joining. */
export interface JoinForm {
  title: string;
  language: string;
  /** None: the department is typed freely. */
  departments: { id: string; name: string }[];
  finished: boolean;
  /** While it is closed nobody new comes in. */
  door: 'open' | 'closed';
}

/** A person as the facilitator sees them, removed people included. */
export interface PersonOverview {
  participant: ParticipantId;
  name: string;
  department: DepartmentId;
  removed: boolean;
  /** When they joined, if that is known. */
  joined?: number;
  /** Causes under their name on the board. */
  notes: number;
  /** Causes under their name in the bin. */
  in_bin: number;
  /** Whether they have done anything at all. */
  active: boolean;
}

export interface NewBoard {
  title: string;
  template: string;
  language?: string;
  effect?: string;
  goals?: { workshop?: string; organisation?: string };
  departments?: { id?: string; name: string }[];
  agenda?: unknown[];
}

export interface CreatedBoard {
  id: string;
  title: string;
  join_code: string;
  facilitator_token: string;
  projector_token: string;
  branches: { id: string; title: string; question: string }[];
  departments: { id: string; name: string }[];
  links: { facilitator: string; join: string; projector: string };
}

export interface BoardState extends SessionView {
  id: string;
  effect: string;
  branches: Omit<BranchView, 'notes'>[];
  departments: { id: DepartmentId; name: string }[];
  people: { id: string; name: string; department: DepartmentId | null }[];
  server_time: number;
  role: 'facilitator' | 'projector' | 'participant';
  /** Whose token it is, where it is a participant's. */
  participant?: string;
  /** These two only for the facilitator and the projector. */
  join_code?: string;
  join_link?: string;
  /** Only for the facilitator. */
  projector_link?: string;
}

/** One command, tagged by `do`; the server's OpenAPI document lists them. */
export type Command = { do: string } & Record<string, unknown>;

export interface Answer<T> {
  body: T;
  /** How far the server's clock is ahead of this device's, when the answer tells. */
  clockOffset: number | null;
}

async function call<T>(method: string, path: string, token?: string | null, body?: unknown): Promise<Answer<T>> {
  const started = Date.now();
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: 'no-store',
    });
  } catch (cause) {
    throw new ApiError('network', 0, String(cause));
  }
  const text = await response.text();
  let parsed: unknown = null;
  try {
    parsed = text ? JSON.parse(text) : null;
  } catch {
    // Not JSON: a proxy in between answered. The status says enough.
  }
  if (!response.ok) {
    const problem = (parsed ?? {}) as { code?: string; detail?: string; title?: string };
    throw new ApiError(problem.code ?? `http-${response.status}`, response.status, problem.detail ?? problem.title ?? '');
  }
  const time = (parsed as { server_time?: number } | null)?.server_time;
  // Half of the round trip is the best guess for when the server looked at its clock.
  const clockOffset = typeof time === 'number' ? time - (started + Date.now()) / 2 : null;
  return { body: parsed as T, clockOffset };
}

const board = (id: string): string => `/api/boards/${encodeURIComponent(id)}`;

export const api = {
  templates: async (language: string): Promise<Template[]> => {
    const { body } = await call<Template[] | { templates: Template[] }>('GET', `/api/templates?language=${language}`);
    return Array.isArray(body) ? body : body.templates;
  },
  create: async (key: string, wanted: NewBoard): Promise<CreatedBoard> =>
    (await call<CreatedBoard>('POST', '/api/boards', key, wanted)).body,
  importBoard: async (key: string, file: unknown): Promise<CreatedBoard> =>
    (await call<CreatedBoard>('POST', '/api/boards/import', key, file)).body,
  joinForm: async (code: string): Promise<JoinForm> => (await call<JoinForm>('GET', `/api/join/${encodeURIComponent(code)}`)).body,
  join: async (code: string, name: string, department: string | null): Promise<{ board: string; participant: string; token: string }> =>
    (await call<{ board: string; participant: string; token: string }>('POST', '/api/join', null, { code, name, department })).body,
  state: (id: string, token: string): Promise<Answer<BoardState>> => call<BoardState>('GET', board(id), token),
  command: async (id: string, token: string, command: Command): Promise<{ seq: number }> =>
    (await call<{ seq: number }>('POST', `${board(id)}/commands`, token, command)).body,
  ballot: async (id: string, token: string): Promise<Ballot> => (await call<Ballot>('GET', `${board(id)}/ballot`, token)).body,
  bin: async (id: string, token: string): Promise<unknown> => (await call<unknown>('GET', `${board(id)}/bin`, token)).body,
  people: async (id: string, token: string): Promise<PersonOverview[]> =>
    (await call<PersonOverview[]>('GET', `${board(id)}/people`, token)).body,
  remove: async (id: string, token: string): Promise<void> => {
    await call('DELETE', board(id), token);
  },
  exportUrl: (id: string, token: string, format: string): string =>
    `${board(id)}/export/${format}?token=${encodeURIComponent(token)}`,
};
