import { describe, expect, it } from 'vitest';
import { lacking, LONGEST_WITHOUT_BREAK, needed, tooShort, withoutBreak, type Timed } from './tight';

describe('an agenda', () => {
  it('needs more time for more people, but not for a silent round', () => {
    expect(needed('discuss', 20)).toBeGreaterThan(needed('discuss', 8));
    expect(needed('silent', 20)).toBe(needed('silent', 8));
  });

  it('is too tight where an activity has less than it needs, and only there', () => {
    const agenda: { activities: Timed[] }[] = [
      {
        activities: [
          { kind: 'discuss', minutes: 20 },
          { kind: 'vote', minutes: 10 },
        ],
      },
      { activities: [{ kind: 'plan', minutes: 60 }] },
    ];
    expect(tooShort(agenda, 8)).toEqual([]);
    expect(tooShort(agenda, 20)).toEqual([{ kind: 'discuss', minutes: 20 }]);
    expect(lacking({ kind: 'discuss', minutes: 20 }, 20)).toBe(15);
  });

  it('says nothing of an activity without a countdown', () => {
    expect(lacking({ kind: 'discuss', minutes: 0 }, 200)).toBe(0);
    expect(lacking({ kind: 'discuss' }, 200)).toBe(0);
  });

  it('counts the time between breaks', () => {
    const meeting = (...minutes: number[]): Timed[] =>
      minutes.map((one) => (one < 0 ? { kind: 'break', minutes: -one } : { kind: 'collect', minutes: one }));
    expect(withoutBreak(meeting(50, -15, 60, 20, -5, 10))).toBe(80);
    expect(withoutBreak(meeting(50, 75))).toBeGreaterThan(LONGEST_WITHOUT_BREAK);
    expect(withoutBreak([])).toBe(0);
  });
});
