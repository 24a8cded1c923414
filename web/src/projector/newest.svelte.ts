/** Causes that have just come, one after the other, each long enough to be read. */
import { untrack } from 'svelte';
import type { NoteId, NoteView } from '../board/model';

/** How long one stands alone, and how long at least where many come, in milliseconds. */
const LONG = 6_000;
const SHORT = 1_800;
/** More than these are not waited for: they stand on the fish all the same. */
const QUEUE = 6;
/** How long the wall is taken to be busy after the last one. */
const BUSY = 8_000;

/** Made while a component is set up. */
export class Newest {
  /** The one that is shown. */
  id = $state<NoteId | null>(null);
  /** Something came in the last seconds. */
  busy = $state(false);
  #queue: NoteId[] = [];
  #known: Set<NoteId> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #calm: ReturnType<typeof setTimeout> | undefined;

  constructor(read: () => ReadonlyMap<NoteId, NoteView>) {
    $effect(() => {
      const notes = read();
      untrack(() => this.#look(notes));
    });
    $effect(() => () => {
      clearTimeout(this.#timer);
      clearTimeout(this.#calm);
    });
  }

  #look(notes: ReadonlyMap<NoteId, NoteView>): void {
    if (!this.#known) {
      this.#known = new Set(notes.keys());
      return;
    }
    const known = this.#known;
    // A cause is there once it has words.
    const fresh = [...notes.values()].filter(
      ({ id, text, mergedInto, parked }) => !known.has(id) && text.trim() !== '' && !mergedInto && !parked,
    );
    if (fresh.length === 0) return;
    for (const { id } of fresh) known.add(id);
    this.#queue = [...this.#queue, ...fresh.map(({ id }) => id)].slice(-QUEUE);
    this.busy = true;
    clearTimeout(this.#calm);
    this.#calm = setTimeout(() => (this.busy = false), BUSY);
    if (this.id === null) this.#show();
  }

  #show(): void {
    this.id = this.#queue.shift() ?? null;
    if (this.id === null) return;
    this.#timer = setTimeout(() => this.#show(), Math.max(SHORT, LONG / (this.#queue.length + 1)));
  }
}
