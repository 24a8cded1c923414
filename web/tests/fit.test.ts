import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { keyOf, type Canvas, type Fish } from '../src/fishbone/fit';
import { MARKS } from '../src/fishbone/shapes';
import { fitWith, type FitFish } from '../src/fishbone/layout';

test('a key is the same for the same id, never 0', () => {
  expect(keyOf('n1')).toBe(keyOf('n1'));
  expect(keyOf('n1')).not.toBe(keyOf('n2'));
  expect(keyOf('')).toBeGreaterThan(0);
});

// The server's build puts the wasm there, before the web checks run.
const wasm = new URL('../src/fishbone/fishbone.wasm', import.meta.url);
describe.runIf(existsSync(wasm))('a fish on a canvas, in the browser', () => {
  const load = async (): Promise<FitFish> => fitWith((await WebAssembly.instantiate(readFileSync(wasm))).instance);
  const cause = (text: string, depth = 0) => ({ text, depth, badge: true, marks: 1, key: keyOf(text) });
  const fish: Fish = {
    effect: 'Klienci są niezadowoleni',
    bones: [
      { title: 'Człowiek', question: 'Kto?', causes: [cause('Konsultanci nie znają nowej oferty'), cause('Чому? 👩🏽‍💻 so', 1)] },
      { title: 'Metody', question: '', causes: Array.from({ length: 30 }, (_, n) => cause(`Przyczyna ${n}`)) },
    ],
  };
  const corner = { x: 1500, y: 0, width: 420, height: 150 };
  const canvas: Canvas = { width: 1920, height: 1080, keepFree: [corner], least: 16, largest: 36, wanted: 1, form: 'fish' };

  test('texts come back whole, in the units of the canvas', async () => {
    const { drawing, size, share } = (await load())(fish, canvas, null);
    const texts = drawing.bones.map((bone) => bone.cards.map((card) => card.text.lines.map(({ text }) => text).join(' ')));
    expect(texts).toEqual(fish.bones.map((bone) => bone.causes.map(({ text }) => text)));
    expect([share, drawing.width, drawing.height]).toEqual([1, 1920, 1080]);
    expect(size).toBeGreaterThan(24);
    expect(drawing.bones[0]!.cards[1]!.parent).toBe(0);
    const hit = drawing.bones.flatMap(({ cards }) => cards).filter(({ area }) => area.x + area.width > corner.x && area.y < corner.height);
    expect(hit).toEqual([]);
  });

  test('the drawing before keeps causes where they are', async () => {
    const draw = await load();
    const first = draw(fish, canvas, null);
    const again = draw(fish, canvas, first.arrangement);
    expect(again.drawing.bones[1]!.cards[7]!.area).toEqual(first.drawing.bones[1]!.cards[7]!.area);
    expect(draw(fish, { ...canvas, width: 1280 }, first.arrangement).drawing.width).toBe(1280);
    expect(draw(fish, canvas, new Float64Array([1, 2, 3])).size).toBe(first.size);
  });

  test('marks, columns and one bone', async () => {
    const draw = await load();
    const marks = draw(fish, { ...canvas, form: 'marks' }, null).drawing.bones;
    expect(marks.every(({ detail, cards }) => detail === MARKS && cards.every(({ text }) => text.lines.length === 0))).toBe(true);
    expect(draw(fish, { ...canvas, form: 'columns' }, null).drawing.head.text.lines).toEqual([]);
    expect(draw(fish, { ...canvas, form: { bone: 1 } }, null).drawing.bones.map(({ cards }) => cards.length)).toEqual([0, 30]);
  });
});
