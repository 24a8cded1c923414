import { expect, test } from 'vitest';
import { activity, board } from '../../dev/boards';
import { isEnding } from './reminding';

const ending = (kinds: ('collect' | 'close' | 'plan')[], at: number | null, finished = false): boolean => {
  const activities = kinds.map((kind, index) => activity(`a${index}`, kind, '', 5));
  const agenda = [
    { title: '', activities: activities.slice(0, 1) },
    { title: '', activities: activities.slice(1) },
  ];
  return isEnding(board({}, { agenda, activity: at === null ? null : `a${at}`, finished }).session);
};

test.each([
  [['collect', 'close'], 1, true],
  [['collect', 'close'], 0, false],
  // What comes after the close is no end that waits for parked causes.
  [['close', 'plan'], 1, false],
  [['close', 'plan'], 0, true],
  [['collect', 'plan'], 1, true],
  [['collect', 'plan'], 0, false],
  [['collect', 'close'], null, false],
] as const)('%j at %s: parked causes are reminded of: %s', (kinds, at, expected) => expect(ending([...kinds], at)).toBe(expected));

test('a finished workshop reminds of nothing', () => expect(ending(['collect', 'close'], 1, true)).toBe(false));
