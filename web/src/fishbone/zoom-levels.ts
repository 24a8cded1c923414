/** How near the fish is seen: which level of detail, at which scale, where on the screen. Pure numbers. */
import { FULL, LINE, MARKS, type Detail, type Drawing, type Point, type Rect } from './flat';

export interface Level {
  detail: Detail;
  lineWidth: number | null;
  lines: number;
}

/** From near to far. */
export const LEVELS: readonly Level[] = [
  { detail: FULL, lineWidth: null, lines: 1 },
  { detail: LINE, lineWidth: null, lines: 2 },
  { detail: LINE, lineWidth: null, lines: 1 },
  ...[230, 212, 196, 182, 170, 158].map((lineWidth) => ({ detail: LINE, lineWidth, lines: 1 }) as const),
  { detail: MARKS, lineWidth: null, lines: 1 },
];
export const FAR = LEVELS.length - 1;

/** Height of a card's type in the geometry's units. */
export const TYPE = 15;
const MOST = 3;
const LEAST = 0.12;

/** Screen position = drawing position × scale + (x, y). */
export interface Pose extends Point {
  scale: number;
}

export interface Size {
  width: number;
  height: number;
}

/**
 * The whole drawing as large as it fits, in the middle if it can; never under `keepOut`, a box in the upper right
 * corner.
 */
export function fit(drawing: Drawing, screen: Size, keepOut: Size | null): Pose {
  const box = keepOut && { x: screen.width - keepOut.width, y: 0, ...keepOut };
  const most = Math.min(screen.width / drawing.width, screen.height / drawing.height, 2.2);
  for (let scale = most; ; scale *= 0.97) {
    const spare = { x: screen.width - drawing.width * scale, y: screen.height - drawing.height * scale };
    for (const [right, down] of [[0.5, 0.5], [0.5, 1], [0, 0.5], [0, 1]] as const) {
      const pose = { scale, x: spare.x * right, y: spare.y * down };
      if (!box || scale < most * 0.6 || !covers(drawing, pose, box)) return pose;
    }
  }
}

function covers(drawing: Drawing, pose: Pose, box: Rect): boolean {
  const hit = (r: Rect): boolean =>
    r.x * pose.scale + pose.x < box.x + box.width &&
    (r.x + r.width) * pose.scale + pose.x > box.x &&
    r.y * pose.scale + pose.y < box.y + box.height &&
    (r.y + r.height) * pose.scale + pose.y > box.y;
  return (
    hit(drawing.head.area) ||
    drawing.bones.some((bone) => hit(bone.title.area) || hit(bone.count) || bone.cards.some((card) => hit(card.area)))
  );
}

/** The level at which a hand that zooms should arrive, and the scale that looks alike there. */
export function afterZoom(level: number, scale: number): { level: number; scale: number } {
  const held = Math.min(MOST, Math.max(LEAST, scale));
  const line = level > 0 && level < FAR;
  if (level === FAR && held > 1.75) return { level: 2, scale: held * 0.55 };
  if (line && held < 0.52) return { level: FAR, scale: held / 0.55 };
  if (line && held > 1.25) return { level: 0, scale: held };
  if (level === 0 && held < 0.72) return { level: 2, scale: held };
  return { level, scale: held };
}

export function toScreen(pose: Pose, point: Point): Point {
  return { x: point.x * pose.scale + pose.x, y: point.y * pose.scale + pose.y };
}

export function toDrawing(pose: Pose, point: Point): Point {
  return { x: (point.x - pose.x) / pose.scale, y: (point.y - pose.y) / pose.scale };
}

/** The least shift of `pose` after which `area` is on the screen. */
export function reveal(pose: Pose, area: Rect, screen: Size): Pose {
  const margin = 24;
  const from = toScreen(pose, area);
  const to = toScreen(pose, { x: area.x + area.width, y: area.y + area.height });
  const shift = (low: number, high: number, size: number): number =>
    low < margin ? margin - low : high > size - margin ? Math.max(size - margin - high, margin - low) : 0;
  return { ...pose, x: pose.x + shift(from.x, to.x, screen.width), y: pose.y + shift(from.y, to.y, screen.height) };
}
