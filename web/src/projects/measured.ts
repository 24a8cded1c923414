// The facts by which projects are measured, read from the document's root `facts` as far as projects need them.

import { record } from '../board/lenient';

export interface MeasuredFact {
  id: string;
  label: string;
  unit: string;
  /** The first value and the newest one, with their days. */
  start: { day: string; value: number } | null;
  newest: { day: string; value: number } | null;
  target: number | null;
  targetDate: string;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const number = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);

export function measuredFacts(root: Record<string, unknown>): MeasuredFact[] {
  return Object.entries(root).flatMap(([id, value]) => {
    const fact = record(value);
    if (!fact) return [];
    const days = Object.entries(record(fact.values) ?? {}).flatMap(([day, one]) => {
      const value = number(one);
      return value === null ? [] : [{ day, value }];
    });
    days.sort((a, b) => (a.day < b.day ? -1 : 1));
    return [
      {
        id,
        label: text(fact.label),
        unit: text(fact.unit),
        start: days[0] ?? null,
        newest: days.at(-1) ?? null,
        target: number(fact.target),
        targetDate: text(fact.target_date),
      },
    ];
  });
}
