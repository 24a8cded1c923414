/** Averages and newest values as people read them. */
import { named, readFacts, type FactView } from '../facts/facts';
import { shown } from '../facts/written';
import type { BoardView } from '../board/model';

/** An average with one decimal. */
export const decimal = (value: number, language: string): string =>
  new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value);

/** A fact with its newest value, as `NPS: −12`. */
export function measured(fact: FactView, language: string): string {
  const newest = fact.values.at(-1);
  return newest ? `${named(fact)}: ${[shown(newest[1], language), fact.unit].filter(Boolean).join(' ')}` : named(fact);
}

/** The fact with this id; null where it is not on the board, undefined where none is named. */
export function factOf(view: Pick<BoardView, 'facts'>, id: string | null): FactView | null | undefined {
  return id === null ? undefined : (readFacts(view.facts).find((fact) => fact.id === id) ?? null);
}
