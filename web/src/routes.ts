/** What the address says: which screen, which board, which secret. */
export type Route =
  | { screen: 'home'; key: string | null }
  | { screen: 'join'; code: string }
  | { screen: 'participant' | 'facilitator' | 'projector'; board: string; token: string | null }
  | { screen: 'unknown' };

const ROLES = { board: 'participant', facilitate: 'facilitator', project: 'projector' } as const;

export function route(path: string, hash: string): Route {
  const secret = decodeURIComponent(hash.replace(/^#/, ''));
  const [first = '', second = '', ...rest] = path.split('/').filter(Boolean);
  if (first === '') return { screen: 'home', key: secret.startsWith('key=') ? secret.slice(4) : null };
  if (first === 'join' && rest.length === 0) return { screen: 'join', code: (second || secret).toUpperCase() };
  if (first in ROLES && second && rest.length === 0)
    return { screen: ROLES[first as keyof typeof ROLES], board: decodeURIComponent(second), token: secret || null };
  return { screen: 'unknown' };
}

const tokenKey = (screen: string, board: string): string => `herringbone:token:${screen}:${board}`;

/** The fragment's token, kept on this device, so that a refresh or a shortened address keeps the role. */
export function keepToken(screen: string, board: string, token: string | null): string | null {
  try {
    if (token) localStorage.setItem(tokenKey(screen, board), token);
    return token ?? localStorage.getItem(tokenKey(screen, board));
  } catch {
    return token;
  }
}

export function forgetToken(screen: string, board: string): void {
  try {
    localStorage.removeItem(tokenKey(screen, board));
  } catch {
    // Nothing was kept.
  }
}
