import { describe, expect, test } from 'vitest';
import { board } from '../../../dev/boards';
import type { PersonView } from '../../board/model';
import { missing } from './waiting';

const person = (id: string, name: string, department: string): [string, PersonView] => [id, { id, name, department }];
const people = new Map([
  person('a', 'Anna', 'it'),
  person('j', 'Jan', 'it'),
  person('o', 'Ola', 'sales'),
  person('p', 'Petro', ''),
  person('z', 'Zoe', 'legal'),
]);
const view = board({ people });
const more = (n: number): string => `${n} more`;
const names = (...ids: string[]): string | undefined => missing(view, ids, 'en', more)?.names;

describe('who is not finished', () => {
  test('is nobody where all are', () => {
    expect(missing(view, [], 'en', more)).toBeNull();
    expect(missing(view, ['gone'], 'en', more)).toBeNull();
  });
  test('of one department, which is named once', () => {
    expect(names('a')).toBe('Anna (Informatyka)');
    expect(names('j', 'a')).toBe('Anna and Jan (Informatyka)');
  });
  test('of several departments, or of none', () => {
    expect(names('a', 'o')).toBe('Anna (Informatyka) and Ola (Sprzedaż)');
    expect(names('a', 'j', 'p')).toBe('Anna, Jan (Informatyka) and Petro');
  });
  test('are the first two and a number, where they are more than three', () => {
    expect(missing(view, ['a', 'j', 'o', 'p'], 'en', more)).toEqual({ count: 4, names: 'Anna, Jan (Informatyka) and 2 more' });
  });
  test('are joined in the language of the screen', () => {
    expect(missing(view, ['a', 'o'], 'pl', more)?.names).toBe('Anna (Informatyka) i Ola (Sprzedaż)');
  });
});
