import { untrack } from 'svelte';
import type { BoardStore } from '../board/store.svelte';
import type { Status } from '../board/model';
import { signIn } from '../sign-in/sign-in.svelte';

const IN: ReadonlySet<Status> = new Set(['saved', 'sending', 'finished', 'unstored']);

/**
 * Whether the facilitator's page may be seen. Where to lead takes a sign-in, nobody sees the board before the server has let
 * them in; and whoever was let in stays on the page when the sign-in ends. Made while a component is.
 */
export class Entry {
  /** The server has let this page in. */
  #was = $state(false);
  /** Somebody signed out in this browser: the copy of the board that it keeps is not shown. */
  readonly #careful = signIn.left;
  /** The server says whose the sign-in is, or is asked again for the board. */
  #asking = $state(false);
  #triedAgain = false;

  constructor(private readonly store: Pick<BoardStore, 'status' | 'connection'>) {
    $effect(() => signIn.watch());
    $effect(() => signIn.awaitEnd());
    $effect(() => {
      if (!IN.has(store.status)) return;
      // Whether there is an end to wait for.
      if (!this.#was) untrack(() => void signIn.ask());
      this.#was = true;
      this.#triedAgain = false;
    });
    $effect(() => {
      if (store.status === 'denied') untrack(() => void this.#askWhy());
    });
    // Signed in again, in another window.
    $effect(() => {
      if (store.status === 'denied' && !this.#asking && !signIn.lacking) untrack(() => this.#again());
    });
  }

  get seen(): 'board' | 'sign-in' | 'denied' | 'waiting' {
    const { status } = this.store;
    if (status !== 'denied') return this.#careful && !this.#was ? 'waiting' : 'board';
    if (this.#asking) return this.#was ? 'board' : 'waiting';
    if (signIn.lacking) return this.#was ? 'board' : 'sign-in';
    return 'denied';
  }

  async #askWhy(): Promise<void> {
    this.#asking = true;
    await signIn.ask();
    this.#asking = false;
  }

  /** Refused again with a sign-in that does, it is the link that is not valid. */
  #again(): void {
    if (this.#triedAgain || !signIn.said?.facilitators_sign_in) return;
    this.#triedAgain = true;
    this.store.connection.again();
  }
}
