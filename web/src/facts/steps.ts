/** What the wall asks of the facts, and which of them it shows. */
import type { FactView } from './facts';

/** The questions in the order in which they are asked. Before the first one stands what the activity asks. */
export const QUESTIONS = ['notice', 'value', 'why'] as const;
export type FactQuestion = (typeof QUESTIONS)[number];

/** The place of the fact that was chosen; the first one, if it is gone. */
export function factOnWall(all: readonly FactView[], chosen: string | null): number {
  const at = all.findIndex(({ id }) => id === chosen);
  return at < 0 ? 0 : at;
}

/** The question with this number from 1; none at 0. */
export function questionOnWall(number: number): FactQuestion | null {
  return QUESTIONS[number - 1] ?? null;
}
