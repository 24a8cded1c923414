import { expect, test } from 'vitest';
import { bones } from '../../dev/boards';
import { onBallot } from './on-ballot';

const [bone] = bones(12).filter(({ notes }) => notes.length > 0);
const [first] = bone!.notes;
const note = (id: string, parent: string | null, depth: number) => ({ ...first!, id, parent, depth });
const branches = [
  { ...bone!, id: 'one', notes: [note('a', null, 0), note('b', 'a', 1), note('c', 'b', 2), note('d', null, 0)] },
  { ...bone!, id: 'two', notes: [note('e', null, 0)] },
  { ...bone!, id: 'none', notes: [] },
];
const shown = (ballot?: string[]) =>
  onBallot(branches, ballot).map(({ id, notes }) => [id, ...notes.map((one) => `${one.id}${one.depth}`)]);

test.each([
  [
    undefined,
    [
      ['one', 'a0', 'b1', 'c2', 'd0'],
      ['two', 'e0'],
    ],
    'every cause',
  ],
  [['d', 'b'], [['one', 'b0', 'd0']], 'in the order of the bones, bones without one left out'],
  [['b', 'c'], [['one', 'b0', 'c1']], 'beneath one another if both are on it'],
  [
    ['a', 'c', 'e'],
    [
      ['one', 'a0', 'c0'],
      ['two', 'e0'],
    ],
    'beside one another if what is between is not',
  ],
  [['gone'], [], 'a cause that went'],
])('VOTE-11 %j: %j, %s', (ballot, expected, _) => expect(shown(ballot)).toEqual(expected));
