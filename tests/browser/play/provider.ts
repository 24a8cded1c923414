import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider as OpenIdProvider, interactionPolicy } from 'oidc-provider';

/** Somebody whom the provider knows. */
export interface Account {
  name: string;
  email: string;
  email_verified: boolean;
  groups?: string[];
}

/** By what they type at the provider. */
export const ACCOUNTS: Record<string, Account> = {
  hanna: { name: 'Hanna Host', email: 'hanna@firm.example', email_verified: true },
  felix: { name: 'Felix Facilitator', email: 'felix@firm.example', email_verified: true },
  greta: { name: 'Greta of the Group', email: 'greta@elsewhere.example', email_verified: true, groups: ['quality'] },
  // Her address would be on the list, if only the provider vouched for it.
  ursula: { name: 'Ursula Unverified', email: 'hanna@firm.example', email_verified: false },
  // Names come from elsewhere, and are whatever they are.
  wolfe: {
    name: `<img src=x onerror=alert(1)> ${'Wolfeschlegelsteinhausenbergerdorff'.repeat(2)}`,
    email: 'wolfe@firm.example',
    email_verified: true,
    groups: ['quality'],
  },
  sven: { name: 'Sven Stranger', email: 'sven@elsewhere.example', email_verified: true },
};

export const CLIENT = 'herringbone';
export const SECRET = 'the-secret-of-the-client-at-the-provider';

/**
 * An OpenID provider on a free port: the certified library, with accounts that need no password and a form that asks for nothing but
 * the name. It is reached under another name than the product's server, so that a browser takes them for two sites, as in life.
 */
export class Provider {
  issuer = '';
  /** Answers in the library's own order, unless this says something else to the browser or the server. */
  instead: ((asked: IncomingMessage, answer: ServerResponse) => boolean) | null = null;
  /** Leads browsers back to another address than the library would. */
  leads: ((back: string) => string) | null = null;
  /** Every address that it was asked for. */
  readonly asked: string[] = [];
  #server: Server | undefined;
  #openid: OpenIdProvider | undefined;
  #port = 0;

  /** Begins to listen, on the port it had before if it ran already. */
  async start(): Promise<void> {
    this.#server = createServer((asked, answer) => {
      this.asked.push(asked.url ?? '');
      if (this.instead?.(asked, answer)) return;
      const say = answer.setHeader.bind(answer);
      answer.setHeader = (name, value) => {
        const back = name.toLowerCase() === 'location' && String(value).includes('/auth/callback?');
        return say(name, back && this.leads ? this.leads(String(value)) : value);
      };
      if (!this.#openid) return void answer.writeHead(503).end();
      if (asked.url?.startsWith('/interaction/')) return void this.#interact(asked, answer);
      void this.#openid.callback()(asked, answer);
    });
    await new Promise<void>((ready) => this.#server?.listen(this.#port, '127.0.0.1', ready));
    this.#port = (this.#server.address() as AddressInfo).port;
    this.issuer = `http://localhost:${this.#port}`;
  }

  /** Nothing answers any more. */
  async stop(): Promise<void> {
    const closed = new Promise((done) => this.#server?.close(done));
    this.#server?.closeAllConnections();
    await closed;
  }

  /** Knows an installation by where it lies, and what somebody has to be shown after signing out. */
  know(base: string): void {
    const policy = interactionPolicy.base();
    // Somebody who is signed in there already may be asked who else they are.
    policy.add(new interactionPolicy.Prompt({ name: 'select_account', requestable: true }), 0);
    this.#openid = new OpenIdProvider(this.issuer, {
      clients: [
        {
          client_id: CLIENT,
          client_secret: SECRET,
          redirect_uris: [`${base}/auth/callback`],
          post_logout_redirect_uris: [`${base}/`],
          response_types: ['code'],
          grant_types: ['authorization_code'],
        },
      ],
      claims: { email: ['email', 'email_verified'], profile: ['name', 'groups'] },
      cookies: { keys: [randomBytes(24).toString('hex')] },
      features: { devInteractions: { enabled: false } },
      jwks: { keys: [generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })] },
      pkce: { required: () => true },
      ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 3600, IdToken: 600, Interaction: 600, Session: 3600 },
      findAccount: (_: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id, ...ACCOUNTS[id] }) }),
      interactions: { policy, url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    });
    this.#openid.on('server_error', (_: unknown, error: Error) => console.error('provider:', error));
  }

  async #interact(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const openid = this.#openid!;
    try {
      const { prompt, params, session, uid } = await openid.interactionDetails(asked, answer);
      if (prompt.name === 'consent') {
        // The installation belongs to the firm: its people are not asked.
        const grant = new openid.Grant({ accountId: session.accountId, clientId: params.client_id });
        grant.addOIDCScope(params.scope);
        return await openid.interactionFinished(asked, answer, { consent: { grantId: await grant.save() } }, { mergeWithLastSubmission: true });
      }
      if (asked.method !== 'POST') {
        return void answer.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(form(uid));
      }
      const body = new URLSearchParams(await text(asked));
      const login = body.get('login') ?? '';
      const result = body.has('cancel')
        ? { error: 'access_denied', error_description: '<b>the words of a provider</b>' }
        : ACCOUNTS[login] && { login: { accountId: login }, select_account: {} };
      if (!result) return void answer.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(form(uid));
      await openid.interactionFinished(asked, answer, result, { mergeWithLastSubmission: false });
    } catch (error) {
      answer.writeHead(400, { 'content-type': 'text/plain' }).end(String(error));
    }
  }
}

async function text(asked: IncomingMessage): Promise<string> {
  let all = '';
  for await (const piece of asked) all += String(piece);
  return all;
}

const form = (uid: string): string => `<!doctype html>
<html lang="en">
  <title>Sign in at the firm</title>
  <main>
    <h1>Sign in at the firm</h1>
    <form method="post" action="/interaction/${uid}">
      <label>Your name at the firm <input name="login" /></label>
      <button>Go on</button>
      <button name="cancel" value="1">Cancel</button>
    </form>
  </main>
</html>`;
