/**
 * A fish and a drawing as flat buffers: the other side of `fishbone::flat`, field by field in the same order.
 * Units are those of the geometry: a card's type is 15 of them high.
 */

export interface Cause {
  text: string;
  badge: boolean;
  /** How many marks it has: dots, priority, evidence. */
  marks: number;
  depth: number;
}
export interface FishBone {
  title: string;
  question: string;
  /** Depth-first; each at most one deeper than the one before. */
  causes: Cause[];
}
export interface Fish {
  effect: string;
  bones: FishBone[];
}

export const MARKS = 0;
export const LINE = 1;
export const FULL = 2;
export type Detail = typeof MARKS | typeof LINE | typeof FULL;

export interface Options {
  detail: Detail;
  /** This bone in full, the others as marks. */
  focus: number | null;
  questions: 'none' | 'all' | number;
  aspect: number;
  keepReach: readonly [number, number] | null;
  /** Width of a card at the detail of one line; null for that of a full card. */
  lineWidth: number | null;
  /** How many lines a card has at most at the detail of a line. */
  lines: number;
}

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
  /** How far cards may reach, above and below; for `keepReach`. */
  reach: readonly [number, number];
  spine: Point[];
  tail: Point[];
  head: { area: Rect; outline: Point[]; text: Block };
  bones: BoneShape[];
}

const NONE = 0xffffffff;
const utf8 = new TextEncoder();
const letters = new TextDecoder();

/** Fishes as bytes: one is laid out at several levels of detail before the right one is found. */
const bodies = new WeakMap<Fish, Uint8Array>();

export function encode(fish: Fish, options: Options): Uint8Array {
  let body = bodies.get(fish);
  if (!body) bodies.set(fish, (body = written((to) => writeFish(to, fish))));
  const head = written(({ number, float }) => {
    number(options.detail);
    number(options.focus ?? NONE);
    number(options.questions === 'none' ? NONE : options.questions === 'all' ? 0 : options.questions + 1);
    float(options.aspect);
    for (const side of options.keepReach ?? [NaN, NaN]) float(side);
    float(options.lineWidth ?? NaN);
    number(options.lines);
  });
  return joined([head, body]);
}

function writeFish({ number, text }: Writer, fish: Fish): void {
  text(fish.effect);
  number(fish.bones.length);
  for (const bone of fish.bones) {
    text(bone.title);
    text(bone.question);
    number(bone.causes.length);
    for (const cause of bone.causes) {
      number((cause.depth << 8) | (cause.badge ? 1 : 0) | (cause.marks << 1));
      text(cause.text);
    }
  }
}

interface Writer {
  number(n: number): void;
  float(n: number): void;
  text(s: string): void;
}

function written(write: (to: Writer) => void): Uint8Array {
  const parts: Uint8Array[] = [];
  const number = (n: number): void => void parts.push(new Uint8Array(new Uint32Array([n]).buffer));
  const float = (n: number): void => void parts.push(new Uint8Array(new Float64Array([n]).buffer));
  const text = (s: string): void => {
    const bytes = utf8.encode(s);
    number(bytes.length);
    parts.push(bytes);
  };
  write({ number, float, text });
  return joined(parts);
}

function joined(parts: Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Reads a drawing; the fish gives the lines their texts. */
export function decode(numbers: Float64Array, fish: Fish): Drawing {
  let at = 0;
  const next = (): number => numbers[at++] ?? 0;
  const many = <T>(read: (index: number) => T): T[] => Array.from({ length: next() }, (_, index) => read(index));
  const point = (): Point => ({ x: next(), y: next() });
  const points = (): Point[] => many(point);
  const rect = (): Rect => ({ x: next(), y: next(), width: next(), height: next() });
  const maybe = (): Rect | null => (next() ? rect() : null);
  const block = (source: string): Block => {
    const area = rect();
    const size = next();
    const semibold = next() === 1;
    let bytes: Uint8Array | null = null;
    const lines = many(() => {
      const [start, end, x, baseline, width, flags] = [next(), next(), next(), next(), next(), next()];
      bytes ??= utf8.encode(source);
      const text = letters.decode(bytes.subarray(start, end)) + (flags === 1 ? '-' : flags === 2 ? '…' : '');
      return { text, x, baseline, width };
    });
    return { area, size, semibold, lines };
  };
  const card = (source: string): Card => {
    const [area, depth, parent] = [rect(), next(), next()];
    return { area, depth, parent: parent < 0 ? null : parent, tick: points(), badge: maybe(), footer: maybe(), text: block(source) };
  };
  const bone = (source: FishBone | undefined): BoneShape => ({
    above: next() === 0,
    detail: next() as Detail,
    outline: points(),
    strands: many(points),
    title: block(source?.title ?? ''),
    question: block(source?.question ?? ''),
    count: rect(),
    area: rect(),
    cards: many((index) => card(source?.causes[index]?.text ?? '')),
  });
  return {
    width: next(),
    height: next(),
    reach: [next(), next()],
    spine: points(),
    tail: points(),
    head: { area: rect(), outline: points(), text: block(fish.effect) },
    bones: many((index) => bone(fish.bones[index])),
  };
}
