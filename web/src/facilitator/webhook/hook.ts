// The webhook of a board, as the desk asks for it.

import { call } from '../../api';
import type { components } from '../../generated/api';
import type { Place } from '../facilitator-state.svelte';

export type WebhookState = components['schemas']['WebhookState'];
export type Outcome = components['schemas']['Outcome'];

const HOOK = '/api/boards/{id}/webhook';

export const webhook = {
  state: async ({ board, token }: Place): Promise<WebhookState> => (await call('get', HOOK, { path: { id: board }, token })).body,
  /** The secret is told once. */
  set: async ({ board, token }: Place, url: string): Promise<string> =>
    (await call('put', HOOK, { path: { id: board }, token, body: { url } })).body.secret,
  withdraw: async ({ board, token }: Place): Promise<void> => {
    await call('delete', HOOK, { path: { id: board }, token });
  },
  test: async ({ board, token }: Place): Promise<void> => {
    await call('post', `${HOOK}/test`, { path: { id: board }, token });
  },
};

/** The names of events that have words; others are shown as they are. */
export const KINDS = [
  'project.created',
  'project.changed',
  'project.removed',
  'project.progress',
  'approval.asked',
  'approval.given',
  'board.finished',
  'board.reopened',
  'board.expiring',
  'webhook.test',
] as const;

export type Kind = (typeof KINDS)[number];
export const isKind = (kind: string): kind is Kind => (KINDS as readonly string[]).includes(kind);

/** The part of a key that names an event. */
export const keyOf = <K extends Kind>(kind: K): `kind_${K extends `${infer A}.${infer B}` ? `${A}_${B}` : never}` =>
  `kind_${kind.replace('.', '_')}` as never;
