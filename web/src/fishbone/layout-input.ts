/** From the board's picture to what the geometry takes, and back by index. */
import { dots } from '../board/derived';
import type { BoardView, DepartmentView, NoteView } from '../board/model';
import type { Drawing, Fish, Point, Rect } from './flat';

/** What is to be drawn, and which note each card is. */
export interface LayoutInput {
  fish: Fish;
  /** By bone, then by card. */
  notes: NoteView[][];
}

export function dotsOf(view: BoardView, note: string): number {
  return dots(view).get(note)?.dots ?? 0;
}

export function departmentOf(view: BoardView, note: NoteView): DepartmentView | null {
  return view.departments.find(({ id }) => id === note.department) ?? null;
}

export function toLayoutInput(view: BoardView): LayoutInput {
  const notes = view.branches.map((branch) => branch.notes);
  const bones = view.branches.map(({ title, question, notes }) => ({
    title,
    question,
    causes: notes.map((note) => ({
      text: note.text,
      depth: note.depth,
      badge: departmentOf(view, note) !== null,
      marks: Number(note.evidence !== null) + Number(note.priority !== null) + Number(dotsOf(view, note.id) > 0),
    })),
  }));
  return { fish: { effect: view.effect, bones }, notes };
}

/** Finds a note's card. */
export function cardOf(drawing: Drawing, notes: NoteView[][], id: string): { bone: number; card: number; area: Rect } | null {
  for (const [bone, list] of notes.entries()) {
    const card = list.findIndex((note) => note.id === id);
    const area = drawing.bones[bone]?.cards[card]?.area;
    if (area) return { bone, card, area };
  }
  return null;
}

/** Where a new cause of a bone is written: under the last card, or beside the title of an empty bone. */
export function openPlace(drawing: Drawing, bone: number): Point {
  const shape = drawing.bones[bone];
  if (!shape) return { x: 0, y: 0 };
  const last = shape.cards.at(-1)?.area;
  if (last) return { x: last.x, y: last.y + last.height + 8 };
  const title = shape.title.area;
  return shape.above ? { x: title.x + 40, y: title.y + title.height + 14 } : { x: title.x + 60, y: title.y - 70 };
}

/** The bone whose cards and title are nearest to a point. */
export function boneAt(drawing: Drawing, { x, y }: Point): number {
  const away = (r: Rect): number =>
    Math.hypot(Math.max(r.x - x, 0, x - r.x - r.width), Math.max(r.y - y, 0, y - r.y - r.height));
  let best = 0;
  let least = Infinity;
  for (const [index, bone] of drawing.bones.entries()) {
    const [from, to] = [bone.outline[0] ?? bone.title.area, bone.outline[1] ?? bone.title.area];
    const t = Math.min(1, Math.max(0, (y - from.y) / (to.y - from.y || 1)));
    const line = Math.hypot(x - from.x - t * (to.x - from.x), Math.max(0, y - Math.max(from.y, to.y), Math.min(from.y, to.y) - y));
    const nearest = Math.min(line, away(bone.title.area), ...bone.cards.map((card) => away(card.area)));
    if (nearest < least) [best, least] = [index, nearest];
  }
  return best;
}

/** The card at a point, by bone and index. */
export function cardAt(drawing: Drawing, { x, y }: Point): { bone: number; card: number } | null {
  for (const [bone, shape] of drawing.bones.entries()) {
    const card = shape.cards.findIndex(
      ({ area }) => x >= area.x && y >= area.y && x <= area.x + area.width && y <= area.y + area.height,
    );
    if (card >= 0) return { bone, card };
  }
  return null;
}

/** The bone whose title is at a point, with a little room around it. */
export function titleAt(drawing: Drawing, { x, y }: Point): number | null {
  const index = drawing.bones.findIndex(({ title: { area }, count }) => {
    const right = Math.max(area.x + area.width, count.x + count.width);
    return x >= area.x - 8 && x <= right && y >= area.y - 6 && y <= area.y + area.height + 6;
  });
  return index < 0 ? null : index;
}
