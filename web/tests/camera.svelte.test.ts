import { afterEach, expect, test, vi } from 'vitest';
import { EMPTY_SESSION } from '../src/board/board-reader';
import type { BoardView, NoteView } from '../src/board/model';
import { Camera, type Wish } from '../src/fishbone/camera.svelte';
import type { Canvas, Fish, Fit, Room } from '../src/fishbone/fit';
import { FULL, type Block, type Card, type Detail } from '../src/fishbone/shapes';

const AREA = { x: 0, y: 0, width: 0, height: 0 };
const block = (text: string, size: number): Block => ({
  area: AREA,
  size,
  semibold: false,
  cut: false,
  lines: [{ text, x: 0, baseline: 0, width: 0 }],
});
/** Cards of ten letters a line, one under the other. */
const lines = (text: string): number => Math.max(1, Math.ceil(text.length / 10));

/** Draws every cause on one line; how much is shown grows with the canvas. */
function drawing({ bones }: Fish, { width, least }: Canvas, full: number): Fit {
  const cards = (causes: Fish['bones'][number]['causes']): Card[] =>
    causes.map(({ text, depth }, index) => ({
      area: { x: 10, y: index * 50, width: 200, height: lines(text) * 1.2 * least + 0.6 * least },
      depth,
      parent: null,
      tick: [],
      badge: null,
      footer: null,
      text: { ...block(text, least), lines: Array.from({ length: lines(text) }, () => block(text, least).lines[0]!) },
    }));
  const shapes = bones.map(({ causes }) => ({
    above: true,
    detail: FULL as Detail,
    outline: [],
    strands: [],
    title: block('', least),
    question: block('', least),
    count: AREA,
    area: AREA,
    cards: cards(causes),
  }));
  return {
    drawing: { width, height: 400, spine: [], tail: [], head: { area: AREA, outline: [], text: block('', least) }, bones: shapes },
    size: least,
    share: Math.min(1, width / full),
    arrangement: new Float64Array([width]),
  };
}

const note = (id: string, text: string): NoteView =>
  ({
    id,
    text,
    branch: 'b',
    depth: 0,
    department: null,
    evidence: null,
    priority: null,
    mergedInto: null,
    also: [],
  }) as unknown as NoteView;
const board = (...notes: NoteView[]): BoardView =>
  ({
    effect: 'Effect',
    session: EMPTY_SESSION,
    departments: NONE,
    notes: new Map(notes.map((one) => [one.id, one])),
    branches: [{ id: 'b', title: 'Bone', question: 'Who?', order: 'a', notes }],
  }) as unknown as BoardView;
const NONE: never[] = [];

/** A camera over a screen of 1440 by 900, of which a canvas of `full` shows everything. */
function watching(view: BoardView, full = 1000) {
  let wish: Wish = { view, focus: null, questions: 'none', form: 'fish', least: 12, largest: 20, closest: 30, caption: 0, keepFree: [] };
  const asked: Canvas[] = [];
  const before: (Float64Array | null)[] = [];
  const camera = new Camera(() => wish);
  camera.screen = { width: 1440, height: 900 };
  camera.geometry = {
    fit: async (fish, canvas, was) => (asked.push(canvas), before.push(was), drawing(fish, canvas, full)),
    fitHere: (fish, canvas) => drawing(fish, canvas, full),
    call: () => new Float64Array(),
    set: (text: string, { lines: most }: Room) => ({
      lines: lines(text),
      last: 0,
      block: { ...block(text, 12), lines: Array.from({ length: Math.min(most, lines(text)) }, () => block(text, 12).lines[0]!) },
    }),
  };
  const settle = async (): Promise<void> => {
    camera.follow();
    await vi.advanceTimersByTimeAsync(1000);
    camera.follow();
  };
  return {
    camera,
    asked,
    before,
    settle,
    show: (view: BoardView) => ((wish = { ...wish, view }), camera.follow()),
    wish: (change: Partial<Wish>) => ((wish = { ...wish, ...change }), camera.follow()),
  };
}

vi.useFakeTimers();
afterEach(() => vi.clearAllTimers());

test('a letter in a card that keeps its lines lays nothing out; one line more does, and at a pace', async () => {
  const { camera, asked, before, settle, show } = watching(board(note('a', 'short'), note('b', 'other')));
  await settle();
  expect(asked).toHaveLength(1);
  const untouched = camera.cards[1];
  show(board(note('a', 'shorter'), untouched!.note));
  expect(camera.cards[0]?.placed.card.text.lines[0]?.text).toBe('shorter');
  expect(camera.cards[1]).toBe(untouched);
  await settle();
  expect(asked).toHaveLength(1);

  for (const letters of ['too long now', 'too long now!', 'too long now!!']) show(board(note('a', letters), untouched!.note));
  await settle();
  expect(asked).toHaveLength(2);
  expect(before[1]).toEqual(new Float64Array([1440]));
  expect(camera.cards[0]?.placed.card.text.lines).toHaveLength(2);
});

test('a nearer look is the same picture, larger, where everything can be read; else a larger canvas', async () => {
  const all = watching(board(note('a', 'short')));
  await all.settle();
  all.camera.zoom(2, { x: 0, y: 0 });
  await all.settle();
  expect(all.asked).toHaveLength(1);
  expect(all.camera.pose.scale).toBe(2);

  const cut = watching(board(note('a', 'short')), 2000);
  await cut.settle();
  cut.camera.zoom(3, { x: 700, y: 400 });
  await cut.settle();
  // The canvas on which everything is whole is not left for a larger one.
  expect(cut.camera.picture?.width).toBeCloseTo(1440 * 1.7);
  expect(cut.camera.pose.scale).toBeCloseTo(3 / 1.7);
  const drawn = cut.asked.length;
  cut.camera.showAll();
  await cut.settle();
  expect(cut.camera.whole).toBe(true);
  expect(cut.camera.picture?.level).toBe(1);
  expect(cut.asked).toHaveLength(drawn);
});

test('one bone is drawn beside a small fish, and the whole again where it was', async () => {
  const { camera, asked, settle, wish } = watching(board(note('a', 'short')));
  await settle();
  wish({ focus: { bone: 'b' } });
  await settle();
  expect(asked.slice(1).map(({ form }) => form)).toEqual([{ bone: 0 }, 'marks']);
  expect(camera.picture?.panes).toHaveLength(2);
  expect(camera.cards).toHaveLength(1);
  wish({ focus: null });
  await settle();
  // It is still known.
  expect(asked).toHaveLength(3);
  expect(camera.picture?.panes).toHaveLength(1);
});

test('a cause that goes is not shown until the next drawing', async () => {
  const { camera, settle, show } = watching(board(note('a', 'short'), note('b', 'other')));
  await settle();
  show(board(note('a', 'short')));
  expect(camera.cards.map(({ id }) => id)).toEqual(['a']);
});
