import * as Y from 'yjs';
import { words } from './lenient';
import type { SyncProvider } from './provider';
import type { BoardView, TrayItem } from './model';

export type Lost = Omit<TrayItem, 'id' | 'at' | 'reason'> & {
  /** Smallest clock of what was not taken, to tell which came first; Infinity for pure removals. */
  clock: number;
};

/** What the server has of a document, by Yjs ids. */
export interface Known {
  has(id: Id): boolean;
  deleted(id: Id): boolean;
  /** The first clock of a client that it does not have. */
  clock(client: number): number;
  /** Is what it has under these ids what was written here? Where it cannot be told, it is. */
  same?(item: Y.Item): boolean;
}

interface Id {
  client: number;
  clock: number;
}

/**
 * What of `mine` the server does not have: insertions beyond its clocks and deletions that it does not know.
 * Compared by Yjs ids, not by values, so that what others changed meanwhile is never taken for mine. `fresh` is
 * the server's present state, where there is one: it still has the text of what was removed here.
 */
export function lostChanges(mine: Y.Doc, server: Known, fresh?: Y.Doc): Lost[] {
  const lost: Lost[] = [];
  for (const [id, item] of mine.getMap('notes')._map) {
    if (item.deleted) {
      const there = fresh?.getMap('notes').get(id);
      if (server.has(item.id) && !server.deleted(item.id) && there instanceof Y.Map)
        lost.push({ ...read(id, there), kind: 'removed', clock: Infinity });
      continue;
    }
    const note = valueOf(item);
    if (!(note instanceof Y.Map)) continue;
    if (!server.has(item.id) || server.same?.(item) === false) {
      lost.push({ ...read(id, note), kind: 'added', clock: item.id.clock });
      continue;
    }
    const kinds = changesOf(note, server);
    const clock = Math.min(...kinds.values());
    const there = fresh?.getMap('notes').get(id);
    const base = there instanceof Y.Map ? words(there.get('text')) : undefined;
    if (kinds.has('text')) lost.push({ ...read(id, note), kind: 'edited', base, clock });
    else if (kinds.has('branch') || kinds.has('parent') || kinds.has('order')) lost.push({ ...read(id, note), kind: 'moved', clock });
    else if (kinds.size > 0) lost.push({ ...read(id, note), kind: 'changed', clock });
  }
  return [...lost, ...lostFields(mine, server)];
}

/** Texts and numbers of the facilitator's other fields: `note` says where they belong, as `root/id/key` or `board//key`. */
function lostFields(mine: Y.Doc, server: Known): Lost[] {
  const lost: Lost[] = [];
  const look = (map: Y.Map<unknown>, path: string): void => {
    for (const [key, clock] of changesOf(map, server)) {
      const value = map.get(key);
      const text = typeof value === 'number' ? `${value}` : words(value);
      if (text) lost.push({ kind: 'changed', note: `${path}/${key}`, text, branch: '', parent: null, clock });
    }
  };
  look(mine.getMap('board'), 'board/');
  for (const root of ['branches', 'projects', 'facts'] as const)
    for (const [id, map] of mine.getMap(root)) {
      if (!(map instanceof Y.Map)) continue;
      look(map, `${root}/${id}`);
      const values = map.get('values');
      if (values instanceof Y.Map) look(values, `${root}/${id}/values`);
    }
  return lost;
}

/**
 * What will never be sent, when the board is closed to this person. Where the server has not said yet what it has
 * since this page was opened, what an earlier visit could not send is told by having no attribution.
 */
export function unsentChanges(mine: Y.Doc, sync: Pick<SyncProvider, 'acknowledgement' | 'compared'>, view: BoardView): Lost[] {
  const lost = lostChanges(mine, sync.acknowledgement);
  if (sync.compared) return lost;
  const attributed = mine.getMap('attribution');
  const unsent = [...view.notes.values()].filter(
    (note) => note.mine && !attributed.has(note.id) && !lost.some((item) => item.note === note.id),
  );
  return [...lost, ...unsent.map(({ id, text, branch, parent }): Lost => ({ kind: 'added', note: id, text, branch, parent, clock: 0 }))];
}

function read(id: string, note: Y.Map<unknown>): Omit<Lost, 'kind' | 'clock'> {
  return { note: id, text: words(note.get('text')), branch: words(note.get('branch')), parent: words(note.get('parent')) || null };
}

/** Keys whose value the server does not have, each with its smallest clock. */
function changesOf(map: Y.Map<unknown>, server: Known): Map<string, number> {
  const changed = new Map<string, number>();
  const see = (key: string, clock: number): void => {
    changed.set(key, Math.min(changed.get(key) ?? Infinity, clock));
  };
  for (const [key, item] of map._map) {
    if (!server.has(item.id) || server.same?.(item) === false) see(key, item.id.clock);
    else if (item.deleted && !server.deleted(item.id)) see(key, Infinity);
    const value = valueOf(item);
    if (!(value instanceof Y.Text)) continue;
    for (let piece = value._start; piece !== null; piece = piece.right) {
      const end = { client: piece.id.client, clock: piece.id.clock + piece.length - 1 };
      if (!piece.deleted && !server.has(end)) see(key, Math.max(piece.id.clock, server.clock(piece.id.client)));
      else if (!piece.deleted && server.same?.(piece) === false) see(key, piece.id.clock);
      else if (piece.deleted && server.has(piece.id) && !server.deleted(end)) see(key, Infinity);
    }
  }
  return changed;
}

function valueOf(item: Y.Item): unknown {
  if (item.deleted) return null;
  const content = item.content.getContent();
  return content[content.length - 1];
}

/** What a fresh copy of the server's document shows that the server has. */
export class Copy implements Known {
  #clocks: Map<number, number>;
  #deleted: ReturnType<typeof Y.createDeleteSetFromStructStore>;

  /** `own` are the Yjs clients that this person wrote with: somebody else may have been taken for them. */
  constructor(
    private readonly doc: Y.Doc,
    private readonly own: (client: number) => boolean,
  ) {
    this.#clocks = Y.decodeStateVector(Y.encodeStateVector(doc));
    this.#deleted = Y.createDeleteSetFromStructStore(doc.store);
  }

  clock(client: number): number {
    return this.#clocks.get(client) ?? 0;
  }

  has(id: Id): boolean {
    return id.clock < this.clock(id.client);
  }

  same(item: Y.Item): boolean {
    const { client, clock } = item.id;
    if (!this.own(client)) return true;
    return (this.doc.store.clients.get(client) ?? []).every((there) => {
      const [start, end] = [Math.max(clock, there.id.clock), Math.min(clock + item.length, there.id.clock + there.length)];
      // What was deleted, here or there, says nothing.
      if (start >= end || !(there instanceof Y.Item) || there.deleted || item.deleted) return true;
      const part = (of: Y.Item): unknown => said(of.content, start - of.id.clock, end - of.id.clock);
      return there.parentSub === item.parentSub && part(there) === part(item);
    });
  }

  deleted(id: Id): boolean {
    return (this.#deleted.clients.get(id.client) ?? []).some(({ clock, len }) => id.clock >= clock && id.clock < clock + len);
  }
}

/**
 * What the server has, where it was restored from a backup: only what these Yjs clients wrote is looked at, because the
 * rest is for others to bring back. Who removed something cannot be told, unless it still waits to be sent.
 */
export class OwnCopy implements Known {
  constructor(
    private readonly copy: Copy,
    private readonly own: (client: number) => boolean,
    private readonly waiting: Pick<Known, 'deleted'>,
  ) {}

  clock(client: number): number {
    return this.own(client) ? this.copy.clock(client) : Infinity;
  }

  has(id: Id): boolean {
    return !this.own(id.client) || this.copy.has(id);
  }

  same(item: Y.Item): boolean {
    return this.copy.same(item);
  }

  deleted(id: Id): boolean {
    return this.waiting.deleted(id);
  }
}

/** The Yjs clients that added a note of which the server says who it is of, or (`false`) does not. */
export function authors(doc: Y.Doc, attributed: boolean): Set<number> {
  const known = doc.getMap('attribution');
  const notes = [...doc.getMap('notes')._map].filter(([id, item]) => !item.deleted && known.has(id) === attributed);
  return new Set(notes.map(([, item]) => item.id.client));
}

/** A part of what an item says, to compare. */
function said(content: Y.Item['content'], from: number, to: number): unknown {
  if (content instanceof Y.ContentString) return content.str.slice(from, to);
  if (content instanceof Y.ContentAny) return JSON.stringify(content.arr.slice(from, to));
  return content.constructor;
}
