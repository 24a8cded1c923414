/** What is being written: a new text for a cause, or a new cause on a bone or under another. */
import type { BoardView, NoteView } from '../board/model';
import type { Camera } from './camera.svelte';
import { cardOf, openPlace } from './layout-input';
import type { Rect } from './flat';

type Writing = { note: NoteView } | { bone: string; parent: NoteView | null };

/** Where nothing hangs yet, a new cause is written on a card of this size. */
const EMPTY = { width: 250, height: 40 };

export class Pen {
  writing = $state.raw<Writing | null>(null);

  edit(note: NoteView): void {
    this.writing = { note };
  }

  add(bone: string, parent: NoteView | null): void {
    this.writing = { bone, parent };
  }

  lay(): void {
    this.writing = null;
  }

  /** Where on the screen the writing happens. */
  place(camera: Camera, view: BoardView): Rect | null {
    const { writing } = this;
    const drawing = camera.drawing;
    if (!writing || !drawing) return null;
    const beside = 'note' in writing ? writing.note : writing.parent;
    const found = beside ? cardOf(drawing, camera.catch.notes, beside.id)?.area : null;
    if ('note' in writing) return found ? camera.onScreen(found) : null;
    const bone = view.branches.findIndex(({ id }) => id === writing.bone);
    const at = found ? { x: found.x + 24, y: found.y + found.height + 8 } : openPlace(drawing, bone);
    return camera.onScreen({ ...at, ...EMPTY });
  }
}
