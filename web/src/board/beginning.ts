// What is shown of a ranking that has no room.

import type { Standing } from './derived';

/** The beginning of a ranking, and what is to be said of the rest where the ranking ends among equal ones (VOTE-10). */
export interface Beginning {
  shown: Standing[];
  /** Of those that are not shown, how many have as many dots as the last that is shown. */
  tied: number;
  /** How many have fewer. */
  fewer: number;
}

export function beginning(ranking: readonly Standing[], most: number): Beginning {
  const shown = ranking.slice(0, most);
  const rest = ranking.slice(most);
  const tied = rest.filter(({ dots }) => dots === shown.at(-1)?.dots).length;
  return { shown, tied, fewer: rest.length - tied };
}

/** The beginning of a ranking with all that are equal to its last one. */
export function wholeBeginning(ranking: readonly Standing[], most: number): Standing[] {
  return ranking.slice(0, most + beginning(ranking, most).tied);
}
