import { expect, test } from 'vitest';
import { project } from '../../dev/boards';
import { profile } from './profile';

test('the profile counts each competence once a project and keeps what was expected', () => {
  const all = [
    project('a', { competences: ['CRM', 'prowadzenie projektów', 'crm '] }),
    project('b', { competences: ['Prowadzenie projektów'] }),
  ];
  const law = { name: 'Prawo', needed: true, has: ['Ewa'] };
  expect(profile(all, ['Statystyka', 'crm'], [law, { name: 'Crm', needed: false }], 'pl')).toEqual([
    { name: 'prowadzenie projektów', projects: 2, expected: false, team: null },
    { name: 'CRM', projects: 1, expected: true, team: { name: 'Crm', needed: false } },
    { name: 'Prawo', projects: 0, expected: false, team: law },
    { name: 'Statystyka', projects: 0, expected: true, team: null },
  ]);
});
