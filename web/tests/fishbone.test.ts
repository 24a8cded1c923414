import { causeOf, furtherBoneOf, withCopies } from '../src/fishbone/copies';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { BoardView, BranchView, NoteView, SessionView } from '../src/board/model';
import { changedTexts, toLayoutInput } from '../src/fishbone/layout-input';
import { fitWith, setWith } from '../src/fishbone/layout';
import { panes, type CanvasWish } from '../src/fishbone/panes';
import { boneAt, cardAt, cardOf, openPlace, pictureOf, titleAt, type Picture } from '../src/fishbone/picture';
import { WHOLE, held, nextLevel, shiftInto, zoomed } from '../src/fishbone/pose';
import { retype } from '../src/fishbone/retype';
import type { Rect } from '../src/fishbone/shapes';
import { indented, outdented, shifted, walk } from '../src/fishbone/steps';
import { ranking } from '../src/board/derived';
import { rowsOf } from '../src/projector/vote-ranking';
import { spacedCode, spokenAddress } from '../src/invite/invite.svelte';
import { sceneOf } from '../src/projector/scene';
import { tidy } from '../src/projector/nbsp';

const note = (id: string, parent: string | null = null, depth = 0): NoteView =>
  ({ id, parent, depth, branch: 'b', text: id, mergedInto: null, also: [] }) as unknown as NoteView;
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
  const screen = { width: 800, height: 600 };

  test('what is under the hand stays there, and nobody gets lost beyond the canvas', () => {
    const at = { x: 200, y: 300 };
    const near = zoomed(WHOLE, 2, at, screen);
    expect(near).toEqual({ scale: 2, x: -200, y: -300 });
    expect(zoomed(near, 0.5, at, screen)).toEqual(WHOLE);
    expect(zoomed(near, 0.01, at, screen).scale).toBe(1);
    expect(zoomed(near, 99, at, screen).scale).toBe(6);
    const away = held({ scale: 2, x: 5000, y: -5000 }, screen);
    expect([away.x, away.y]).toEqual([72, 600 - 1200 - 72]);
  });

  test('a canvas is never larger than what is seen of it', () => {
    expect(nextLevel(1, 1.2)).toBeNull();
    expect(nextLevel(1, 1.3)).toBe(1.3);
    expect(nextLevel(1.3, 3)).toBe(1.7);
    expect(nextLevel(5, 6)).toBeNull();
  });

  test('what is off the screen is brought in by the least shift', () => {
    const area = { x: 900, y: 100, width: 100, height: 40 };
    expect(shiftInto(area, screen)).toEqual({ x: -224, y: 0 });
    expect(shiftInto({ ...area, x: 676 }, screen)).toEqual({ x: 0, y: 0 });
  });
});

describe('what is asked of the geometry', () => {
  const view = (branches: BranchView[], more: Partial<BoardView> = {}): BoardView =>
    ({ effect: 'Effect', departments: [], session: { vote: null }, notes: new Map(), branches, ...more }) as unknown as BoardView;
  const [a, b] = [note('a'), note('b', 'a', 1)].map((one) => ({ ...one, evidence: null, priority: null })) as [NoteView, NoteView];

  test('what did not change is the same, and a letter is told apart from everything else', () => {
    const first = toLayoutInput(view([branch('x', [a]), branch('y', [b])]), 'none', null);
    expect(
      toLayoutInput(view([...first.bones.map((bone) => bone.branch)], { departments: first.departments as never }), 'none', first),
    ).toBe(first);
    const typed = toLayoutInput(
      view([first.bones[0]!.branch, branch('y', [{ ...b, text: 'bb' }])], { departments: first.departments as never }),
      'none',
      first,
    );
    expect(typed.bones[0]).toBe(first.bones[0]);
    expect(changedTexts(first, typed)?.map(({ id }) => id)).toEqual(['b']);
    for (const other of [
      [branch('x', [a]), branch('y', [])],
      [branch('x', [a]), branch('y', [{ ...b, evidence: 'fact' as const }])],
      [branch('x', [a, b])],
    ])
      expect(changedTexts(first, toLayoutInput(view(other), 'none', first))).toBeNull();
    expect(
      changedTexts(
        first,
        toLayoutInput(
          view(
            first.bones.map((bone) => bone.branch),
            { effect: 'Other' },
          ),
          'none',
          first,
        ),
      ),
    ).toBeNull();
  });
});

describe('causes on several bones', () => {
  const one = { ...note('a'), branch: 'b', also: ['c', 'gone', 'b'] } as NoteView;
  const view = (own: NoteView, other: NoteView[]): BoardView =>
    ({ branches: [branch('b', [own]), branch('c', other)], effect: '', departments: [], session: { vote: null } }) as unknown as BoardView;

  test('ALSO-2: it has a card of its own on each, after the causes of that bone, and is the same cause', () => {
    const shown = withCopies(view(one, [{ ...note('z'), branch: 'c' }]), []);
    expect(shown.map(({ notes }) => notes.map(({ id }) => [causeOf(id), furtherBoneOf(id)]))).toEqual([
      [['a', null]],
      [
        ['z', null],
        ['a', 'c'],
      ],
    ]);
    expect(shown[1]!.notes[1]).toMatchObject({ text: 'a', branch: 'c', parent: null, depth: 0 });
  });

  test('what did not change is the same object, and a letter is told as one of both cards', () => {
    const other = note('z');
    const board = view(one, [other]);
    const before = toLayoutInput(board, 'none', null);
    expect(toLayoutInput(board, 'none', before)).toBe(before);
    const typed = { ...one, text: 'a!' };
    const after = toLayoutInput(view(typed, [other]), 'none', before);
    expect(changedTexts(before, after)?.map(({ id, text }) => [causeOf(id), furtherBoneOf(id), text])).toEqual([
      ['a', null, 'a!'],
      ['a', 'c', 'a!'],
    ]);
    expect(changedTexts(after, toLayoutInput(view({ ...typed, also: [] }, [other]), 'none', after))).toBeNull();
  });
});

// Building the server puts the wasm there. Where the whole suite runs it must be there; somebody who tries only the
// TypeScript may do without.
const wasm = new URL('../src/fishbone/fishbone.wasm', import.meta.url);
describe.runIf(process.env.CI || existsSync(wasm))('geometry in the browser', async () => {
  const { instance } = process.env.CI || existsSync(wasm) ? await WebAssembly.instantiate(readFileSync(wasm)) : { instance: null as never };
  const [fit, set] = [fitWith(instance), setWith(instance)];
  const texts = ['Konsultanci nie znają nowej oferty w dniu jej startu', 'Чому? 👩🏽‍💻'];
  const board = (more: number): BoardView => {
    const one = (id: string, text: string, depth = 0): NoteView => ({
      ...note(id, null, depth),
      text,
      department: 'it',
      evidence: null,
      priority: null,
    });
    const people = { ...branch('people', [one('a', texts[0]!), one('b', texts[1]!, 1)]), title: 'Człowiek', question: 'Kto?' };
    const methods = {
      ...branch(
        'methods',
        Array.from({ length: more }, (_, n) => one(`m${n}`, `Przyczyna ${n}`)),
      ),
      title: 'Metody',
    };
    return {
      effect: 'Klienci są niezadowoleni',
      departments: [{ id: 'it', name: 'IT', letter: 'I', color: 0 }],
      session: { vote: null },
      notes: new Map(),
      branches: [people, methods],
    } as unknown as BoardView;
  };
  const wish: CanvasWish = {
    width: 1920,
    height: 1080,
    keepFree: [{ x: 1320, y: 0, width: 600, height: 190 }],
    least: 16,
    largest: 36,
    closest: 60,
    form: 'fish',
    caption: 40,
  };

  function drawn(more: number, change: Partial<CanvasWish> = {}, bone = -1, part?: readonly [number, number], questions = 'none'): Picture {
    const input = toLayoutInput(board(more), questions, null);
    const wishes = panes(input.fish, { ...wish, ...change }, bone, part);
    return pictureOf(
      { width: 1920, height: 1080, level: 1 },
      wishes,
      wishes.map((pane) => fit(pane.fish, pane.canvas, null)),
      input,
      null,
    );
  }
  const areas = ({ cards }: Picture): Rect[] => cards.map(({ x, y, card: { area } }) => ({ ...area, x, y }));
  const hit = (a: Rect, b: Rect): boolean => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

  test('texts come back whole, line by line', () => {
    const {
      cards,
      panes: [fish],
    } = drawn(9, {}, -1, undefined, 'people');
    expect(cards.slice(0, 2).map(({ card }) => card.text.lines.map(({ text }) => text).join(' '))).toEqual(texts);
    expect(fish?.bones[0]?.shape.question.lines[0]?.text).toBe('Kto?');
    expect(cards[1]?.card.parent).toBe(0);
  });

  test('the whole stands clear of the corner; memory grows with it', () => {
    for (const more of [0, 40, 3000]) {
      const picture = drawn(more);
      expect(picture.cards).toHaveLength(2 + more);
      expect(areas(picture).filter((area) => hit(area, wish.keepFree[0]!))).toEqual([]);
    }
  });

  test('one bone stands large beside marks of the others, each cause once', () => {
    const picture = drawn(40, {}, 1, [10, 20]);
    expect(picture.panes).toHaveLength(2);
    expect(new Set(picture.cards.map(({ id }) => id)).size).toBe(42);
    const large = picture.cards.filter(({ mark }) => !mark).map(({ id }) => id);
    expect(large).toEqual(Array.from({ length: 10 }, (_, n) => `m${n + 10}`));
    expect(picture.share).toBe(1);
    expect(picture.panes[1]!.bones[1]!.ghosts).toHaveLength(10);
    const all = areas(picture);
    expect(all.flatMap((area, index) => all.slice(index + 1).filter((other) => hit(area, other)))).toEqual([]);
  });

  test('columns have no fish', () => {
    const picture = drawn(40, { form: 'columns' });
    expect(picture.panes[0]!.drawing.spine).toEqual([]);
    expect(picture.cards).toHaveLength(42);
  });

  test('points find their card, their bone and their title', () => {
    const picture = drawn(20);
    const { x, y, width, height } = areas(picture)[9]!;
    expect(cardAt(picture, { x: x + width / 2, y: y + height / 2 })?.id).toBe('m7');
    expect(boneAt(picture, { x: x - 4, y: y + height / 2 })).toBe('methods');
    expect(cardAt(picture, { x: -5, y: -5 })).toBeNull();
    const title = picture.panes[0]!.bones[0]!.shape.title.area;
    expect(titleAt(picture, { x: title.x + 3, y: title.y + 3 })).toBe('people');
    expect(openPlace(picture, 'methods').y).toBeGreaterThan(cardOf(picture, 'm19')!.y);
  });

  test('a letter stays in its card while it fits, and asks for a new drawing when it does not', () => {
    const { card } = cardOf(drawn(20), 'a')!;
    const lines = card.text.lines.length;
    const more = retype(card, `${texts[0]!.slice(0, -1)}a`, set);
    expect(more?.fits).toBe(true);
    expect(more?.text.lines.map(({ text }) => text).join(' ')).toBe(`${texts[0]!.slice(0, -1)}a`);
    expect(more?.text.lines[0]).toMatchObject({ x: card.text.lines[0]!.x, baseline: card.text.lines[0]!.baseline });
    expect(retype(card, texts[0]!.repeat(4), set)).toBeNull();
    expect(lines > 1 ? retype(card, 'Krótko', set)?.fits : false).toBe(false);
  });
});

describe('the wall', () => {
  const ballot = { id: 'v', open: false, revealed: false, dots: 5, per_note: 2, voted: 0, eligible: 3 };
  function view(session: Partial<SessionView>, kind?: string, more: Partial<BoardView> = {}): BoardView {
    const agenda = kind ? [{ title: '', activities: [{ id: 'a', kind, title: '', minutes: 5 }] }] : [];
    const all = { activity: kind ? 'a' : null, agenda, vote: null, rating: null, summon: null, finished: false, ...session };
    return { session: all, projects: [], facts: {}, answers: {}, notes: new Map(), departments: [], ...more } as unknown as BoardView;
  }
  const rated = { ...ballot, notes: [], revealed: true } as unknown as SessionView['rating'];

  test.each([
    ['lobby', view({})],
    ['opening', view({}, 'welcome')],
    ['fish', view({}, undefined, { notes: new Map([['n', note('n')]]) })],
    ['brief', view({}, 'understand')],
    ['brief', view({}, 'understand', { facts: { f1: { label: 'NPS' } } })],
    ['facts', view({}, 'understand', { facts: { f1: { target: 40 } } })],
    ['fish', view({}, 'collect')],
    ['pause', view({}, 'break')],
    ['silent', view({ hidden: 0 }, 'silent')],
    ['silent', view({ hidden: 3 }, 'silent', { notes: new Map([['n', note('n')]]) })],
    ['fish', view({ hidden: 0 }, 'silent', { notes: new Map([['n', note('n')]]) })],
    ['rating', view({ rating: { ...ballot, notes: [], complete: 0, open: true } }, 'discuss')],
    ['voting', view({ vote: { ...ballot, open: true } }, 'discuss')],
    ['voting', view({ vote: ballot }, 'vote')],
    ['votes', view({ vote: { ...ballot, revealed: true } }, 'vote')],
    ['fish', view({ vote: { ...ballot, revealed: true }, summon: { note: 'n', call: 1 } }, 'vote')],
    ['voting', view({ vote: { ...ballot, open: true }, summon: { note: 'n', call: 1 } }, 'vote')],
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
    const tally = {
      few: { dots: 1, by_department: {} },
      many: { dots: 4, by_department: { it: 3 } },
      gone: { dots: 9, by_department: {} },
      none: { dots: 0, by_department: {} },
    };
    const departments = [{ id: 'it', name: 'IT', letter: 'I', color: 0 }];
    const board = view({ vote: { ...ballot, revealed: true, tally } }, 'vote', { branches: [bone], notes, departments });
    const rows = rowsOf(board, ranking(board));
    expect(rows.map(({ id, parts }) => [id, ...parts.map(({ key, dots }) => `${key}${dots}`)])).toEqual([
      ['many', 'it3', '1'],
      ['few', '1'],
    ]);
  });

  test('addresses and codes as people read them', () => {
    expect(spokenAddress('http://192.168.1.5:8080/join#ABC234')).toBe('192.168.1.5:8080/join');
    expect(spacedCode('ABC234')).toBe('ABC 234');
    expect(tidy('Klienci są z nami i w biurze')).toBe('Klienci są z\u00a0nami i\u00a0w\u00a0biurze');
  });
});
