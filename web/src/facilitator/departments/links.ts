// The links of departments and what is sent to them, as the desk asks for them.

import { call } from '../../api';
import { zone } from '../../department/watch.svelte';
import type { components } from '../../generated/api';
import { speech } from '../../i18n/index.svelte';
import type { Place } from '../facilitator-state.svelte';
import { fetched } from '../../device/fetched';
import { root } from '../../device/root';

export type LinkedDepartment = components['schemas']['LinkedDepartment'];

const BOARD = '/api/boards/{id}';
const LINK = `${BOARD}/departments/{department}/link` as const;

export const departmentLinks = {
  list: async ({ board, token }: Place): Promise<LinkedDepartment[]> =>
    (await call('get', `${BOARD}/departments`, { path: { id: board }, token })).body,
  make: async ({ board, token }: Place, department: string): Promise<void> => {
    await call('post', LINK, { path: { id: board, department }, token });
  },
  withdraw: async ({ board, token }: Place, department: string): Promise<void> => {
    await call('delete', LINK, { path: { id: board, department }, token });
  },
  /** The summary of a department, or of all, in the language of the screen. */
  summary: async ({ board, token }: Place, department: string | null): Promise<string> => {
    const path = `${root}/api/boards/${encodeURIComponent(board)}${department === null ? '' : `/departments/${encodeURIComponent(department)}`}`;
    const wanted = new URLSearchParams({ language: speech.current, time_zone: zone() });
    const answer = await fetched(`${path}/summary?${wanted}`, { headers: { Authorization: `Bearer ${token}` }, cache: 'no-store' });
    if (!answer.ok) throw new Error(`summary: ${answer.status}`);
    return answer.text();
  },
};
