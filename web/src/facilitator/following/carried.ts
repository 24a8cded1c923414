import { causes } from '../../board/derived';
import type { BoardView } from '../../board/model';

/** What goes along to a next board (NEXT-1), and what stays: counted, so that it can be said before it happens. */
export function carried(view: BoardView, facts: Record<string, unknown>) {
  const over = view.projects.filter(({ status }) => status === 'done' || status === 'stopped').length;
  const shown = causes(view);
  const undecided = shown.filter(({ priority }) => !priority).length;
  return {
    facts: Object.keys(facts).length,
    people: view.people.size,
    projects: view.projects.length - over,
    over,
    undecided,
    decided: shown.length - undecided,
    parked: [...view.notes.values()].filter(({ parked, mergedInto }) => parked !== null && mergedInto === null).length,
  };
}
