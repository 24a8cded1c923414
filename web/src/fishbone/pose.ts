/** How near the canvas is seen, and where on the screen. Pure numbers. */
import type { Size } from './panes';
import type { Point, Rect } from './shapes';

/** Screen position = position on a canvas as large as the screen × scale + (x, y). */
export interface Pose extends Point {
  scale: number;
}

export const WHOLE: Pose = { x: 0, y: 0, scale: 1 };
const NEAREST = 6;
/** How far beyond the canvas one may look, so that nothing stays under the buttons. */
const BEYOND = 72;

/** Canvases are so many times larger than the screen: each shows more text than the one before. */
const LEVELS = [1, 1.3, 1.7, 2.2, 2.9, 3.8, 5];

/** The next larger canvas that is to be seen at this scale. */
export const nextLevel = (level: number, scale: number): number | null =>
  LEVELS.find((next) => next > level * 1.001 && next <= scale * 1.001) ?? null;

/** Never further away than all of it, and never off the canvas. */
export function held({ x, y, scale }: Pose, { width, height }: Size): Pose {
  const near = Math.min(NEAREST, Math.max(1, scale));
  const within = (at: number, length: number): number => Math.min(BEYOND, Math.max(length - length * near - BEYOND, at));
  return { scale: near, x: within(x, width), y: within(y, height) };
}

/** Nearer or further away, with what is under `at` staying there. */
export function zoomed(pose: Pose, factor: number, at: Point, screen: Size): Pose {
  const scale = Math.min(NEAREST, Math.max(1, pose.scale * factor));
  const grown = scale / pose.scale;
  return held({ scale, x: at.x - (at.x - pose.x) * grown, y: at.y - (at.y - pose.y) * grown }, screen);
}

/** The least shift after which an area of the screen is within it. */
export function shiftInto(area: Rect, screen: Size): Point {
  const margin = 24;
  const shift = (low: number, high: number, length: number): number =>
    low < margin ? margin - low : high > length - margin ? Math.max(length - margin - high, margin - low) : 0;
  return { x: shift(area.x, area.x + area.width, screen.width), y: shift(area.y, area.y + area.height, screen.height) };
}
