import type { projects } from '../i18n/messages/projects';
import type { Words } from '../i18n/index.svelte';
import type { MeasuredFact } from './measured';
import { spokenDay } from './progress';

/** Where a fact started, where it stands and where it is to get, in one line; nothing where it has no value and no target. */
export function factLine({ unit, start, newest, target, targetDate }: MeasuredFact, t: Words<typeof projects>, language: string): string {
  const written = new Intl.NumberFormat(language, { maximumFractionDigits: 6 });
  const figure = (value: number): string => [written.format(value), unit].filter(Boolean).join(' ');
  const measured = ({ day, value }: { day: string; value: number }) => ({ value: figure(value), day: spokenDay(day, language) });
  return [
    start && t.fact_start(measured(start)),
    newest && newest.day !== start?.day && t.fact_newest(measured(newest)),
    target !== null &&
      (targetDate ? t.fact_target_by({ value: figure(target), day: spokenDay(targetDate, language) }) : t.fact_target(figure(target))),
  ]
    .filter(Boolean)
    .join(' · ');
}
