/** How people come in: the code and the link, asked for until the server answers. */
import { ApiError, api } from '../api';

export class Invite {
  code = $state<string | null>(null);
  link = $state<string | null>(null);
  /** The projector's own link, which the facilitator may hand on. */
  projector = $state<string | null>(null);
  #wait: ReturnType<typeof setTimeout> | undefined;
  #left = false;

  constructor(board: string, token: string) {
    void this.#ask(board, token, 1000);
  }

  async #ask(board: string, token: string, wait: number): Promise<void> {
    try {
      const { body } = await api.state(board, token);
      this.code = body.join_code ?? null;
      this.link = body.join_link ?? null;
      this.projector = body.projector_link ?? null;
    } catch (error) {
      const refused = error instanceof ApiError && error.status >= 400 && error.status < 500;
      if (!this.#left && !refused) this.#wait = setTimeout(() => void this.#ask(board, token, Math.min(wait * 2, 15_000)), wait);
    }
  }

  leave(): void {
    this.#left = true;
    clearTimeout(this.#wait);
  }
}

/** The part of a link that people type: no scheme, no code. */
export function spokenAddress(link: string): string {
  return link.replace(/^https?:\/\//, '').replace(/[#?].*$/, '').replace(/\/$/, '');
}

/** `ABC234` as `ABC 234`, which the eye keeps until the hand has typed it. */
export function spacedCode(code: string): string {
  return code.length === 6 ? `${code.slice(0, 3)} ${code.slice(3)}` : code;
}
