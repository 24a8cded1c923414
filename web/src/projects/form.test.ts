import { expect, test } from 'vitest';
import { note, project } from '../../dev/boards';
import { concerns } from './concerns';
import { asList, change, creation, formOf, troublesOf } from './form';

test.each([
  ['a, b;c\n d ', ['a', 'b', 'c', 'd']],
  ['CRM\ncrm', ['CRM']],
  [' ,\n', []],
])('%j is read as %j', (text, list) => expect(asList(text)).toEqual(list));

test('a new project starts from its cause', () => {
  const form = formOf(undefined, [note('n1', { priority: 'next', owner: 'it' })]);
  expect(creation({ ...form, title: ' One number ', tools: 'CRM, bus' })).toMatchObject({
    do: 'create_project',
    title: 'One number',
    horizon: 'next-years',
    owner: 'it',
    notes: ['n1'],
    tools: ['CRM', 'bus'],
    approvals: [],
  });
});

test('only what was changed in the form is written, whatever others did to the project meanwhile', () => {
  const written: unknown[] = [];
  const connection = {
    setProject: (...values: unknown[]) => void written.push(values),
    setProjectAmount: (...values: unknown[]) => void written.push(values),
    setProjectList: (...values: unknown[]) => void written.push(values),
  };
  const opened = formOf(project('p', { title: 'One', budget: '100', competences: ['CRM'], owner: 'it' }), []);
  change(connection, 'p', opened, { ...opened, title: ' One ', competences: 'CRM\n' });
  expect(written).toEqual([]);
  const plan = { start: '2027-01-01', due: '2027-06-30', amount: '12 500,5', currency: 'PLN', person: 'Anna', affected: ['sales'] };
  change(connection, 'p', opened, { ...opened, title: 'Two', owner: '', status: 'running', approvers: ['legal'], ...plan });
  expect(written).toEqual([
    ['p', 'title', 'Two', 'One'],
    ['p', 'person', 'Anna', ''],
    ['p', 'status', 'running'],
    ['p', 'owner', null],
    ['p', 'start', '2027-01-01'],
    ['p', 'due', '2027-06-30'],
    ['p', 'currency', 'PLN'],
    ['p', 12500.5],
    ['p', 'approvals', ['legal'], []],
    ['p', 'affects_departments', ['sales'], []],
  ]);
});

test.each([
  [{ owner: 'it' }, 'it', true],
  [{ approvers: ['legal', 'it'] }, 'it', true],
  [{ owner: 'legal' }, 'it', false],
  [{ owner: null }, '', false],
])('%j concerns %j: %j', (of, department, expected) => expect(concerns(project('p', of), department)).toBe(expected));

test.each([
  [
    { start: '2027-03-31', due: '2027-03-30' },
    { due: true, amount: false },
  ],
  [
    { start: '2027-03-31', due: '2027-03-31' },
    { due: false, amount: false },
  ],
  [
    { start: '', due: '2027-03-31' },
    { due: false, amount: false },
  ],
  [{ amount: 'a lot' }, { due: false, amount: true }],
])('of %j is said: %j', (typed, troubles) => expect(troublesOf({ ...formOf(undefined, []), ...typed })).toEqual(troubles));
