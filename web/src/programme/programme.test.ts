import { describe, expect, it } from 'vitest';
import { asCsv, asTabs, chosen, EVERYTHING, rowsOf, sorted, type ProgrammeState } from './programme';

const board = (id: string, title: string) => ({ id, title }) as ProgrammeState['boards'][number];
const project = (id: string, fields: object, boards: string[], more: object = {}) =>
  ({ project: { id, ...fields }, boards, late: false, ...more }) as unknown as ProgrammeState['projects'][number];

const state: ProgrammeState = {
  boards: [board('b1', 'Styczeń'), board('b2', 'Luty')],
  projects: [
    project(
      'p1',
      { title: 'Zgłoszenia', due: '2027-03-31', status: 'running', progress: [{ at: 1, due_before: '2027-01-31', word: 'Later' }] },
      ['b1', 'b2'],
      { late: true, owner_name: 'IT' },
    ),
    project('p2', { title: 'Abc' }, ['b2']),
    project('p3', { title: 'Listy', due: '2027-02-28', status: 'done' }, ['b1'], { owner_name: 'Marketing' }),
  ],
  more: false,
};
const titles = (rows: { title: string }[]): string[] => rows.map(({ title }) => title);

describe('the projects of a programme', () => {
  const rows = rowsOf(state);

  it('tell where they were promised, where they are now, and when they were due at first', () => {
    expect(rows[0]).toMatchObject({ dueFirst: '2027-01-31', word: 'Later', promised: { id: 'b1' }, now: { id: 'b2' } });
    expect(rows[1]).toMatchObject({ status: 'planned', owner: '', due: '', dueFirst: '' });
  });

  it('are narrowed by every choice at once', () => {
    const narrowed = (choice: object): string[] => titles(chosen(rows, { ...EVERYTHING, ...choice }));
    expect(narrowed({})).toHaveLength(3);
    expect(narrowed({ search: 'zgloszenia LUTY' })).toEqual(['Zgłoszenia']);
    expect(narrowed({ department: '' })).toEqual(['Abc']);
    expect(narrowed({ department: 'IT', status: 'done' })).toEqual([]);
    expect(narrowed({ late: true })).toEqual(['Zgłoszenia']);
  });

  it('are sorted either way, with those without a value last', () => {
    const by = (column: 'due' | 'project' | 'status' | 'promised', down = false): string[] =>
      titles(sorted(rows, { column, down }, state.boards, 'pl'));
    expect(by('due')).toEqual(['Listy', 'Zgłoszenia', 'Abc']);
    expect(by('due', true)).toEqual(['Zgłoszenia', 'Listy', 'Abc']);
    expect(by('project')).toEqual(['Abc', 'Listy', 'Zgłoszenia']);
    expect(by('status')).toEqual(['Abc', 'Zgłoszenia', 'Listy']);
    expect(by('promised', true)[0]).toBe('Abc');
  });

  it('are taken along without a formula, a broken cell or a broken row', () => {
    const cells = [['=1+1', 'a "b"\nc', '-5']];
    expect(asTabs(cells)).toBe('\'=1+1\ta "b" c\t\'-5');
    expect(asCsv(cells, 'pl')).toBe('\u{feff}"\'=1+1";"a ""b""\nc";"\'-5"\r\n');
    expect(asCsv([['a', 'b']], 'en')).toContain('"a","b"');
  });
});
