import { expect, test } from 'vitest';
import { accepts } from './accepts';

const departments = ['it', 'marketing', 'customer-service'].map((id) => ({ id }));

test('charter CHARTER-2: the director whom the team does not report to accepts its projects', () => {
  expect(accepts('marketing', departments)).toBe('customer-service');
  expect(accepts('customer-service', departments)).toBe('marketing');
});

test('charter CHARTER-2: where there is no such pair, nobody is proposed', () => {
  expect(accepts('it', departments)).toBeNull();
  expect(accepts(null, departments)).toBeNull();
  expect(accepts('marketing', departments.slice(0, 2))).toBeNull();
});
