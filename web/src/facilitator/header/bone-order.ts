import * as Y from 'yjs';
import { put } from '../../board/edits';
import type { BoardView } from '../../board/model';
import { placed } from '../../board/order';

/** Puts a bone before another one; without one, at the end. The caller opens the transaction. */
export function moveBone(doc: Y.Doc, view: BoardView, id: string, before: string | null): void {
  const others = view.branches.filter((branch) => branch.id !== id);
  const at = others.findIndex((branch) => branch.id === before);
  for (const [other, order] of placed(others, at < 0 ? others.length : at, id, () => true)) {
    const map = doc.getMap('branches').get(other);
    if (map instanceof Y.Map) put(map, 'order', order);
  }
}
