// The host's boards, as the server lists them: the same on every device. They come in parts, the one made last first.

import { ApiError, call, type CreatedBoard } from '../api';
import { boardCalls } from '../board-calls';
import type { components } from '../generated/api';
import { hostKey, shelf } from './made-boards.svelte';
import { root } from '../device/root';

export type ListedBoard = components['schemas']['Listed'];
export type SavedTemplate = components['schemas']['SavedTemplate'];
export type Filter = 'current' | 'expiring' | 'late' | 'archived';

/** As many as one answer may have. */
const PART = 100;

export class HostBoards {
  boards = $state.raw<ListedBoard[]>([]);
  templates = $state.raw<SavedTemplate[]>([]);
  /** `key`: the host's key is not valid, or the sign-in has ended. `network`: no answer. */
  trouble = $state<'' | 'key' | 'network'>('');
  loading = $state(false);
  /** All of them are here. */
  whole = $state(false);

  /** The host's key; null where a host is signed in, which the server sees by itself. */
  constructor(readonly key: string | null) {}

  get #token(): string | undefined {
    return this.key ?? undefined;
  }

  /** Loads all boards, a part at a time. What is here already stays until it has come anew. */
  async load(): Promise<void> {
    if (this.loading) return;
    this.loading = true;
    this.trouble = '';
    try {
      this.templates = (await call('get', '/api/saved-templates', { token: this.#token })).body;
      let all: ListedBoard[] = [];
      for (let part: ListedBoard[] = []; all.length === 0 || part.length === PART;) {
        const after = all.at(-1)?.id;
        part = (await call('get', '/api/boards', { token: this.#token, query: { limit: PART, ...(after ? { after } : {}) } })).body;
        all = [...all, ...part];
        if (!this.whole) this.boards = all;
        if (part.length === 0) break;
      }
      this.boards = all;
      this.whole = true;
      shelf.keepOnly(new Set(all.map(({ id }) => id)));
    } catch (error) {
      this.trouble = error instanceof ApiError && (error.status === 401 || error.status === 403) ? 'key' : 'network';
    }
    this.loading = false;
  }

  /** The way to lead a board: the link that this device has, else one that the server makes for it. */
  async open(id: string): Promise<string> {
    const known = shelf.boards.find((board) => board.id === id);
    const token = known?.facilitator_token ?? (await this.#link(id));
    return `${root}/facilitate/${id}#${token}`;
  }

  async #link(id: string): Promise<string> {
    const made = (await call('post', '/api/boards/{id}/open', { token: this.#token, path: { id } })).body;
    shelf.keep(made, this.boards.find((board) => board.id === id)?.dates.made);
    return made.facilitator_token;
  }

  /** The address of a file with everything of the board. */
  async file(id: string): Promise<string> {
    const token = shelf.boards.find((board) => board.id === id)?.facilitator_token ?? (await this.#link(id));
    return boardCalls.exportUrl(id, token, 'json', 'en');
  }

  async archive(board: ListedBoard, archived: boolean): Promise<void> {
    await call('post', '/api/boards/{id}/archive', { token: this.#token, path: { id: board.id }, body: { archived } });
    this.boards = this.boards.map((one) => (one.id === board.id ? { ...one, archived } : one));
  }

  /** A board that would be archived or deleted soon stays. */
  async keep(id: string): Promise<void> {
    const { archives_at, deletes_at, expiring } = await boardCalls.keep(id, this.#token);
    this.boards = this.boards.map((one) => (one.id === id ? { ...one, archives_at, deletes_at, expiring } : one));
  }

  async duplicate(id: string, title: string, causes: boolean): Promise<CreatedBoard> {
    const made = (await call('post', '/api/boards/{id}/duplicate', { token: this.#token, path: { id }, body: { title, causes } })).body;
    shelf.keep(made);
    await this.load();
    return made;
  }

  async saveTemplate(board: string, title: string): Promise<void> {
    const saved = (await call('post', '/api/saved-templates', { token: this.#token, body: { board, title } })).body;
    this.templates = [saved, ...this.templates];
  }

  /** Another name, or the frame of another board. What comes of it has an id of its own. */
  async changeTemplate(id: string, change: { title?: string; board?: string }): Promise<string> {
    const saved = (await call('put', '/api/saved-templates/{id}', { token: this.#token, path: { id }, body: change })).body;
    this.templates = this.templates.map((one) => (one.id === id ? saved : one));
    return saved.id;
  }

  async deleteTemplate(id: string): Promise<void> {
    await call('delete', '/api/saved-templates/{id}', { token: this.#token, path: { id } });
    this.templates = this.templates.filter((one) => one.id !== id);
  }

  async delete(id: string): Promise<void> {
    try {
      await boardCalls.remove(id, this.#token);
    } catch (error) {
      // Somebody else was faster.
      if (!(error instanceof ApiError && error.status === 404)) throw error;
    }
    shelf.drop(id);
    this.boards = this.boards.filter((one) => one.id !== id);
  }
}

/** The boards of one kind that have every word that was typed, in any case. */
export function fitting(boards: ListedBoard[], filter: Filter, search: string): ListedBoard[] {
  const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/ł/g, 'l');
  const words = plain(search).split(/\s+/).filter(Boolean);
  return boards.filter(
    (board) =>
      // What will be gone soon is not overlooked because it was put away.
      (filter === 'expiring' ? board.expiring === true : (filter === 'archived') === board.archived) &&
      (filter !== 'late' || board.late > 0) &&
      words.every((word) => plain(board.title).includes(word)),
  );
}

/** Nothing that anybody would miss is on it. */
export function isBare({ state, counts }: ListedBoard): boolean {
  return state === 'new' && counts.people + counts.causes + counts.projects === 0;
}

let boards: HostBoards | null = null;

/** The boards of this key, or without one those of the host who is signed in; null if nobody is. They are kept while the page is. */
export function hostBoards(given: string | null, signedIn = false): HostBoards | null {
  const key = hostKey(given);
  if (key === null && !signedIn) return (boards = null);
  return boards && boards.key === key ? boards : (boards = new HostBoards(key));
}
