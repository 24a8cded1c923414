/** What is seen of the fish: all of it, at the level that is still readable, until a hand takes over. */
import { toLayoutInput, cardOf, type LayoutInput } from './layout-input';
import type { Layout } from './layout';
import type { Drawing, Fish, Options, Point, Rect } from './flat';
import { FAR, LEVELS, TYPE, afterZoom, fit, reveal, toDrawing, toScreen, type Pose, type Size } from './zoom-levels';
import type { BoardView } from '../board/model';

export interface Wish {
  view: BoardView;
  focus: string | null;
  questions: 'none' | 'all' | string;
  /** Screen pixels that a card's type should have at least. */
  minType: number;
  keepOut: Size | null;
}

export class Camera {
  layout = $state.raw<Layout | null>(null);
  screen = $state<Size>({ width: 0, height: 0 });
  /** Set by a hand; null shows the whole fish. */
  #held = $state.raw<{ pose: Pose; level: number } | null>(null);
  #wish: () => Wish;
  /** The levels of before, with questions and without them. */
  #last = 0;
  #lastWords = 1;
  /** By level, proportions and focus, so that what is on screen stays where it is. */
  #reach = new Map<string, Drawing['reach']>();
  /** The board changes more often than what is drawn of it: the same fish is not laid out twice. */
  #same: { text: string; fish: Fish } = { text: '', fish: { effect: '', bones: [] } };
  #drawn = new Map<string, { fish: Fish; asked: string; drawing: Drawing }>();

  readonly catch: LayoutInput = $derived.by(() => this.#catch());
  readonly #seen = $derived.by(() => this.#see());

  constructor(wish: () => Wish) {
    this.#wish = wish;
  }

  get drawing(): Drawing | null {
    return this.#seen?.drawing ?? null;
  }

  get pose(): Pose {
    return this.#seen?.pose ?? { x: 0, y: 0, scale: 1 };
  }

  get level(): number {
    return this.#seen?.level ?? FAR;
  }

  /** Whether the whole fish is shown, and follows its growth. */
  get whole(): boolean {
    return this.#held === null;
  }

  showAll(): void {
    this.#held = null;
  }

  pan(dx: number, dy: number): void {
    const { x, y, scale } = this.pose;
    this.#held = { level: this.level, pose: { scale, x: x + dx, y: y + dy } };
  }

  /** Zooms so that what is under `at` stays there, also when the level of detail changes. */
  zoom(factor: number, at: Point): void {
    const drawing = this.drawing;
    if (!drawing) return;
    const before = toDrawing(this.pose, at);
    const next = afterZoom(this.level, this.pose.scale * factor);
    let anchor = before;
    if (next.level !== this.level) {
      const landmark = nearest(drawing, before);
      const there = this.#draw(next.level);
      const box = there && landmark(there);
      const from = landmark(drawing);
      if (box && from) anchor = { x: box.x + (before.x - from.x), y: box.y + (before.y - from.y) };
    }
    const to = factor < 1 ? this.#draw(next.level) : null;
    if (to && to.width * next.scale < this.screen.width * 0.92 && to.height * next.scale < this.screen.height * 0.92) {
      // Further away than all of it there is nothing to see.
      this.showAll();
      return;
    }
    const pose = { scale: next.scale, x: at.x - anchor.x * next.scale, y: at.y - anchor.y * next.scale };
    this.#held = { level: next.level, pose };
  }

  /** Zooms about the middle. */
  step(factor: number): void {
    this.zoom(factor, { x: this.screen.width / 2, y: this.screen.height / 2 });
  }

  /** Brings a note's card onto the screen, if it is not there. */
  bringIn(id: string): void {
    const drawing = this.drawing;
    const found = drawing && this.#held && cardOf(drawing, this.catch.notes, id);
    if (found && this.#held) this.#held = { ...this.#held, pose: reveal(this.#held.pose, found.area, this.screen) };
  }

  onScreen(area: Rect): Rect {
    const { x, y } = toScreen(this.pose, area);
    return { x, y, width: area.width * this.pose.scale, height: area.height * this.pose.scale };
  }

  toDrawing(point: Point): Point {
    return toDrawing(this.pose, point);
  }

  #see(): { drawing: Drawing; pose: Pose; level: number } | null {
    if (!this.layout || this.screen.width < 40 || this.screen.height < 40) return null;
    if (this.#held) {
      const drawing = this.#draw(this.#held.level);
      return drawing && { drawing, ...this.#held };
    }
    const { minType, keepOut, focus, questions } = this.#wish();
    const look = (level: number, asked = questions): Sight | null => {
      const drawing = this.#draw(level, asked);
      const pose = drawing && fit(drawing, this.screen, keepOut);
      return drawing && pose ? { drawing, pose, level, readable: level === FAR || pose.scale * TYPE >= minType } : null;
    };
    // A bone in full beside marks looks the same at any level.
    if (focus !== null) return look(0);
    const seen = nearestReadable(this.#last, { nearest: 0, farthest: FAR }, look);
    this.#last = seen?.level ?? 0;
    // What people wrote is worth more than what they were asked: rather no questions than no words on the cards.
    if (seen?.level !== FAR || questions === 'none') return seen;
    const words = nearestReadable(this.#lastWords, { nearest: 1, farthest: FAR - 1 }, (level) => look(level, 'none'));
    this.#lastWords = words?.level ?? FAR - 1;
    return words ?? seen;
  }

  #draw(level: number, questions = this.#wish().questions): Drawing | null {
    const { view, focus } = this.#wish();
    const index = (id: string | null): number | null => {
      const found = view.branches.findIndex((branch) => branch.id === id);
      return found < 0 ? null : found;
    };
    const { width, height } = this.screen;
    const { detail, lineWidth, lines } = LEVELS[level] ?? LEVELS[FAR]!;
    const drawn = `${level} ${questions}`;
    const key = `${drawn} ${(width / height).toFixed(1)} ${focus ?? ''}`;
    const { fish } = this.catch;
    const options: Options = {
      detail,
      lineWidth,
      lines,
      focus: index(focus),
      questions: questions === 'none' || questions === 'all' ? questions : (index(questions) ?? 'none'),
      aspect: width / height,
      keepReach: null,
    };
    const asked = JSON.stringify(options);
    const before = this.#drawn.get(drawn);
    if (before?.fish === fish && before.asked === asked) return before.drawing;
    const drawing = this.layout?.(fish, { ...options, keepReach: this.#reach.get(key) ?? null });
    if (!drawing) return null;
    this.#reach.set(key, drawing.reach);
    this.#drawn.set(drawn, { fish, asked, drawing });
    return drawing;
  }

  #catch(): LayoutInput {
    const caught = toLayoutInput(this.#wish().view);
    const text = JSON.stringify(caught.fish);
    if (text !== this.#same.text) this.#same = { text, fish: caught.fish };
    return { fish: this.#same.fish, notes: caught.notes };
  }
}

interface Sight {
  drawing: Drawing;
  pose: Pose;
  level: number;
  readable: boolean;
}

/** The nearest level that is readable. That of before is mostly still the right one: looked at are it and one nearer. */
function nearestReadable(before: number, { nearest, farthest }: { nearest: number; farthest: number }, look: (level: number) => Sight | null): Sight | null {
  let seen = look(before);
  while (seen && !seen.readable) seen = seen.level < farthest ? look(seen.level + 1) : null;
  for (let nearer = seen; nearer?.readable; nearer = nearer.level > nearest ? look(nearer.level - 1) : null) seen = nearer;
  return seen;
}

/** The card or title nearest to a point, to be found again in another drawing of the same fish. */
function nearest(drawing: Drawing, { x, y }: Point): (drawing: Drawing) => Rect | undefined {
  let best: (drawing: Drawing) => Rect | undefined = (any) => any.head.area;
  let least = Infinity;
  const look = (area: Rect, again: typeof best): void => {
    const away = Math.hypot(area.x + area.width / 2 - x, area.y + area.height / 2 - y);
    if (away < least) [best, least] = [again, away];
  };
  look(drawing.head.area, best);
  drawing.bones.forEach((bone, b) => {
    look(bone.title.area, (any) => any.bones[b]?.title.area);
    bone.cards.forEach((card, c) => look(card.area, (any) => any.bones[b]?.cards[c]?.area));
  });
  return best;
}
