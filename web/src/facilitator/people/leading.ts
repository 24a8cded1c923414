// What only whoever leads the board asks of the server; phones do without it.

import { api, call } from '../../api';
import type { Ballot, RatedAxes } from '../../board/model';
import { originOf, type Invitation } from '../../invite/invite.svelte';
import type { Place } from '../facilitator-state.svelte';

const BOARD = '/api/boards/{id}';

/** Somebody who leads by a link of their own. */
export interface Leader {
  id: string;
  name: string;
}

export const leading = {
  /** The departments that are expected; none means that any is taken. */
  departments: async ({ board, token }: Place): Promise<{ id: string; name: string }[]> => (await api.state(board, token)).body.departments,
  seatLink: async ({ board, token }: Place, participant: string): Promise<string> =>
    (await call('post', `${BOARD}/seats/{participant}/link`, { path: { id: board, participant }, token })).body.link,
  seatBallot: async ({ board, token }: Place, participant: string): Promise<Ballot> =>
    (await call('get', `${BOARD}/ballot`, { path: { id: board }, token, query: { for: participant } })).body,
  /** Given past the history of this page: a ballot is changed on the ballot, not by undo. */
  cast: async ({ board, token }: Place, participant: string, note: string, dots: number): Promise<void> => {
    await api.command(board, token, { do: 'cast', note, dots, for: participant });
  },
  rate: async ({ board, token }: Place, participant: string, note: string, axes: RatedAxes): Promise<void> => {
    await api.command(board, token, { do: 'rate', note, ...axes, for: participant });
  },
  /** With `note` in place of that hidden cause of theirs. */
  seal: async ({ board, token }: Place, participant: string, cause: { branch: string; text: string; note?: string }): Promise<void> => {
    await api.command(board, token, { do: 'seal_note', ...cause, for: participant });
  },
  done: async ({ board, token }: Place, participant: string, done: boolean): Promise<void> => {
    await api.command(board, token, { do: 'done', done, for: participant });
  },
  leaders: async ({ board, token }: Place): Promise<Leader[]> => (await api.state(board, token)).body.facilitators ?? [],
  invite: async ({ board, token }: Place, name: string): Promise<string> =>
    (await call('post', `${BOARD}/facilitators`, { path: { id: board }, token, body: { name } })).body.link,
  /** Told once: the code by which this facilitator leads on from another device. */
  recoveryCode: async ({ board, token }: Place): Promise<string> =>
    (await call('post', `${BOARD}/recovery-code`, { path: { id: board }, token })).body.recovery_code,
  dismiss: async ({ board, token }: Place, facilitator: string): Promise<void> => {
    await call('delete', `${BOARD}/facilitators/{facilitator}`, { path: { id: board, facilitator }, token });
  },
};

/** The link by the address by which others reach the server, as it was chosen for joining. */
export function reachable(link: string, { link: join }: Pick<Invitation, 'link'>): string {
  return join ? link.replace(originOf(link), originOf(join)) : link;
}
