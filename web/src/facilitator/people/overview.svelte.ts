import { onDestroy } from 'svelte';
import { type PersonOverview } from '../../api';
import { boardCalls } from '../../board-calls';
import type { BoardView } from '../../board/model';
import { latest } from '../../ui/latest';
import type { FacilitatorState } from '../facilitator-state.svelte';

/** While a whole room joins and writes, asking once a second is enough. */
const PAUSE = 1_000;

/**
 * Everybody who ever joined, with what the server tells the facilitator alone: when, and how many causes are theirs.
 * Until it has answered, what the board shows.
 */
export class PeopleOverview {
  #told = $state.raw<readonly PersonOverview[] | null>(null);
  #pause: ReturnType<typeof setTimeout> | undefined;
  readonly #changed = $derived.by(() => {
    const { people, former, notes } = this.facilitation.view;
    return [people.size, former.size, notes.size].join();
  });
  readonly all = $derived.by(() => this.#told ?? shown(this.facilitation.view));
  readonly here = $derived(this.all.filter(({ removed }) => !removed));
  readonly removed = $derived(this.all.filter(({ removed }) => removed));

  readonly #read = latest(
    () => boardCalls.people(this.facilitation.place.board, this.facilitation.place.token),
    (people) => void (this.#told = people),
  );

  /** Made by a component, for as long as it lives. */
  constructor(readonly facilitation: FacilitatorState) {
    void this.#read();
    $effect(() => {
      void this.#changed;
      this.#pause ??= setTimeout(() => {
        this.#pause = undefined;
        void this.#read();
      }, PAUSE);
    });
    onDestroy(() => clearTimeout(this.#pause));
  }
}

function shown({ people, former, notes }: BoardView): PersonOverview[] {
  const written = new Map<string | null, number>();
  for (const { author } of notes.values()) written.set(author, (written.get(author) ?? 0) + 1);
  const overview =
    (removed: boolean) =>
    ({ id, name, department }: { id: string; name: string; department: string | null }): PersonOverview => {
      return { participant: id, name, department: department ?? '', removed, notes: written.get(id) ?? 0, in_bin: 0, active: true };
    };
  return [...[...people.values()].map(overview(false)), ...[...former.values()].map(overview(true))];
}
