// The ways to the provider and back. The fragment of an address is a secret: it stays in this window while somebody signs in.

import { root } from '../device/root';

const BACK = 'herringbone:sign-in:back';
/** Where a sign-in ends that was begun beside a page. */
const BESIDE = `${root}/sign-in?beside`;

/** The server's address that leads to the provider, and from there to a page of this app. */
export function wayTo(to: string, as?: 'another'): string {
  return `${root}/auth/sign-in?${new URLSearchParams({ to, ...(as && { as }) })}`;
}

/** Leaves this page to sign in, and comes back to its very address. */
export function signInHere(as?: 'another'): void {
  const { pathname, search, hash } = location;
  const to = pathname + search;
  try {
    sessionStorage.setItem(root + BACK, to + hash);
  } catch {
    // Then the page finds what this device remembers of it.
  }
  location.assign(wayTo(`${root}/sign-in?${new URLSearchParams({ to })}`, as));
}

/** Signs in in a window of its own: whatever is on this page stays. */
export function signInBeside(): void {
  if (!window.open(wayTo(BESIDE), 'sign-in')) signInHere();
}

/** Where somebody goes on who has signed in: the address that was left, with its fragment; never out of the app. */
export function backTo(to: string | null, kept: string | null = takeKept()): string {
  const home = `${root}/`;
  if (!to || !URL.canParse(to, location.href)) return home;
  const { origin, pathname, search } = new URL(to, location.href);
  if (origin !== location.origin || !pathname.startsWith(home)) return home;
  const address = pathname + search;
  return kept?.split('#')[0] === address ? kept : address;
}

function takeKept(): string | null {
  try {
    const kept = sessionStorage.getItem(root + BACK);
    sessionStorage.removeItem(root + BACK);
    return kept;
  } catch {
    return null;
  }
}
