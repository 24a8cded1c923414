/** The wall goes from bone to bone by itself where not everything can be read at once. */
import { untrack } from 'svelte';
import type { BranchView } from '../board/model';
import type { WallChoice, WallShows } from './wall';
import { dwell, stops, type Stop } from './stops';

export interface TourState {
  branches: readonly BranchView[];
  choice: WallChoice;
  /** Not everything can be read on the whole fish. */
  cut: boolean;
  /** Something new has come, or somebody points: the tour waits. */
  waits: boolean;
  /** Another wall that this one shows in small: it is where that one is. */
  follow?: WallShows | null;
}

/** Made while a component is set up. */
export class Tour {
  #at = $state(0);
  #read: () => TourState;
  /** How many steps were asked for when this page was opened, or since. */
  #steps: number | null = null;

  readonly stops: Stop[] = $derived.by(() => stops(this.#read().branches));
  readonly #count = $derived(this.stops.length);
  /** It goes on by itself. */
  readonly touring = $derived.by(() => {
    const { choice, cut } = this.#read();
    return this.#count > 1 && (choice.tour === 'on' || (choice.tour === 'auto' && cut));
  });
  readonly #mode = $derived.by(() => this.#read().choice.tour);
  readonly #waits = $derived.by(() => this.#read().waits);
  readonly #asked = $derived.by(() => this.#read().choice.steps);
  readonly #bone = $derived.by(() => this.#read().choice.bone);
  readonly #followed = $derived.by(() => this.#read().follow?.stop ?? null);

  constructor(read: () => TourState) {
    this.#read = read;
    $effect(() => this.#step(this.#asked));
    $effect(() => this.#look(this.#bone));
    $effect(() => {
      if (this.#waits || !this.touring || this.#followed !== null) return;
      const { at } = this;
      const wait = untrack(() => dwell(this.#read().branches, this.stops[at] ?? null));
      const timer = setTimeout(() => (this.#at = (this.at + 1) % this.#count), wait);
      return () => clearTimeout(timer);
    });
  }

  /** Which of the stops; the whole fish where nothing tours and nobody stepped. */
  get at(): number {
    if (this.#followed !== null) return Math.min(Math.max(0, this.#followed - 1), this.#count - 1);
    const stays = this.touring || this.#mode === 'held';
    return stays ? Math.min(this.#at, this.#count - 1) : 0;
  }

  get stop(): Stop {
    return this.stops[this.at] ?? null;
  }

  /** To the bone that was chosen. */
  #look(bone: string | null): void {
    untrack(() => {
      const at = bone === null ? -1 : this.stops.findIndex((stop) => stop?.bone === bone);
      if (at > 0) this.#at = at;
    });
  }

  #step(asked: number): void {
    untrack(() => {
      const before = this.#steps;
      this.#steps = asked;
      // Steps of before this page was opened were taken by another.
      if (before === null || asked <= before) return;
      const { to } = this.#read().choice;
      this.#at = to === 'whole' ? 0 : (this.at + (to === 'next' ? 1 : this.#count - 1)) % this.#count;
    });
  }
}
