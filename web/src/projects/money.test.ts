import { expect, test } from 'vitest';
import { money, sums } from './money';

test('amounts are written with their currency, and one that nobody knows as it is', () => {
  expect(money(12500.5, 'PLN', 'en')).toBe('PLN\u00a012,500.50');
  expect(money(12500, 'PLN', 'pl')).toBe('12\u00a0500\u00a0PLN');
  expect(money(7, '', 'en')).toBe('7');
  expect(money(7, 'no code', 'en')).toBe('7 no code');
});

test('proj_7: amounts add up by currency, and those without one are a sum of their own', () => {
  const amounts = [
    { amount: 5, currency: 'PLN' },
    { amount: null, currency: 'EUR' },
    { amount: 2.5, currency: '' },
    { amount: 7, currency: 'PLN' },
    { amount: 1, currency: 'EUR' },
  ];
  expect(sums(amounts)).toEqual([
    ['', 2.5],
    ['EUR', 1],
    ['PLN', 12],
  ]);
});
