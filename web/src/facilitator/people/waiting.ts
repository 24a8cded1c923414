// Who is not finished, in the words of the next thing.

import type { BoardView, ParticipantId } from '../../board/model';

/** How many are not finished, and their names as a sentence says them. */
export interface Missing {
  count: number;
  names: string;
}

/** More than these are not all named. */
const NAMED = 3;
/** Of so many, these are named, and the others counted. */
const FIRST = 2;

/**
 * “Anna and Jan (IT)” where all are from one department, else “Anna (Sales) and Jan (IT)”; of more than three the first two and
 * how many more. Null if nobody is missing. In the order in which the people panel has them.
 */
export function missing(
  { people, departments }: Pick<BoardView, 'people' | 'departments'>,
  waiting: readonly ParticipantId[],
  language: string,
  more: (n: number) => string,
): Missing | null {
  const ids = new Set(waiting);
  const all = [...people.values()].filter(({ id }) => ids.has(id));
  if (all.length === 0) return null;
  const named = all.slice(0, all.length > NAMED ? FIRST : NAMED);
  const from = named.map(({ department }) => departments.find(({ id }) => id === department)?.name ?? '');
  const names = named.map(({ name }, index) => (from[index] && from[index] !== from[index + 1] ? `${name} (${from[index]})` : name));
  const others = all.length - named.length;
  // The screens' English is Britain's, which sets no comma before “and”.
  const list = new Intl.ListFormat(language === 'en' ? 'en-GB' : language, { type: 'conjunction' });
  return { count: all.length, names: list.format(others > 0 ? [...names, more(others)] : names) };
}
