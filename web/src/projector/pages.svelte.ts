/**
 * A list that is shown in pages: as many entries on each as fit in type that can be read from the last row. How many fit is learnt
 * from what had no room, so with the same list it only gets less, and comes to rest.
 */
export class Pages<T> {
  #per = $state(Infinity);

  constructor(private readonly list: () => readonly T[]) {}

  get count(): number {
    return Math.max(1, Math.ceil(this.list().length / this.#per));
  }

  /** The entries of a page, from 0; of the last one if there are fewer. */
  on(page: number): readonly T[] {
    if (this.count === 1) return this.list();
    const at = Math.min(page, this.count - 1);
    return this.list().slice(at * this.#per, (at + 1) * this.#per);
  }

  /** Takes note of how many entries of a page had no room. */
  left(hidden: number, page: number): void {
    if (hidden > 0) this.#per = Math.max(1, this.on(page).length - hidden);
  }
}
