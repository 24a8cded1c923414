import type { NewBoard, Template } from '../api';
import type { ActivityKind } from '../board/model';

/** One round for those who have an hour: kinds with their minutes. */
const SHORT: [ActivityKind, number][] = [
  ['welcome', 5],
  ['collect', 15],
  ['discuss', 15],
  ['vote', 5],
  ['prioritise', 10],
  ['close', 5],
];

export function shortAgenda(title: string, name: (kind: ActivityKind) => string): NonNullable<NewBoard['agenda']> & Template['agenda'] {
  const activities = SHORT.map(([kind, minutes], index) => ({ id: `a${index + 1}`, kind, title: name(kind), minutes }));
  return [{ title, activities }];
}

export function measure(agenda: Template['agenda']): { activities: number; minutes: number } {
  const all = agenda.flatMap(({ activities }) => activities);
  return { activities: all.length, minutes: all.reduce((sum, { minutes = 0 }) => sum + minutes, 0) };
}
