import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { BoardView, BranchView, NoteView, SessionView } from '../src/board/model';
import { boneAt, cardAt } from '../src/fishbone/layout-input';
import { FULL, LINE, MARKS, type Drawing, type Fish, type Options, type Rect } from '../src/fishbone/flat';
import { layoutWith, type Layout } from '../src/fishbone/layout';
import { FAR, afterZoom, fit, reveal, toDrawing, toScreen } from '../src/fishbone/zoom-levels';
import { indented, outdented, shifted, walk } from '../src/fishbone/steps';
import { voteRanking } from '../src/projector/vote-ranking';
import { spacedCode, spokenAddress } from '../src/invite/invite.svelte';
import { sceneOf } from '../src/projector/scene';
import { tidy } from '../src/projector/nbsp';

const note = (id: string, parent: string | null = null, depth = 0): NoteView =>
  ({ id, parent, depth, branch: 'b', text: id, mergedInto: null }) as unknown as NoteView;
const branch = (id: string, notes: NoteView[]): BranchView => ({ id, title: id, question: '', order: '', notes });

describe('keys', () => {
  // a (b (c)), d
  const [a, b, c, d] = [note('a'), note('b', 'a', 1), note('c', 'b', 2), note('d')];
  const bone = branch('b', [a, b, c, d]);

  test('arrows walk through every cause and from bone to bone', () => {
    const branches = [bone, branch('empty', [])];
    let at = { bone: 'b', note: null as string | null };
    const seen: (string | null)[] = [];
    for (let next = walk(branches, at, 'ArrowDown'); next; next = walk(branches, next, 'ArrowDown')) seen.push((at = next).note ?? at.bone);
    expect(seen).toEqual(['a', 'b', 'c', 'd', 'empty']);
    expect(walk(branches, { bone: 'b', note: 'd' }, 'ArrowRight')).toEqual({ bone: 'empty', note: null });
    expect(walk(branches, { bone: 'b', note: null }, 'ArrowUp')).toBeNull();
    expect(walk(branches, { bone: 'b', note: 'a' }, 'x')).toBeNull();
  });

  test('indenting goes under the one above and back beside the parent', () => {
    expect(indented(bone, d)).toEqual({ branch: 'b', parent: 'a' });
    expect(indented(bone, a)).toBeNull();
    expect(outdented(bone, b)).toEqual({ branch: 'b', parent: null, before: 'd' });
    expect(outdented(bone, d)).toBeNull();
  });

  test('nothing is indented deeper than the board allows', () => {
    const chain = ['0', '1', '2', '3', '4'].map((id, depth) => note(id, depth ? String(depth - 1) : null, depth));
    const last = note('x', '3', 4);
    expect(indented(branch('b', [...chain, last]), last)).toBeNull();
  });

  test('moving among siblings', () => {
    expect(shifted(bone, a, 1)).toEqual({ branch: 'b', parent: null, before: null });
    expect(shifted(bone, d, -1)).toEqual({ branch: 'b', parent: null, before: 'a' });
    expect(shifted(bone, d, 1)).toBeNull();
  });
});

describe('zoom', () => {
  test('levels change where the picture looks alike, and back later than forth', () => {
    expect(afterZoom(FAR, 1.8).level).toBe(2);
    expect(afterZoom(2, 0.5).level).toBe(FAR);
    expect(afterZoom(2, 1.3).level).toBe(0);
    expect(afterZoom(0, 1.2).level).toBe(0);
    expect(afterZoom(0, 0.7).level).toBe(2);
    expect(afterZoom(0, 99).scale).toBeLessThan(5);
  });

  test('screen and drawing are each other’s inverse', () => {
    const pose = { x: 12, y: -7, scale: 1.3 };
    const there = toDrawing(pose, toScreen(pose, { x: 5, y: 9 }));
    expect([there.x, there.y].map((n) => Math.round(n * 1e6) / 1e6)).toEqual([5, 9]);
  });

  test('what is off the screen is brought in by the least shift', () => {
    const screen = { width: 800, height: 600 };
    const area = { x: 900, y: 100, width: 100, height: 40 };
    expect(reveal({ x: 0, y: 0, scale: 1 }, area, screen)).toEqual({ x: -224, y: 0, scale: 1 });
    expect(reveal({ x: -224, y: 0, scale: 1 }, area, screen)).toEqual({ x: -224, y: 0, scale: 1 });
  });
});

// Building the server puts the wasm there. Where the whole suite runs it must be there; somebody who tries only the
// TypeScript may do without.
const wasm = new URL('../src/fishbone/fishbone.wasm', import.meta.url);
describe.runIf(process.env.CI || existsSync(wasm))('geometry in the browser', () => {
  const layout = async (): Promise<Layout> =>
    layoutWith((await WebAssembly.instantiate(readFileSync(wasm))).instance);
  const cause = (text: string, depth = 0) => ({ text, depth, badge: true, marks: 1 });
  const fish: Fish = {
    effect: 'Klienci są niezadowoleni',
    bones: [
      { title: 'Człowiek', question: 'Kto?', causes: [cause('Konsultanci nie znają nowej oferty w dniu jej startu'), cause('Чому? 👩🏽‍💻', 1)] },
      { title: 'Metody', question: '', causes: Array.from({ length: 60 }, (_, n) => cause(`Przyczyna ${n}`)) },
    ],
  };
  const options: Options = { detail: FULL, focus: null, questions: 'all', aspect: 1.6, keepReach: null, lineWidth: null, lines: 1 };

  test('texts come back whole, line by line', async () => {
    const drawing = (await layout())(fish, options);
    const lines = drawing.bones[0]!.cards.map((card) => card.text.lines.map(({ text }) => text).join(' '));
    expect(lines).toEqual(['Konsultanci nie znają nowej oferty w dniu jej startu', 'Чому? 👩🏽‍💻']);
    expect(drawing.bones[0]!.question.lines[0]!.text).toBe('Kto?');
    expect(drawing.bones[1]!.question.lines).toEqual([]);
    expect(drawing.bones[0]!.cards[1]!.parent).toBe(0);
    expect(drawing.bones[0]!.cards[0]!.badge && drawing.bones[0]!.cards[0]!.footer).toBeTruthy();
  });

  test('levels, focus and memory that grows', async () => {
    const draw = await layout();
    expect(draw(fish, { ...options, detail: MARKS }).bones[1]!.cards[0]!.text.lines).toEqual([]);
    expect(draw(fish, { ...options, detail: LINE }).bones[0]!.cards[0]!.text.lines).toHaveLength(1);
    expect(draw(fish, { ...options, focus: 0 }).bones.map(({ detail }) => detail)).toEqual([FULL, MARKS]);
    const huge = { ...fish, bones: [{ title: '', question: '', causes: Array.from({ length: 3000 }, () => cause('x '.repeat(400))) }] };
    expect(draw(huge, options).bones[0]!.cards).toHaveLength(3000);
    expect(draw(fish, options)).toEqual(draw(fish, options));
  });

  test('a drawing is fitted in, and never under what stands in the corner', async () => {
    const drawing = (await layout())(fish, options);
    const screen = { width: 1600, height: 900 };
    const keepOut = { width: 500, height: 200 };
    const pose = fit(drawing, screen, keepOut);
    const clear = (area: Rect): boolean => toScreen(pose, { x: area.x + area.width, y: 0 }).x <= 1100 || toScreen(pose, area).y >= 200;
    const areas = drawing.bones.flatMap((bone) => [bone.title.area, ...bone.cards.map((card) => card.area)]);
    expect(areas.every(clear)).toBe(true);
    expect(toScreen(pose, { x: drawing.width, y: drawing.height }).x).toBeLessThanOrEqual(1600.001);
  });

  test('points find their card and their bone', async () => {
    const drawing: Drawing = (await layout())(fish, options);
    const { area } = drawing.bones[1]!.cards[7]!;
    const middle = { x: area.x + area.width / 2, y: area.y + area.height / 2 };
    expect(cardAt(drawing, middle)).toEqual({ bone: 1, card: 7 });
    expect(boneAt(drawing, { x: area.x - 6, y: middle.y })).toBe(1);
    expect(cardAt(drawing, { x: -5, y: -5 })).toBeNull();
  });
});

describe('the wall', () => {
  const ballot = { id: 'v', open: false, revealed: false, dots: 5, per_note: 2, voted: 0, eligible: 3 };
  function view(session: Partial<SessionView>, kind?: string, more: Partial<BoardView> = {}): BoardView {
    const agenda = kind ? [{ title: '', activities: [{ id: 'a', kind, title: '', minutes: 5 }] }] : [];
    const all = { activity: kind ? 'a' : null, agenda, vote: null, rating: null, summon: null, finished: false, ...session };
    return { session: all, projects: [], notes: new Map(), departments: [], ...more } as unknown as BoardView;
  }
  const rated = { ...ballot, notes: [], revealed: true } as unknown as SessionView['rating'];

  test.each([
    ['lobby', view({})],
    ['lobby', view({}, 'welcome')],
    ['fish', view({}, undefined, { notes: new Map([['n', note('n')]]) })],
    ['brief', view({}, 'understand')],
    ['fish', view({}, 'collect')],
    ['pause', view({}, 'break')],
    ['voting', view({ vote: { ...ballot, open: true } }, 'discuss')],
    ['voting', view({ vote: ballot }, 'vote')],
    ['votes', view({ vote: { ...ballot, revealed: true } }, 'vote')],
    ['fish', view({ vote: { ...ballot, revealed: true }, summon: { note: 'n' } }, 'vote')],
    ['voting', view({ vote: { ...ballot, open: true }, summon: { note: 'n' } }, 'vote')],
    ['votes', view({ vote: { ...ballot, revealed: true } }, 'prioritise')],
    ['matrix', view({ rating: rated }, 'prioritise')],
    ['matrix', view({ rating: rated }, 'plan')],
    ['projects', view({ rating: rated }, 'plan', { projects: [{ id: 'p' }] as never })],
    ['closing', view({}, 'close')],
    ['closing', view({ finished: true, vote: { ...ballot, open: true } }, 'vote')],
  ])('%s', (scene, at) => expect(sceneOf(at)).toBe(scene));

  test('dots fall from most to least, split by department, none lost', () => {
    const bone = { id: 'b', title: '', question: '', order: 'a0', notes: [note('few'), note('many')] };
    const notes = new Map(bone.notes.map((one) => [one.id, one]));
    const tally = { few: { dots: 1, by_department: {} }, many: { dots: 4, by_department: { it: 3 } }, gone: { dots: 9, by_department: {} }, none: { dots: 0, by_department: {} } };
    const rows = voteRanking(view({ vote: { ...ballot, revealed: true, tally } }, 'vote', { branches: [bone], notes, departments: [{ id: 'it', name: 'IT', letter: 'I', color: 0 }] }));
    expect(rows.map(({ id, parts }) => [id, ...parts.map(({ key, dots }) => `${key}${dots}`)])).toEqual([['many', 'it3', '1'], ['few', '1']]);
  });

  test('addresses and codes as people read them', () => {
    expect(spokenAddress('http://192.168.1.5:8080/join#ABC234')).toBe('192.168.1.5:8080/join');
    expect(spacedCode('ABC234')).toBe('ABC 234');
    expect(tidy('Klienci są z nami i w biurze')).toBe('Klienci są z\u00a0nami i\u00a0w\u00a0biurze');
  });
});
