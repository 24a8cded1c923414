import type { FactView } from '../facts/facts';
import { dayShown, shown } from '../facts/written';
import type { projects } from '../i18n/messages/projects';
import type { Words } from '../i18n/index.svelte';

/** Where a fact started, where it stands and where it is to get, in one line; nothing where it has no value and no target. */
export function factLine({ unit, values, target, target_date }: FactView, t: Words<typeof projects>, language: string): string {
  const figure = (value: number): string => [shown(value, language), unit].filter(Boolean).join(' ');
  const measured = ([day, value]: [string, number]) => ({ value: figure(value), day: dayShown(day, language) });
  const [first, last] = [values[0], values.at(-1)];
  return [
    first && t.fact_start(measured(first)),
    last && values.length > 1 && t.fact_newest(measured(last)),
    target !== null && (target_date ? t.fact_target_by(measured([target_date, target])) : t.fact_target(figure(target))),
  ]
    .filter(Boolean)
    .join(' · ');
}
