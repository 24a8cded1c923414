/** What is being written: a new text for a cause, or a new cause on a bone or under another. */
import type { NoteView } from '../board/model';
import type { Camera } from './camera.svelte';
import { areaOf, cardOf, openPlace } from './picture';
import type { Rect } from './shapes';

export type Writing = { note: NoteView } | { bone: string; parent: NoteView | null };

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
  place(camera: Camera): Rect | null {
    const { writing } = this;
    const { picture } = camera;
    if (!writing || !picture) return null;
    const beside = 'note' in writing ? writing.note : writing.parent;
    const card = beside ? cardOf(picture, beside.id) : null;
    const found = card && areaOf(card);
    if ('note' in writing) return found && camera.onScreen(found);
    const at = found ? { x: found.x + 24, y: found.y + found.height + 4 } : openPlace(picture, writing.bone);
    return camera.onScreen({ ...at, ...EMPTY });
  }
}
