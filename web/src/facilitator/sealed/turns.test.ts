import { describe, expect, test } from 'vitest';
import { board, bones, note } from '../../../dev/boards';
import type { Command } from '../../api';
import { candidates, causeInTurn, whileOpen } from './turns';

const revealed = note('new', { text: 'Szkolenia są za późno', branch: 'b0' });

/** A board with these causes besides, and the revealed one at the end of the first bone. */
function view(...notes: [string, string, string, Partial<typeof revealed>?][]) {
  const all = [...notes.map(([id, branch, text, more]) => note(id, { branch, text, ...more })), revealed];
  const branches = bones(3).map((bone, at) => ({
    ...bone,
    id: `b${at}`,
    title: `Bone ${at}`,
    notes: all.filter(({ branch }) => branch === `b${at}`),
  }));
  return board({ branches, notes: new Map(all.map((one) => [one.id, one])) });
}

const ids = (found: ReturnType<typeof candidates>): string[] => found.map((one) => one.note.id);

describe('what may be the same', () => {
  test('stands on the same bone first, the most alike before the others', () => {
    const found = candidates(
      view(['far', 'b1', 'Szkolenia za późno'], ['other', 'b0', 'Nikt nie pyta'], ['alike', 'b0', 'Za późno szkolenie']),
      revealed,
    );
    expect(ids(found)).toEqual(['alike', 'other', 'far']);
    expect(found[2]?.bone).toBe('Bone 1');
  });
  test('is found by the beginning of words or their middle, whatever case and marks', () => {
    const board = view(['a', 'b1', 'Łączność z siecią zawodzi'], ['b', 'b0', 'Інша їжа'], ['c', 'b2', 'Nothing']);
    expect(ids(candidates(board, revealed, 'SIECI lacznosc'))).toEqual(['a']);
    expect(ids(candidates(board, revealed, 'їж'))).toEqual(['b']);
    expect(ids(candidates(board, revealed, 'иж'))).toEqual([]);
    expect(ids(candidates(board, revealed, '   '))).toHaveLength(3);
  });
  test('is neither itself nor what explains it', () => {
    const board = view(['why', 'b0', 'Bo tak', { parent: 'new' }], ['deeper', 'b0', 'Bo nie', { parent: 'why' }], ['other', 'b0', 'Inna']);
    expect(ids(candidates(board, revealed))).toEqual(['other']);
  });
});

test('the cause in turn is none once it was removed, and none without turns', () => {
  const shown = view();
  expect(causeInTurn({ ...shown, session: { ...shown.session, turn: 'new' } })).toBe(revealed);
  expect(causeInTurn({ ...shown, session: { ...shown.session, turn: 'gone' } })).toBeNull();
  expect(causeInTurn(shown)).toBeNull();
});

describe('a command that needs an open board', () => {
  const sent = async (locked: boolean, refused?: Command['do']): Promise<string[]> => {
    const did: string[] = [];
    const send = (...commands: Command[]): Promise<boolean> => {
      did.push(...commands.map((command) => command.do));
      return Promise.resolve(commands.every((command) => command.do !== refused));
    };
    did.push(String(await whileOpen({ session: { locked }, send }, { do: 'reveal_notes', next: true })));
    return did;
  };
  test('is sent alone on an open board', async () => expect(await sent(false)).toEqual(['reveal_notes', 'true']));
  test('lifts the lock for that moment', async () => expect(await sent(true)).toEqual(['unlock', 'reveal_notes', 'lock', 'true']));
  test('leaves a board locked that was, also if it was refused', async () => {
    expect(await sent(true, 'reveal_notes')).toEqual(['unlock', 'reveal_notes', 'lock', 'false']);
    expect(await sent(true, 'unlock')).toEqual(['unlock', 'false']);
  });
});
