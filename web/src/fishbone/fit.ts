/**
 * A fish drawn on a canvas, as flat buffers: the other side of `fishbone::encoding`, field by field in the same order.
 * All lengths are in the canvas's own units.
 */
import type { BoneShape, Card, Drawing, Point, Rect, TextLine, Block } from './shapes';
import { FULL, MARKS } from './shapes';

export interface Cause {
  text: string;
  badge: boolean;
  /** How many marks it has, three at most: dots, priority, evidence. */
  marks: number;
  depth: number;
  /** Tells causes apart from one drawing to the next; see `keyOf`. */
  key: number;
}
export interface Bone {
  title: string;
  question: string;
  /** Depth-first; each at most one deeper than the one before. */
  causes: Cause[];
}
export interface Fish {
  effect: string;
  bones: Bone[];
}

/** The whole fish, the same with marks instead of texts, the bones as columns, or one bone by its index. */
export type Form = 'fish' | 'marks' | 'columns' | { bone: number };

export interface Canvas {
  width: number;
  height: number;
  /** Nothing is drawn in these. */
  keepFree: readonly Rect[];
  /** Type size of causes, at least and at most; a text that would be smaller is a mark. */
  least: number;
  largest: number;
  /** Share of the characters that is shown before type gets larger; 1 cuts nothing before type is at its least. */
  wanted: number;
  form: Form;
}

export interface Fit {
  drawing: Drawing;
  /** Type size of the causes. */
  size: number;
  /** Share of the characters that are drawn, from 0 to 1. */
  share: number;
  /** For the next drawing of the same fish on the same canvas, so that it moves as little as it can. */
  arrangement: Float64Array;
}

/** A number for an id: FNV-1a, never 0. */
export function keyOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  return hash >>> 0 || 1;
}

const utf8 = new TextEncoder();

/** Writes numbers and texts one after the other into a buffer that grows. */
class Writer {
  private bytes = new Uint8Array(1 << 14);
  private view = new DataView(this.bytes.buffer);
  private at = 0;

  private reserve(size: number): void {
    if (this.at + size <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.at + size));
    grown.set(this.bytes);
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
  }

  number(n: number): void {
    this.reserve(4);
    this.view.setUint32(this.at, n, true);
    this.at += 4;
  }

  float(n: number): void {
    this.reserve(8);
    this.view.setFloat64(this.at, n, true);
    this.at += 8;
  }

  text(s: string): void {
    this.reserve(4 + 3 * s.length);
    const { written } = utf8.encodeInto(s, this.bytes.subarray(this.at + 4));
    this.number(written);
    this.at += written;
  }

  done(): Uint8Array {
    return this.bytes.subarray(0, this.at);
  }
}

const FORMS = { fish: 0, marks: 1, columns: 2, bone: 3 } as const;

export function encode(fish: Fish, canvas: Canvas, before: Float64Array | null): Uint8Array {
  const to = new Writer();
  for (const length of [canvas.width, canvas.height, canvas.least, canvas.largest, canvas.wanted]) to.float(length);
  const { form } = canvas;
  to.number(typeof form === 'string' ? FORMS[form] : FORMS.bone);
  to.number(typeof form === 'string' ? 0 : form.bone);
  to.number(canvas.keepFree.length);
  for (const { x, y, width, height } of canvas.keepFree) for (const length of [x, y, width, height]) to.float(length);
  to.number(before?.length ?? 0);
  before?.forEach((n) => to.float(n));
  to.text(fish.effect);
  to.number(fish.bones.length);
  for (const bone of fish.bones) {
    to.text(bone.title);
    to.text(bone.question);
    to.number(bone.causes.length);
    for (const cause of bone.causes) {
      to.number((cause.depth << 8) | (cause.badge ? 1 : 0) | (Math.min(cause.marks, 3) << 1));
      to.number(cause.key);
      to.text(cause.text);
    }
  }
  return to.done();
}

/** Where a text is set by itself; see `fishbone::Room`. */
export interface Room {
  size: number;
  leading: number;
  width: number;
  /** How wide a last line with an ellipsis may be. */
  cutWidth: number;
  lines: number;
}

/** A text set in its room. */
export interface Filled {
  block: Block;
  /** How many lines the whole text has, and how wide the last of them is. */
  lines: number;
  last: number;
}

export function encodeText(text: string, room: Room): Uint8Array {
  const to = new Writer();
  for (const length of [room.size, room.leading, room.width, room.cutWidth]) to.float(length);
  to.number(room.lines);
  to.text(text);
  return to.done();
}

export function decodeText(numbers: Float64Array, text: string): Filled {
  const { next, block } = reader(numbers);
  const [lines, last] = [next(), next()];
  return { lines, last, block: block(text) };
}

/** Reads numbers one after the other. */
function reader(numbers: Float64Array) {
  let at = 0;
  const next = (): number => numbers[at++] ?? 0;
  const many = <T>(read: (index: number) => T): T[] => {
    const all: T[] = [];
    for (let count = next(), index = 0; index < count; index++) all.push(read(index));
    return all;
  };
  const point = (): Point => ({ x: next(), y: next() });
  const points = (): Point[] => many(point);
  const rect = (): Rect => ({ x: next(), y: next(), width: next(), height: next() });
  const maybe = (): Rect | null => (next() ? rect() : null);
  const block = (source: string): Block => {
    const area = rect();
    const size = next();
    const semibold = next() === 1;
    let cut = false;
    const lines = many((): TextLine => {
      const [start, end, x, baseline, width, flags] = [next(), next(), next(), next(), next(), next()];
      if (flags === 2) cut = true;
      return { text: source.slice(start, end) + (flags === 1 ? '-' : flags === 2 ? '…' : ''), x, baseline, width };
    });
    return { area, size, semibold, cut, lines };
  };
  const list = (): Float64Array => {
    const length = next();
    at += length;
    return numbers.slice(at - length, at);
  };
  return { next, many, points, rect, maybe, block, list };
}

/** Reads a drawing; the fish gives the lines their texts. */
export function decode(numbers: Float64Array, fish: Fish): Fit {
  const { next, many, points, rect, maybe, block, list } = reader(numbers);
  const card = (source: string): Card => {
    const [area, depth, parent] = [rect(), next(), next()];
    return { area, depth, parent: parent < 0 ? null : parent, tick: points(), badge: maybe(), footer: maybe(), text: block(source) };
  };
  const bone = (source: Bone | undefined): BoneShape => ({
    above: next() === 0,
    detail: next() ? MARKS : FULL,
    outline: points(),
    strands: many(points),
    title: block(source?.title ?? ''),
    question: block(source?.question ?? ''),
    count: rect(),
    area: rect(),
    cards: many((index) => card(source?.causes[index]?.text ?? '')),
  });
  const [size, share] = [next(), next()];
  const arrangement = list();
  const drawing = {
    width: next(),
    height: next(),
    spine: points(),
    tail: points(),
    head: { area: rect(), outline: points(), text: block(fish.effect) },
    bones: many((index) => bone(fish.bones[index])),
  };
  return { drawing, size, share, arrangement };
}
