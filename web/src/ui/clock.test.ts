import { describe, expect, test } from 'vitest';
import { clockText, isFar, momentText } from './clock';

const NOW = new Date(2026, 10, 26, 10, 0).getTime();
const HOUR = 3_600_000;

test('a second is shown until it is over, and once it is', () => {
  expect([4_001, 4_000, 1, 0, -1, -999, -1_000].map(clockText)).toEqual(['0:05', '0:04', '0:01', '0:00', '0:00', '0:00', '0:01']);
  expect(clockText(HOUR + 61_000)).toBe('1:01:01');
});

describe('a deadline', () => {
  test('of today is a time', () => {
    expect(['en', 'pl', 'uk'].map((language) => momentText(NOW + 45 * 60_000, NOW, language))).toEqual(['10:45', '10:45', '10:45']);
  });
  test('more than a day ahead has its day', () => {
    expect(isFar(NOW + 24 * HOUR, NOW)).toBe(false);
    expect(isFar(NOW + 24 * HOUR + 1, NOW)).toBe(true);
    expect(['en', 'pl', 'uk'].map((language) => momentText(NOW + 80 * HOUR, NOW, language))).toEqual([
      'Sun 29 Nov, 18:00',
      'niedz., 29 lis, 18:00',
      'нд, 29 лист., 18:00',
    ]);
  });
});
