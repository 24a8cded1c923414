import { beforeAll, beforeEach, expect, test } from 'vitest';
import { board, bones, note } from '../../dev/boards';
import { ApiError, type Command } from '../api';
import { toasts } from '../ui/toast.svelte';
import { FacilitatorState, type FacilitatorStore } from './facilitator-state.svelte';
import { speech, texts } from '../i18n/index.svelte';
import { facilitatorTrouble } from '../i18n/messages/facilitator-trouble';

const PLACE = { board: 'b', token: 't' };

function deskWith(command: (command: Command) => Promise<{ seq: number }>, view = board()) {
  const connection = { serverNow: () => 0, command } as unknown as FacilitatorStore['connection'];
  const nothing = { restored: 0, tray: [], canUndo: false, canRedo: false, editIsLast: false };
  return new FacilitatorState({ view, connection, status: 'saved', kept: 'kept', ...nothing }, PLACE, {
    code: null,
    link: null,
    projector: null,
  });
}

beforeAll(() => speech.ready());
beforeEach(() => void (toasts.list = []));

test('a refusal stops what would follow and is told in words', async () => {
  const sent: string[] = [];
  const facilitation = deskWith(async ({ do: name }) => {
    sent.push(name);
    if (name === 'pause_timer') throw new ApiError('not-now', 409, 'no clock runs');
    return { seq: 1 };
  });
  const done = await facilitation.send({ do: 'lock' }, { do: 'pause_timer' }, { do: 'start_activity', activity: 'a1' });
  expect([done, sent, facilitation.sending]).toEqual([false, ['lock', 'pause_timer'], 0]);
  expect(toasts.list.map(({ text, tone }) => [text, tone])).toEqual([[texts(facilitatorTrouble).not_now, 'danger']]);
});

test('what went through is told by the board itself', async () => {
  const facilitation = deskWith(async () => ({ seq: 1 }));
  expect(await facilitation.send({ do: 'lock' })).toBe(true);
  expect(toasts.list).toEqual([]);
});

test('content is writable only on an open board that is not finished', () => {
  const writable = (session: Parameters<typeof board>[1]) => deskWith(async () => ({ seq: 1 }), board({}, session)).writable;
  expect([writable({}), writable({ locked: true }), writable({ finished: true })]).toEqual([true, false, false]);
});

test('a pair that was looked at is not offered again', () => {
  const view = board({
    branches: bones(2, (one, index) => note(one.id, { branch: one.branch, text: ['Brak szkoleń', 'brak szkolenia'][index] })),
  });
  const facilitation = deskWith(async () => ({ seq: 1 }), view);
  const [pair] = facilitation.duplicates;
  expect([pair?.keep.id, pair?.other.id]).toEqual(['n0', 'n1']);
  facilitation.look('n0 n1');
  expect(facilitation.duplicates).toEqual([]);
});

test('a panel that is shown puts the chosen cause back', () => {
  const facilitation = deskWith(async () => ({ seq: 1 }));
  facilitation.chosen = 'n1';
  facilitation.show('result');
  expect([facilitation.chosen, facilitation.panel, facilitation.front]).toEqual([null, 'result', 'panels']);
});
