/** A figure in words, for whoever does not see its chart: what it is now, what it was, what it is to become. */
import type { FactView } from './facts';
import { dayShown, shown } from './written';

interface Words {
  start: (said: string | { value: string }) => string;
  newest: (said: string | { value: string }) => string;
  aim: (said: string | { value: string }) => string;
}

export function figureWords(fact: FactView, t: Words, language: string): string {
  const [start, newest] = [fact.values[0], fact.values.at(-1)];
  const unit = fact.unit ? ` ${fact.unit}` : '';
  const dated = (value: number, day: string | null): string =>
    `${shown(value, language)}${unit}${day ? ` (${dayShown(day, language)})` : ''}`;
  return [
    start && fact.values.length > 1 ? t.start(dated(start[1], start[0])) : '',
    newest ? t.newest(dated(newest[1], newest[0])) : '',
    fact.target === null ? '' : t.aim(dated(fact.target, fact.target_date)),
  ]
    .filter(Boolean)
    .join(', ');
}
