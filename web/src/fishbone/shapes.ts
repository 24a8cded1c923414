/** What the geometry gives: boxes, lines of text, polygons. All lengths are in the canvas's own units. */

export const MARKS = 0;
export const FULL = 2;
/** A bone's cards are marks without text where type would be too small. */
export type Detail = typeof MARKS | typeof FULL;

export interface Point {
  x: number;
  y: number;
}
export interface Rect extends Point {
  width: number;
  height: number;
}
export interface TextLine {
  text: string;
  x: number;
  baseline: number;
  width: number;
}
export interface Block {
  area: Rect;
  size: number;
  semibold: boolean;
  /** There is more text than the lines show. */
  cut: boolean;
  lines: TextLine[];
}
export interface Card {
  area: Rect;
  depth: number;
  /** Index among the bone's cards. */
  parent: number | null;
  tick: Point[];
  badge: Rect | null;
  footer: Rect | null;
  text: Block;
}
export interface BoneShape {
  above: boolean;
  detail: Detail;
  outline: Point[];
  strands: Point[][];
  title: Block;
  question: Block;
  count: Rect;
  area: Rect;
  cards: Card[];
}
export interface Drawing {
  width: number;
  height: number;
  spine: Point[];
  tail: Point[];
  head: { area: Rect; outline: Point[]; text: Block };
  bones: BoneShape[];
}
