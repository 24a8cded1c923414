/** Who is signed in in this browser, as the server says. Asked for where somebody leads or hosts, and nowhere else. */
import { call } from '../api';
import type { components } from '../generated/api';
import { fetched } from '../device/fetched';
import { root } from '../device/root';
import { discard, store, stored } from '../device/storage';

export type Standing = components['schemas']['SignInState'];

/** `in` while somebody was signed in when this browser last asked; `out` since somebody signed out. */
const MARK = 'herringbone:sign-in';
const CHANNEL = `${root}herringbone:sign-in`;
const NOT_OFFERED: Standing = { offered: false, facilitators_sign_in: false, person: null };
/** The clocks of two machines differ: what has ended by this one's is asked for again after so long. */
const AGAIN_MS = 60_000;

class SignIn {
  /** What the server said last; null before it has said anything. */
  said = $state.raw<Standing | null>(null);
  #asked = 0;
  /** By which this window hears of the others; it does not hear itself. */
  #channel: BroadcastChannel | null = null;

  readonly person = $derived(this.said?.person ?? null);
  readonly offered = $derived(this.said?.offered ?? false);
  readonly mayHost = $derived(this.person?.host ?? false);
  /** When the sign-in ends; null where there is none. */
  readonly until = $derived(this.person?.until ?? null);
  /** To lead takes a sign-in, and there is none that counts. */
  readonly lacking = $derived((this.said?.facilitators_sign_in ?? false) && !this.mayHost && !this.person?.facilitator);

  /** Somebody was signed in the last time, so the answer is worth waiting for. */
  get expected(): boolean {
    return stored(MARK) === 'in';
  }

  /** Somebody signed out here: what this device keeps of boards is shown to nobody before the server lets them in. */
  get left(): boolean {
    return stored(MARK) === 'out';
  }

  /** Of several questions the last one's answer stays. */
  async ask(): Promise<void> {
    const asked = ++this.#asked;
    let said: Standing;
    try {
      said = (await call('get', '/api/session', {})).body;
    } catch {
      // A server that cannot be reached offers nothing; what it said before still holds.
      said = this.said ?? NOT_OFFERED;
    }
    if (asked !== this.#asked) return;
    this.said = said;
    if (said.person) store(MARK, 'in');
    else if (!said.offered) discard(MARK);
  }

  /** Follows what becomes of the sign-in, also by other windows, until it is stopped. `out`: somebody signed out in one. */
  watch(out: () => void = () => {}): () => void {
    const channel = (this.#channel = new BroadcastChannel(CHANNEL));
    channel.onmessage = ({ data }) => (data === 'out' ? out() : void this.ask());
    // Whoever goes back after signing out would see a page that the browser kept as it was.
    const hide = (): boolean => (document.body.hidden = this.person !== null);
    const back = ({ persisted }: PageTransitionEvent): void => {
      if (!persisted) return;
      if (this.left) location.reload();
      else document.body.hidden = false;
    };
    const seen = (): void => {
      if (document.visibilityState === 'visible' && this.said?.offered && !this.person) void this.ask();
    };
    addEventListener('pagehide', hide);
    addEventListener('pageshow', back);
    document.addEventListener('visibilitychange', seen);
    return () => {
      channel.close();
      this.#channel = null;
      removeEventListener('pagehide', hide);
      removeEventListener('pageshow', back);
      document.removeEventListener('visibilitychange', seen);
    };
  }

  /** Asks again once the sign-in has ended. Returns how to stop. */
  awaitEnd(): () => void {
    const until = this.said?.person?.until;
    if (!until) return () => {};
    const left = new Date(until).getTime() - Date.now();
    const timer = setTimeout(() => void this.ask(), Math.min(Math.max(left + 1000, AGAIN_MS), 2 ** 31 - 1));
    return () => clearTimeout(timer);
  }

  /** Tells the other windows of this browser. */
  tell(what: 'in' | 'out'): void {
    (this.#channel ?? new BroadcastChannel(CHANNEL)).postMessage(what);
  }

  /** Nobody is signed in here any more. Returns where the provider ends its own part of it, if it does. */
  async leave(): Promise<string | null> {
    const answer = await fetched(`${root}/auth/sign-out`, { method: 'POST', cache: 'no-store' });
    if (!answer.ok) throw new Error(`${answer.status}`);
    const { at } = (await answer.json()) as { at: string | null };
    store(MARK, 'out');
    this.tell('out');
    this.said = this.said && { ...this.said, person: null };
    return at;
  }
}

export const signIn = new SignIn();
