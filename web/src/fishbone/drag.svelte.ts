/** A card in the hand: which one, where it is held, and where it would go. */
import type { BoardView, NoteView } from '../board/model';
import type { Camera } from './camera.svelte';
import { boneAt, cardAt } from './picture';
import type { Point } from './shapes';
import { below, type Move } from './steps';
import { DEPTH_LIMIT } from '../board/rules';

export class Held {
  note = $state.raw<NoteView | null>(null);
  at = $state.raw<Point | null>(null);
  aim = $state.raw<Move | null>(null);

  lift(note: NoteView, at: Point): void {
    this.note = note;
    this.at = at;
  }

  /** The cause whose own card is at a point: its cards on further bones stay where they are. */
  find(at: Point, view: BoardView, camera: Camera): NoteView | null {
    const hit = camera.picture && cardAt(camera.picture, camera.toCanvas(at));
    return (hit && view.notes.get(hit.id)) ?? null;
  }

  /** Over a card it goes under that one; elsewhere to the nearest bone. */
  over(at: Point, view: BoardView, camera: Camera): void {
    this.at = at;
    const { picture } = camera;
    if (!this.note || !picture) return;
    const point = camera.toCanvas(at);
    const target = this.find(at, view, camera);
    const branch = target?.branch ?? boneAt(picture, point);
    this.aim = branch ? { branch, parent: target && this.#takes(view, target) ? target.id : null } : null;
  }

  /** Lets go; returns where to, if that is somewhere else. */
  release(): { note: NoteView; move: Move } | null {
    const { note, aim } = this;
    this.note = this.at = this.aim = null;
    if (!note || !aim || (aim.branch === note.branch && aim.parent === note.parent)) return null;
    return { note, move: aim };
  }

  #takes(view: BoardView, target: NoteView): boolean {
    const own = view.branches.find(({ id }) => id === this.note?.branch);
    if (!own || !this.note) return false;
    const family = below(own, this.note);
    const tall = Math.max(...family.map(({ depth }) => depth)) - this.note.depth;
    return !family.some(({ id }) => id === target.id) && target.depth + 1 + tall < DEPTH_LIMIT;
  }
}
