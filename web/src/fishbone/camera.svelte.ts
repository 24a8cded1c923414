/** What is seen of the fish: all of it, drawn to fill the screen, until somebody looks closer. */
import { untrack } from 'svelte';
import { dots } from '../board/derived';
import type { BoardView, DepartmentView, NoteView } from '../board/model';
import { causeOf, furtherBoneOf } from './copies';
import type { Fit } from './fit';
import { changedTexts, toLayoutInput, type LayoutInput, type Questions } from './layout-input';
import type { Geometry } from './layout';
import { panes, type CanvasWish, type Focus, type Size } from './panes';
import { areaOf, cardAt, cardOf, pictureOf, type Picture, type PlacedCard } from './picture';
import { WHOLE, held, nextLevel, shiftInto, zoomed, type Pose } from './pose';
import { retype } from './retype';
import type { Point, Rect } from './shapes';

export interface Wish extends Omit<CanvasWish, keyof Size> {
  view: BoardView;
  focus: Focus | null;
  questions: Questions;
}

/** A cause as it is drawn. */
export interface DrawnCard {
  id: string;
  placed: PlacedCard;
  note: NoteView;
  /** The bone that it is drawn on; `further` if that is not the cause's own. */
  bone: string;
  further: boolean;
  department: DepartmentView | null;
  dots: number;
}

/** What a picture is made from. */
interface Job {
  wish: Wish;
  input: LayoutInput;
  screen: Size;
  scale: number;
  /** Everything but the fish and the scale, to tell whether it is another canvas. */
  asked: string;
}

/** Least time between two drawings of the fish for what others write, in milliseconds. */
const PACE = 400;
/** The share of the characters from which on nothing is said to be missing. */
export const ALL = 0.999;

export class Camera {
  geometry = $state.raw<Geometry | null>(null);
  screen = $state<Size>({ width: 0, height: 0 });
  picture = $state.raw<Picture | null>(null);
  /** The geometry gave up. */
  failed = $state(false);
  /** Set by a hand; null shows the whole canvas. */
  #zoom = $state.raw<Pose | null>(null);
  #anchor: Point | null = null;
  #wish: () => Wish;
  #input: LayoutInput | null = null;
  #latest: Job | null = null;
  /** What the picture on screen was made from. */
  #made: Job | null = null;
  #running = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #started = -Infinity;
  /** By pane and level: the drawing and what it was made from. */
  #fits = new Map<string, { input: LayoutInput; asked: string; fit: Fit }>();
  #drawn = new Map<string, DrawnCard>();

  /** Every cause that has a place, in reading order; the same objects where nothing about them changed. */
  readonly cards: readonly DrawnCard[] = $derived.by(() => this.#cards());

  constructor(wish: () => Wish) {
    this.#wish = wish;
  }

  /** Draws what is wished for now. Its effect follows all that it depends on. */
  follow(): void {
    const { geometry } = this;
    const { width, height } = this.screen;
    const wish = this.#wish();
    const scale = this.#zoom?.scale ?? 1;
    if (geometry && width >= 40 && height >= 40) untrack(() => this.#take(wish, { width, height }, scale));
  }

  leave(): void {
    clearTimeout(this.#timer);
  }

  get pose(): Pose {
    const { x, y, scale } = this.#zoom ?? WHOLE;
    return { x, y, scale: scale / (this.picture?.level ?? 1) };
  }

  /** Whether the whole canvas is shown. */
  get whole(): boolean {
    return this.#zoom === null;
  }

  showAll(): void {
    this.#zoom = null;
  }

  pan(dx: number, dy: number): void {
    const zoom = this.#zoom;
    if (zoom) this.#zoom = held({ ...zoom, x: zoom.x + dx, y: zoom.y + dy }, this.screen);
  }

  /** Zooms so that what is under `at` stays there. */
  zoom(factor: number, at: Point): void {
    const pose = zoomed(this.#zoom ?? WHOLE, factor, at, this.screen);
    this.#anchor = at;
    this.#zoom = pose.scale > 1.02 ? pose : null;
  }

  /** Zooms about the middle. */
  step(factor: number): void {
    this.zoom(factor, { x: this.screen.width / 2, y: this.screen.height / 2 });
  }

  /** Brings a note's card onto the screen, if it is not there. */
  bringIn(id: string): void {
    const card = this.picture && cardOf(this.picture, id);
    const zoom = this.#zoom;
    if (!card || !zoom) return;
    const { x, y } = shiftInto(this.onScreen(areaOf(card)), this.screen);
    this.#zoom = held({ ...zoom, x: zoom.x + x, y: zoom.y + y }, this.screen);
  }

  onScreen({ x, y, width, height }: Rect): Rect {
    const pose = this.pose;
    return { x: x * pose.scale + pose.x, y: y * pose.scale + pose.y, width: width * pose.scale, height: height * pose.scale };
  }

  /** From the screen to the picture's canvas. */
  toCanvas({ x, y }: Point): Point {
    const pose = this.pose;
    return { x: (x - pose.x) / pose.scale, y: (y - pose.y) / pose.scale };
  }

  #cards(): DrawnCard[] {
    const { view } = this.#wish();
    const placed = dots(view);
    const departments = new Map(view.departments.map((department) => [department.id, department]));
    const drawn = new Map<string, DrawnCard>();
    for (const card of this.picture?.cards ?? []) {
      const note = view.notes.get(causeOf(card.id));
      const further = furtherBoneOf(card.id);
      if (!note || note.mergedInto || note.parked || (further !== null && !note.also.includes(further))) continue;
      const department = (note.department && departments.get(note.department)) || null;
      const count = placed.get(note.id)?.dots ?? 0;
      const old = this.#drawn.get(card.id);
      const same = old?.placed === card && old.note === note && old.department === department && old.dots === count;
      const bone = further ?? note.branch;
      drawn.set(card.id, same ? old : { id: card.id, placed: card, note, bone, further: further !== null, department, dots: count });
    }
    this.#drawn = drawn;
    return [...drawn.values()];
  }

  #take(wish: Wish, screen: Size, scale: number): void {
    const { view, questions, ...canvas } = wish;
    const input = (this.#input = toLayoutInput(view, questions, this.#input));
    this.#latest = { wish, input, screen, scale, asked: JSON.stringify([screen, canvas]) };
    if (!this.#running) this.#update();
  }

  /** Does what is to be done for the latest wish: nothing, a few texts, or a drawing. */
  #update(): void {
    const [latest, made, picture] = [this.#latest!, this.#made, this.picture];
    if (!made || !picture || latest.asked !== made.asked || this.#otherLevel(picture, latest.scale)) return void this.#run();
    if (latest.input === made.input) return;
    const changed = changedTexts(made.input, latest.input);
    if (changed && this.#retype(picture, changed)) this.#made = { ...made, input: latest.input };
    else this.#timer ??= setTimeout(() => void this.#run(), Math.max(0, this.#started + PACE - performance.now()));
  }

  /** Whether a larger canvas would show more here, or this one is larger than what is seen. */
  #otherLevel({ level, share }: Picture, scale: number): boolean {
    return level > scale * 1.01 || (share < ALL && nextLevel(level, scale) !== null);
  }

  /** Sets changed texts in the rooms that they have. False if one of them needs more, or leaves room for others. */
  #retype(picture: Picture, changed: NoteView[]): boolean {
    const texts = new Map(changed.map(({ id, text }) => [id, text]));
    let fits = true;
    const cards = picture.cards.map((placed): PlacedCard => {
      const text = texts.get(placed.id);
      if (text === undefined || placed.mark) return placed;
      const typed = retype(placed.card, text, this.geometry!.set);
      fits &&= typed?.fits ?? false;
      return typed ? { ...placed, card: { ...placed.card, text: typed.text } } : placed;
    });
    this.picture = { ...picture, cards };
    return fits;
  }

  async #run(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#running = true;
    this.#started = performance.now();
    const job = this.#latest!;
    try {
      this.#show(await this.#draw(job));
      this.#made = job;
    } catch {
      this.failed = true;
      return;
    } finally {
      this.#running = false;
    }
    if (this.#latest !== job) this.#update();
  }

  async #draw({ wish, input, screen, scale, asked }: Job): Promise<Picture> {
    const { focus } = wish;
    const bone = focus ? input.bones.findIndex(({ branch }) => branch.id === focus.bone) : -1;
    for (let level = 1; ;) {
      const canvas = { width: screen.width * level, height: screen.height * level };
      const keepFree = level === 1 ? wish.keepFree : [];
      const wishes = panes(
        input.fish,
        { ...wish, ...canvas, keepFree, largest: wish.largest * level, closest: wish.closest * level, caption: wish.caption * level },
        bone,
        focus?.part,
      );
      const fits: Fit[] = [];
      for (const [index, pane] of wishes.entries()) {
        const key = `${level} ${index} ${JSON.stringify(pane.canvas.form)} ${pane.from}`;
        const old = this.#fits.get(key);
        const fit =
          old?.input === input && old.asked === asked
            ? old.fit
            : await this.geometry!.fit(pane.fish, pane.canvas, old?.fit.arrangement ?? null);
        this.#fits.set(key, { input, asked, fit });
        fits.push(fit);
      }
      const next = nextLevel(level, scale);
      if (next === null || fits[0]!.share >= ALL) return pictureOf({ ...canvas, level }, wishes, fits, input, this.picture);
      level = next;
    }
  }

  /** On another canvas cards stand elsewhere: the one that was looked at stays where it is on the screen. */
  #show(picture: Picture): void {
    const [before, zoom] = [this.picture, this.#zoom];
    const at = this.#anchor ?? { x: this.screen.width / 2, y: this.screen.height / 2 };
    const mark = before && zoom && before.level !== picture.level ? nearest(before, this.toCanvas(at)) : null;
    const was = mark && this.onScreen(areaOf(mark));
    this.picture = picture;
    const there = mark && cardOf(picture, mark.id);
    if (!zoom || !was || !there) return;
    const is = this.onScreen(areaOf(there));
    this.#zoom = held({ ...zoom, x: zoom.x + was.x - is.x, y: zoom.y + was.y - is.y }, this.screen);
  }
}

function nearest(picture: Picture, point: Point): PlacedCard | null {
  let best = cardAt(picture, point);
  let least = Infinity;
  for (const card of best ? [] : picture.cards) {
    const { x, y, width, height } = areaOf(card);
    const away = Math.hypot(x + width / 2 - point.x, y + height / 2 - point.y);
    if (away < least) [best, least] = [card, away];
  }
  return best;
}
