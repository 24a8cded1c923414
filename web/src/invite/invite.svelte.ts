/** How people come in: the code and the link, asked for until the server answers, and again once the code is renewed. */
import { ApiError, api } from '../api';

export class Invite {
  code = $state<string | null>(null);
  link = $state<string | null>(null);
  /** The same link by every address of the server, the likeliest first; none where there is no choice. */
  links = $state<string[]>([]);
  /** The projector's own link, which the facilitator may hand on. */
  projector = $state<string | null>(null);
  /** The renewal that the code is of; none while it is asked for. */
  #renewed: number | null = null;
  /** The last renewal that the board spoke of. */
  #wanted = 0;
  #wait: ReturnType<typeof setTimeout> | undefined;
  #left = false;

  constructor(
    readonly board: string,
    readonly token: string,
  ) {
    void this.#ask(1000);
  }

  /** The board says which renewal holds. The code of an earlier one is not shown any longer. */
  follow(renewed: number): void {
    this.#wanted = renewed;
    if (this.#renewed === null || renewed <= this.#renewed) return;
    this.#renewed = null;
    this.code = null;
    this.link = null;
    void this.#ask(1000);
  }

  async #ask(wait: number): Promise<void> {
    try {
      const { body } = await api.state(this.board, this.token);
      const renewed = body.code_renewed ?? 0;
      // Renewed while the answer was on its way.
      if (renewed < this.#wanted) return this.#later(wait);
      this.code = body.join_code ?? null;
      this.link = body.join_link ?? null;
      this.links = body.join_links ?? [];
      this.projector = body.projector_link ?? null;
      this.#renewed = renewed;
    } catch (error) {
      const refused = error instanceof ApiError && error.status >= 400 && error.status < 500;
      if (!refused) this.#later(wait);
    }
  }

  #later(wait: number): void {
    if (!this.#left) this.#wait = setTimeout(() => void this.#ask(Math.min(wait * 2, 15_000)), wait);
  }

  leave(): void {
    this.#left = true;
    clearTimeout(this.#wait);
  }
}

/** What an invitation says, by this address of the server where that is one of its addresses. */
export function invitedAt({ code, link, links = [] }: Invitation, address: string | null): Invitation {
  return { code, links, link: links.find((other) => address !== null && originOf(other) === address) ?? link };
}

export type Invitation = Pick<Invite, 'code' | 'link'> & Partial<Pick<Invite, 'links'>>;

/** The address of the server in a link of its. */
export function originOf(link: string): string {
  return link.replace(/^(\w+:\/\/[^/]*).*$/, '$1');
}

/** The part of a link that people type: no scheme, no code. */
export function spokenAddress(link: string): string {
  return link
    .replace(/^https?:\/\//, '')
    .replace(/[#?].*$/, '')
    .replace(/\/$/, '');
}

/** `ABC234` as `ABC 234`, which the eye keeps until the hand has typed it. */
export function spacedCode(code: string): string {
  return code.length === 6 ? `${code.slice(0, 3)} ${code.slice(3)}` : code;
}
