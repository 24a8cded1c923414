/** A card whose text changed, in the room that it has: most letters that somebody types move nothing. */
import type { SetText } from './layout';
import type { Block, Card } from './shapes';

/** Sizes of a card in type sizes, as the geometry has them. */
const LEADING = 1.2;
const PAD_X = 0.4;
const PAD_Y = 0.3;
const MARK = 1.55;
const MARKS_GAP = 0.35;

export interface Retyped {
  text: Block;
  /** As many lines as before: the drawing is what it would be if it were made anew. */
  fits: boolean;
}

/** Null where the new text has no room, and waits for the next drawing. */
export function retype(card: Card, text: string, set: SetText): Retyped | null {
  const before = card.text;
  const count = before.lines.length;
  if (count === 0) return null;
  const { size, area } = before;
  const width = card.area.x + card.area.width - PAD_X * size - area.x;
  const tail = card.footer ? (MARKS_GAP + Math.round(card.footer.width / size / MARK) * MARK) * size : 0;
  const room = { size, leading: LEADING * size, width, cutWidth: width - tail, lines: count };
  const { block, lines, last } = set(text, room);
  const rows = Math.round((card.area.height / size - 2 * PAD_Y) / LEADING);
  const beside = tail === 0 || rows > count || last + tail <= width;
  if (before.cut ? lines === 0 : lines > count || lines === 0 || !beside) return null;
  const moved = block.lines.map((line) => ({ ...line, x: line.x + area.x, baseline: line.baseline + area.y }));
  return {
    text: { ...block, area: { ...block.area, x: area.x, y: area.y }, lines: moved },
    fits: before.cut ? lines > count : lines === count,
  };
}
