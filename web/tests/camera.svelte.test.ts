import { expect, test } from 'vitest';
import type { BoardView } from '../src/board/model';
import { EMPTY_SESSION } from '../src/board/board-reader';
import { Camera } from '../src/fishbone/camera.svelte';
import { MARKS, type Drawing, type Fish, type Options } from '../src/fishbone/flat';
import { LEVELS } from '../src/fishbone/zoom-levels';

const board = (effect: string): BoardView =>
  ({ effect, session: EMPTY_SESSION, departments: [], notes: new Map(), branches: [{ id: 'b', title: 'Bone', question: 'Who?', order: 'a', notes: [] }] }) as unknown as BoardView;

/** Too wide to be read where questions are drawn; without them, a little narrower at each level. */
function drawing(_: Fish, { questions, lineWidth, detail }: Options): Drawing {
  const width = questions === 'none' ? (lineWidth ?? 1000) * 9 : detail === MARKS ? 9000 : 9999;
  return { width, height: 400, reach: [0, 0], bones: [], head: { area: { x: 0, y: 0, width: 9, height: 9 } } } as unknown as Drawing;
}

test('after a change the fish is laid out at the levels it was seen at and one nearer, not at all of them', () => {
  let view = $state.raw(board('first'));
  let laidOut = 0;
  const camera = new Camera(() => ({ view, focus: null, questions: 'all', minType: 12, keepOut: null }));
  camera.screen = { width: 1440, height: 900 };
  camera.layout = (fish, options) => ((laidOut += 1), drawing(fish, options));
  const level = camera.level;
  expect(LEVELS[level]?.lineWidth).toBe(196);
  expect(laidOut).toBeGreaterThan(10);

  laidOut = 0;
  view = board('second');
  expect(camera.level).toBe(level);
  expect(laidOut).toBe(4);

  laidOut = 0;
  view = board('second');
  expect(camera.level).toBe(level);
  expect(laidOut).toBe(0);
});
