import * as Y from 'yjs';
import { freshId } from './ids';
import { carriedOver } from './merge';
import { activityNow, type BoardView, type NoteView } from './model';
import { inOrder, orderAfter, placed } from './order';
import { DEPTH_LIMIT } from './rules';
import { paragraphs } from './text';

/** Changes of the document, as plain Yjs. The caller opens the transaction. */

export interface NewNote {
  /** None for a thought that is parked before it has a bone. */
  branch?: string;
  text: string;
  parent?: string | null;
  /** What is said of it at once, in place of what the activity says. */
  details?: Partial<Record<'list' | 'horizon' | 'goal', string>>;
}

export function addNote(doc: Y.Doc, view: BoardView, note: NewNote): string {
  const id = freshId('n');
  const parent = note.parent && ancestry(doc, note.parent).length < DEPTH_LIMIT ? note.parent : null;
  const siblings = note.branch ? childrenOf(view, note.branch, parent) : [];
  const map = new Y.Map<unknown>();
  map.set('text', new Y.Text(paragraphs(note.text)));
  if (note.branch) map.set('branch', note.branch);
  map.set('order', orderAfter(siblings.at(-1)?.order ?? null));
  if (parent) map.set('parent', parent);
  // What is collected for one of the three lists comes from it.
  const details = { list: activityNow(view.session)?.list, ...note.details };
  for (const [key, value] of Object.entries(details)) if (value) map.set(key, value);
  doc.getMap('notes').set(id, map);
  return id;
}

/** One of several causes. It may explain one on the board, or one before it in their list, by its place there. */
export interface ListedNote {
  branch: string;
  text: string;
  parent?: string;
  under?: number;
}

/** Adds a part of a list of causes, in its order; `ids` are those of the part before, and grow. */
export function addNotes(doc: Y.Doc, view: BoardView, list: ListedNote[], ids: string[], last: Map<string, string>): void {
  for (const { branch, text, under, parent: above } of list) {
    const parent = above ?? (under === undefined ? null : (ids[under] ?? null));
    const place = JSON.stringify([branch, parent]);
    const before = last.get(place) ?? childrenOf(view, branch, parent).at(-1)?.order ?? null;
    const [id, order] = [freshId('n'), orderAfter(before)];
    const map = new Y.Map<unknown>([
      ['text', new Y.Text(paragraphs(text))],
      ['branch', branch],
      ['order', order],
    ]);
    if (parent) map.set('parent', parent);
    doc.getMap('notes').set(id, map);
    last.set(place, order);
    ids.push(id);
  }
}

export function childrenOf(view: BoardView, branch: string, parent: string | null): NoteView[] {
  const notes = view.branches.find(({ id }) => id === branch)?.notes ?? [];
  return notes.filter((note) => note.parent === parent).sort(inOrder);
}

/** The note and everything under it. */
export function subtree(view: BoardView, id: string): NoteView[] {
  const notes = view.branches.find((branch) => branch.id === view.notes.get(id)?.branch)?.notes ?? [];
  const start = notes.findIndex((note) => note.id === id);
  if (start < 0) return [];
  const depth = notes[start]!.depth;
  let end = start + 1;
  while (end < notes.length && notes[end]!.depth > depth) end += 1;
  return notes.slice(start, end);
}

/**
 * The note and what it hangs under, upwards, as the document says it and the server counts it: also where it is
 * shown on the bone itself, because the cause above it went to another bone.
 */
function ancestry(doc: Y.Doc, id: string): string[] {
  const chain: string[] = [];
  for (let at: unknown = id; typeof at === 'string' && !chain.includes(at);) {
    const map = doc.getMap('notes').get(at);
    if (!(map instanceof Y.Map)) break;
    chain.push(at);
    at = map.get('parent');
  }
  return chain;
}

/** How many levels a note and what hangs under it take. */
function height(doc: Y.Doc, id: string): number {
  let most = 1;
  for (const other of doc.getMap('notes').keys()) most = Math.max(most, ancestry(doc, other).indexOf(id) + 1);
  return most;
}

export interface Move {
  branch?: string;
  parent?: string | null;
  /** Sibling that it comes before; null or nothing: the last. */
  before?: string | null;
}

/** False where it would be a circle or too deep; nothing is changed then. Its key among its siblings is made here, or given. */
export function moveNote(
  doc: Y.Doc,
  view: BoardView,
  id: string,
  move: Move,
  movable: (note: NoteView) => boolean,
  order?: string,
): boolean {
  const note = view.notes.get(id);
  const map = doc.getMap('notes').get(id);
  if (!note || !(map instanceof Y.Map)) return false;
  const family = subtree(view, id);
  const parent = move.parent === undefined ? (move.branch && move.branch !== note.branch ? null : note.parent) : move.parent;
  const above = parent === null ? null : view.notes.get(parent);
  if (parent !== null && !above) return false;
  const chain = parent === null ? [] : ancestry(doc, parent);
  if (chain.includes(id) || chain.length + height(doc, id) > DEPTH_LIMIT) return false;
  const branch = above?.branch ?? move.branch ?? note.branch;
  const siblings = childrenOf(view, branch, parent).filter((sibling) => sibling.id !== id);
  const at = move.before ? siblings.findIndex((sibling) => sibling.id === move.before) : -1;
  const index = at < 0 ? siblings.length : at;
  for (const [other, key] of order ? [[id, order]] : placed(siblings, index, id, movable)) {
    const one = doc.getMap('notes').get(other!);
    if (one instanceof Y.Map) put(one, 'order', key);
  }
  put(map, 'branch', branch);
  put(map, 'parent', parent);
  if (branch !== note.branch)
    for (const member of family.slice(1)) {
      const below = doc.getMap('notes').get(member.id);
      if (below instanceof Y.Map && movable(member)) put(below, 'branch', branch);
    }
  return true;
}

/** Sets a key only when it differs, so that nothing is written (and judged) for nothing. */
export function put(map: Y.Map<unknown>, key: string, value: unknown): void {
  if ((map.get(key) ?? null) !== (value ?? null)) map.set(key, value ?? null);
}

/** Makes `text` say `wanted` instead of `opened`: only what differs between the two is written, whatever it says by now. */
export function rewrite(text: Y.Text, wanted: string, opened = text.toString()): void {
  for (const { from, to, text: put } of carriedOver(opened, wanted, text.toString())) {
    if (to > from) text.delete(from, to - from);
    if (put) text.insert(from, put);
  }
}
