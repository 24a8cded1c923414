import { expect, test } from 'vitest';
import { project } from '../../dev/boards';
import { profile } from './profile';

test('the profile counts each competence once a project and keeps what was expected', () => {
  const all = [
    project('a', { competences: ['CRM', 'prowadzenie projektów', 'crm '] }),
    project('b', { competences: ['Prowadzenie projektów'] }),
  ];
  expect(profile(all, ['Statystyka', 'crm'], 'pl')).toEqual([
    { name: 'prowadzenie projektów', projects: 2, expected: false },
    { name: 'CRM', projects: 1, expected: true },
    { name: 'Statystyka', projects: 0, expected: true },
  ]);
});
