import { discard, store, stored } from './device/storage';
import { root } from './device/root';

/** What the address says: which screen, which board, which secret. */
export type Route =
  | { screen: 'home'; key: string | null }
  | { screen: 'programme'; of: string }
  | { screen: 'server' | 'sign-in' }
  | { screen: 'join'; code: string }
  | { screen: 'participant' | 'facilitator' | 'projector' | 'department'; board: string; token: string | null }
  | { screen: 'unknown' };

const ROLES = new Map<string, 'participant' | 'facilitator' | 'projector' | 'department'>([
  ['board', 'participant'],
  ['facilitate', 'facilitator'],
  ['project', 'projector'],
  ['department', 'department'],
]);

export function route(path: string, hash: string): Route {
  const secret = decoded(hash.replace(/^#/, ''));
  const [first = '', second = '', ...rest] = path.slice(root.length).split('/').filter(Boolean);
  if (first === '') return { screen: 'home', key: secret.startsWith('key=') ? secret.slice(4) : null };
  if (first === 'join' && rest.length === 0) return { screen: 'join', code: (second || secret).toUpperCase() };
  if ((first === 'server' || first === 'sign-in') && !second) return { screen: first };
  if (first === 'programme' && second && rest.length === 0) return { screen: 'programme', of: second };
  const role = ROLES.get(first);
  // The page of a department is named by the board and the department.
  if (role && second && rest.length === Number(first === 'department'))
    return { screen: role, board: [second, ...rest].map(decoded).join('/'), token: secret || null };
  return { screen: 'unknown' };
}

/** A link that was cut in the middle of an escape is still a link. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Goes to another screen without loading the page again; going back does not come here any more. */
export function replace(address: string, state: 'joined' | null = null): void {
  history.replaceState(state, '', address);
  dispatchEvent(new PopStateEvent('popstate'));
}

const tokenKey = (screen: string, board: string): string => `herringbone:token:${screen}:${board}`;

/** The fragment's token, kept on this device, so that a refresh or a shortened address keeps the role. */
export function keepToken(screen: string, board: string, token: string | null): string | null {
  if (token) store(tokenKey(screen, board), token);
  return token ?? stored(tokenKey(screen, board));
}

export function forgetToken(screen: string, board: string): void {
  discard(tokenKey(screen, board));
}
