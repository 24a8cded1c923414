import type { Point } from './shapes';

const n = (value: number): string => String(Math.round(value * 10) / 10);

/** Path data of a polyline or, closed, of a polygon. */
export function path(points: Point[], closed = false): string {
  return points.map(({ x, y }, index) => `${index ? 'L' : 'M'}${n(x)} ${n(y)}`).join('') + (closed ? 'Z' : '');
}

/** Path data of several polylines at once. */
export const paths = (lines: Point[][]): string => lines.map((line) => path(line)).join('');

/** The left edge of a rounded card, `wide` at its middle. */
export function edge(height: number, wide: number, round: number): string {
  const r = Math.min(round, height / 2);
  return `M${r} 0H${Math.max(wide, r)}V${n(height)}H${r}A${r} ${r} 0 0 1 0 ${n(height - r)}V${r}A${r} ${r} 0 0 1 ${r} 0Z`;
}
