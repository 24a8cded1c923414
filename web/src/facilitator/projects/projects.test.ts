import { expect, test } from 'vitest';
import { note, project } from '../../../dev/boards';
import type { DeskStore } from '../desk.svelte';
import { change, creation, formOf } from './form';
import { asList, profile } from './profile';

test('the profile counts each competence once a project and keeps what was expected', () => {
  const all = [
    project('a', { competences: ['CRM', 'prowadzenie projektów', 'crm '] }),
    project('b', { competences: ['Prowadzenie projektów'] }),
  ];
  expect(profile(all, ['Statystyka', 'crm'])).toEqual([
    { name: 'prowadzenie projektów', projects: 2, expected: false },
    { name: 'crm', projects: 1, expected: true },
    { name: 'Statystyka', projects: 0, expected: true },
  ]);
});

test.each([
  ['a, b;c\n d ', ['a', 'b', 'c', 'd']],
  ['CRM\ncrm', ['CRM']],
  [' ,\n', []],
])('%j is read as %j', (text, list) => expect(asList(text)).toEqual(list));

test('a new project starts from its cause', () => {
  const form = formOf(undefined, [note('n1', { priority: 'next', owner: 'it' })]);
  expect(creation({ ...form, title: ' One number ', tools: 'CRM, bus' })).toMatchObject({
    do: 'create_project', title: 'One number', horizon: 'next-years', owner: 'it', notes: ['n1'], tools: ['CRM', 'bus'], approvals: [],
  });
});

test('a change writes only what differs', () => {
  const written: unknown[] = [];
  const connection = {
    setProject: (...values: unknown[]) => written.push(values),
    setProjectList: (...values: unknown[]) => written.push(values),
  } as unknown as DeskStore['connection'];
  const before = project('p', { title: 'One', competences: ['CRM'], owner: 'it' });
  change(connection, before, formOf(before, []));
  expect(written).toEqual([]);
  change(connection, before, { ...formOf(before, []), title: 'Two', owner: '', approvers: ['legal'] });
  expect(written).toEqual([['p', 'title', 'Two'], ['p', 'owner', null], ['p', 'approvals', ['legal']]]);
});
