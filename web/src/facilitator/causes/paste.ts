import type { CausesPreview } from '../../api';
import type { ListedNote } from '../../board/edits';
import type { BoardView } from '../../board/model';
import { DEPTH_LIMIT } from '../../board/rules';

type Causes = CausesPreview['causes'];

/**
 * The causes of a preview that are not on the board yet. One that explains a cause which is, hangs under that one; on its
 * bone, if that is on another bone by now or too deep.
 */
export function toAdd(causes: Causes, view: Pick<BoardView, 'notes'>): ListedNote[] {
  const list: ListedNote[] = [];
  /** Of every cause: its place in the list, or the one on the board; and its depth, from 1. */
  const places: { at?: number; id?: string; depth: number; branch: string }[] = [];
  for (const { branch, text, under, same } of causes) {
    const there = same === undefined ? undefined : view.notes.get(same);
    if (there) {
      places.push({ id: there.id, depth: there.depth + 1, branch: there.branch });
      continue;
    }
    const above = under === undefined ? undefined : places[under];
    const fits = above !== undefined && above.branch === branch && above.depth < DEPTH_LIMIT;
    places.push({ at: list.length, depth: fits ? above.depth + 1 : 1, branch });
    list.push({ branch, text, ...(fits ? (above.id ? { parent: above.id } : { under: above.at }) : {}) });
  }
  return list;
}
