import { signIn } from '../sign-in/sign-in.svelte';
import { hostBoards } from './host-boards.svelte';

/** How a page is the host's: by the host's key, or because a host is signed in. Made while a component is. */
export class HostAccess {
  /** A host was signed in while this page was open: what is on it stays when that ends. */
  #was = $state(false);
  readonly host = $derived.by(() => hostBoards(this.given(), this.#was || signIn.mayHost));

  constructor(
    /** The key in the address. */
    private readonly given: () => string | null = () => null,
  ) {
    void signIn.ask();
    $effect(() => signIn.watch(() => location.reload()));
    $effect(() => signIn.awaitEnd());
    $effect(() => {
      if (signIn.mayHost) this.#was = true;
    });
  }

  /** It is not known yet whether a host is signed in. */
  get asking(): boolean {
    return this.host === null && signIn.said === null;
  }
}
