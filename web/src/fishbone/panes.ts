/** Where fishes are drawn on the canvas: one over all of it, or one bone large beside a small fish of marks. */
import type { Canvas, Fish } from './fit';
import type { Rect } from './shapes';

export interface Size {
  width: number;
  height: number;
}

/** A bone that is looked at closely, or some of its causes where all of them are too many at once. */
export interface Focus {
  bone: string;
  /** The first cause and the one after the last, by index. */
  part?: readonly [from: number, to: number];
}

/** What is drawn in which part of the canvas. */
export interface PaneWish {
  x: number;
  y: number;
  fish: Fish;
  canvas: Canvas;
  /** The first of the bone's causes that this pane shows, where it shows one bone alone. */
  from: number;
}

export interface CanvasWish extends Size {
  keepFree: readonly Rect[];
  /** Least and largest type of the whole fish, and the largest where one bone is looked at. */
  least: number;
  largest: number;
  closest: number;
  form: 'fish' | 'columns';
  /** Room for a line under the small fish. */
  caption: number;
}

/** The small fish is this wide, as a part of the canvas, and this tall, as a part of its width. */
const SMALL = 0.28;
const TALL = 0.6;

export function panes(fish: Fish, wish: CanvasWish, bone: number, part: Focus['part']): PaneWish[] {
  const { width, height, keepFree, least, largest, closest, form } = wish;
  const whole = { width, height, keepFree, least, largest, wanted: 1 };
  if (bone < 0) return [{ x: 0, y: 0, fish, canvas: { ...whole, form }, from: 0 }];
  const small = smallFish(wish);
  const bones = part ? fish.bones.map((one, index) => (index === bone ? { ...one, causes: one.causes.slice(...part) } : one)) : fish.bones;
  return [
    {
      x: 0,
      y: 0,
      fish: { ...fish, bones },
      canvas: { ...whole, largest: closest, keepFree: [...keepFree, small], form: { bone } },
      from: part?.[0] ?? 0,
    },
    {
      x: small.x,
      y: small.y,
      fish: withoutQuestions(fish),
      canvas: {
        width: small.width,
        height: small.height - wish.caption,
        keepFree: [],
        least: least * 0.8,
        largest: least * 1.1,
        wanted: 1,
        form: 'marks',
      },
      from: 0,
    },
  ];
}

/** At the right edge, under what stands in the corner. */
function smallFish({ width, height, keepFree, caption }: CanvasWish): Rect {
  const corner = keepFree.filter(({ x, y, width: wide }) => y <= 1 && x + wide >= width - 1 && wide < width * 0.9);
  const top = Math.max(height * 0.015, ...corner.map((free) => free.y + free.height));
  const wide = width * SMALL;
  return { x: width - wide, y: top, width: wide, height: Math.min(wide * TALL + caption, height - top) };
}

const withoutQuestions = (fish: Fish): Fish => ({ ...fish, bones: fish.bones.map((bone) => ({ ...bone, question: '' })) });
