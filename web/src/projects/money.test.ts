import { expect, test } from 'vitest';
import { money, readAmount, sums } from './money';

test.each([
  ['', null],
  ['  ', null],
  ['12500', 12500],
  ['12 500,50', 12500.5],
  ['12\u00a0500.5', 12500.5],
  ["12'500", 12500],
  ['-3', -3],
  ['1e5', undefined],
  ['12,500,000', undefined],
  ['dużo', undefined],
  ['1000000000001', undefined],
])('%j is the amount %j', (text, amount) => expect(readAmount(text)).toBe(amount));

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
