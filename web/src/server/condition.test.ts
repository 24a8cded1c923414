import { describe, expect, it } from 'vitest';
import { size } from './condition';

describe('a number of bytes', () => {
  it('is said in the largest unit of which there is one', () => {
    expect(size(0, 'en')).toBe('0 kB');
    expect(size(999_400, 'en')).toBe('999 kB');
    expect(size(4_755_456, 'en')).toBe('4.8 MB');
    expect(size(41_478_041_600, 'en')).toBe('41 GB');
    expect(size(5e15, 'en')).toBe('5,000 TB');
  });
  it('is said in the language of the page', () => {
    expect(size(4_755_456, 'pl')).toBe('4,8 MB');
    expect(size(4_755_456, 'uk')).toMatch(/^4,8.МБ$/);
  });
});
