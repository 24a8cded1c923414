import { expect, test } from 'vitest';
import { board, note } from '../../../dev/boards';
import { possibleParents, siblings, topmost } from './moving';

const chain = (ids: string[], depth = 0) =>
  ids.map((id, index) => note(id, { depth: depth + index, parent: index > 0 ? (ids[index - 1] ?? null) : null }));
const view = (notes: ReturnType<typeof chain>) =>
  board({
    branches: [
      { id: 'people', title: '', question: '', order: 'a', notes },
      { id: 'it', title: '', question: '', order: 'b', notes: [] },
    ],
  });

test('a cause goes under any other that is not below it', () => {
  const [a, b, c] = chain(['a', 'b', 'c']);
  const alone = note('x');
  const all = view([a!, b!, c!, alone]);
  const ids = (id: string) =>
    possibleParents(all, all.notes.get(id)!, 'people')
      .map((one) => one.id)
      .join('');
  expect([ids('x'), ids('a'), ids('b'), ids('c')]).toEqual(['abc', 'x', 'ax', 'abx']);
});

test('a tall family goes only where there is depth for it', () => {
  const deep = chain(['a', 'b', 'c', 'd', 'e']);
  const tall = [note('x'), note('y', { parent: 'x', depth: 1 })];
  const all = view([...deep, ...tall]);
  expect(
    possibleParents(all, tall[0]!, 'people')
      .map(({ id }) => id)
      .join(''),
  ).toBe('abc');
  expect(possibleParents(all, tall[0]!, 'it')).toEqual([]);
});

test('siblings are those under the same parent', () => {
  const notes = [note('a'), note('b', { parent: 'a', depth: 1 }), note('c'), note('d')];
  const { earlier, later } = siblings(view(notes), notes[2]!);
  expect([earlier, later].map((all) => all.map(({ id }) => id).join(''))).toEqual(['a', 'd']);
});

test('of causes that are moved together, those under others go along with them', () => {
  const [a, b, c] = chain(['a', 'b', 'c']);
  const all = view([a!, b!, c!, note('x')]);
  expect(['cba', 'cbx', 'xc', ''].map((ids) => topmost(all, [...ids]).join(''))).toEqual(['a', 'bx', 'xc', '']);
});
