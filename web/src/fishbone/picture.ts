/** What is drawn: each cause once, wherever its card stands, and the fishes that the cards hang on. */
import type { Fit } from './fit';
import type { LayoutInput } from './layout-input';
import type { PaneWish, Size } from './panes';
import { MARKS, type BoneShape, type Card, type Drawing, type Point, type Rect } from './shapes';

/** A cause's card on the canvas; the card's own lengths are those of its pane. */
export interface PlacedCard {
  id: string;
  card: Card;
  /** Upper left corner. */
  x: number;
  y: number;
  /** A mark without text. */
  mark: boolean;
  above: boolean;
}

export interface DrawnBone {
  id: string;
  index: number;
  shape: BoneShape;
  /** Marks of causes whose cards stand in another pane. */
  ghosts: Card[];
}

export interface Pane extends Point {
  drawing: Drawing;
  bones: DrawnBone[];
}

export interface Picture extends Size {
  /** How much larger than the screen the canvas is. */
  level: number;
  /** Type size and share of the characters of the largest pane. */
  size: number;
  share: number;
  panes: Pane[];
  cards: PlacedCard[];
}

/** Puts together what was drawn in each pane; cards that stand as before are the same objects. */
export function pictureOf(
  canvas: Size & { level: number },
  wishes: PaneWish[],
  fits: Fit[],
  input: LayoutInput,
  before: Picture | null,
): Picture {
  const old = new Map(before?.cards.map((card) => [card.id, card]));
  const placed = new Map<string, PlacedCard>();
  const panes = wishes.map(({ x, y, canvas: { form }, from }, at): Pane => {
    const { drawing } = fits[at]!;
    const bones: DrawnBone[] = [];
    for (const [index, { branch }] of input.bones.entries()) {
      const shape = drawing.bones[index];
      if (!shape || (typeof form === 'object' && form.bone !== index)) continue;
      const ghosts: Card[] = [];
      for (const [offset, card] of shape.cards.entries()) {
        const id = branch.notes[from + offset]?.id;
        if (id === undefined) continue;
        if (placed.has(id)) ghosts.push(card);
        else {
          const one = { id, card, x: x + card.area.x, y: y + card.area.y, mark: shape.detail === MARKS, above: shape.above };
          placed.set(id, same(old.get(id), one));
        }
      }
      bones.push({ id: branch.id, index, shape, ghosts });
    }
    return { x, y, drawing, bones };
  });
  // In reading order, so that a card that moves from pane to pane stays the same element.
  const cards = input.bones.flatMap(({ branch }) => branch.notes.flatMap(({ id }) => placed.get(id) ?? []));
  const { size, share } = fits[0]!;
  return { ...canvas, size, share, panes, cards };
}

/** The card of before where it is the same; where it only moved, it keeps all but its place. */
function same(was: PlacedCard | undefined, is: PlacedCard): PlacedCard {
  if (!was || was.mark !== is.mark || was.above !== is.above || !alike(was.card, is.card)) return is;
  return near(was.x, is.x) && near(was.y, is.y) ? was : { ...is, card: was.card };
}

const near = (a: number, b: number): boolean => Math.abs(a - b) < 0.02;

/** Whether two cards look alike, wherever they stand. */
function alike(a: Card, b: Card): boolean {
  const size = (one: Rect | null, other: Rect | null): boolean =>
    one && other ? near(one.width, other.width) && near(one.height, other.height) : one === other;
  const corner = (one: Rect | null, other: Rect | null): boolean =>
    one === null || other === null || (near(one.x - a.area.x, other.x - b.area.x) && near(one.y - a.area.y, other.y - b.area.y));
  const [first, second] = [a.text.lines, b.text.lines];
  return (
    size(a.area, b.area) &&
    size(a.badge, b.badge) &&
    size(a.footer, b.footer) &&
    corner(a.footer, b.footer) &&
    near(a.text.size, b.text.size) &&
    first.length === second.length &&
    first.every((line, index) => line.text === second[index]!.text)
  );
}

/** A card's area on the canvas. */
export const areaOf = ({ x, y, card: { area } }: PlacedCard): Rect => ({ x, y, width: area.width, height: area.height });

export function cardOf(picture: Picture, id: string): PlacedCard | null {
  return picture.cards.find((card) => card.id === id) ?? null;
}

/** The card at a point. */
export function cardAt(picture: Picture, { x, y }: Point): PlacedCard | null {
  return (
    picture.cards.find((card) => x >= card.x && y >= card.y && x <= card.x + card.card.area.width && y <= card.y + card.card.area.height) ??
    null
  );
}

const shifted = (area: Rect, by: Point): Rect => ({ ...area, x: area.x + by.x, y: area.y + by.y });
const away = (r: Rect, { x, y }: Point): number =>
  Math.hypot(Math.max(r.x - x, 0, x - r.x - r.width), Math.max(r.y - y, 0, y - r.y - r.height));

/** The bone whose cards, title or line are nearest to a point, by its id. */
export function boneAt(picture: Picture, point: Point): string | null {
  let best: string | null = null;
  let least = Infinity;
  for (const pane of picture.panes)
    for (const { id, shape } of pane.bones) {
      const at = { x: point.x - pane.x, y: point.y - pane.y };
      const [from, to] = [shape.outline[0] ?? shape.title.area, shape.outline[1] ?? shape.title.area];
      const t = Math.min(1, Math.max(0, (at.y - from.y) / (to.y - from.y || 1)));
      const beyond = Math.max(0, at.y - Math.max(from.y, to.y), Math.min(from.y, to.y) - at.y);
      const line = Math.hypot(at.x - from.x - t * (to.x - from.x), beyond);
      const nearest = Math.min(line, away(shape.title.area, at), ...shape.cards.map((card) => away(card.area, at)));
      if (nearest < least) [best, least] = [id, nearest];
    }
  return best;
}

/** The bone whose title is at a point, with a little room around it. */
export function titleAt(picture: Picture, { x, y }: Point): string | null {
  for (const pane of picture.panes)
    for (const { id, shape } of pane.bones) {
      const area = shifted(shape.title.area, pane);
      const right = Math.max(area.x + area.width, pane.x + shape.count.x + shape.count.width);
      if (x >= area.x - 8 && x <= right && y >= area.y - 6 && y <= area.y + area.height + 6) return id;
    }
  return null;
}

/** Where a new cause of a bone is written: under the last card, or beside the title of an empty bone. */
export function openPlace(picture: Picture, bone: string): Point {
  for (const pane of picture.panes) {
    const found = pane.bones.find(({ id }) => id === bone);
    if (!found) continue;
    const last = found.shape.cards.at(-1)?.area;
    if (last) return { x: pane.x + last.x, y: pane.y + last.y + last.height + 4 };
    const title = shifted(found.shape.title.area, pane);
    return found.shape.above ? { x: title.x + 20, y: title.y + title.height + 8 } : { x: title.x + 20, y: title.y - 52 };
  }
  return { x: 0, y: 0 };
}
