import * as Y from 'yjs';
import { addNote, addNotes, moveNote, put, rewrite, type ListedNote, type Move, type NewNote } from './edits';
import { NOTE_DETAILS, type BOARD, type NoteDetails } from '../generated/schema';
import type { BoardView, NoteView } from './model';
import { inOrder } from './order';
import type { Deed } from './rules';
import type { LocalDoc } from './local-doc';
import { mergedList } from './merge';

/**
 * All that may be written into the board's document. It is there at once on this device, whatever the network does;
 * whether it stays is for the server to say.
 */
export abstract class Writer {
  abstract readonly view: BoardView;
  /** What is written on now; another one after a refusal. */
  protected abstract readonly sheet: LocalDoc;

  abstract may(deed: Deed, note?: Pick<NoteView, 'mine'> | null): boolean;

  /** Writes about a note, where that must not tell whose it is. */
  protected apart<T>(_note: string | null, write: () => T): T {
    return write();
  }

  addNote(note: NewNote): string {
    return this.sheet.write(() => addNote(this.sheet.doc, this.view, note));
  }

  /** Several causes, undone as one step. They go out in parts, because the server takes no endless frame. */
  addNotes(list: ListedNote[]): void {
    const [step, ids, last] = [`list ${Date.now()}`, [] as string[], new Map<string, string>()];
    for (const part of parts(list)) this.sheet.write(() => addNotes(this.sheet.doc, this.view, part, ids, last), step);
  }

  /** `opened`, here and below, is what the value was when it was opened: what others wrote since then stays. */
  editNote(id: string, text: string, opened?: string): void {
    this.apart(id, () =>
      this.sheet.write(() => {
        const value = this.sheet.map('notes', id)?.get('text');
        if (value instanceof Y.Text) rewrite(value, text, opened);
      }, `edit ${id}`),
    );
  }

  /** False where the move would make a circle or nest too deep. */
  moveNote(id: string, move: Move): boolean {
    return this.apart(id, () => this.sheet.write(() => moveNote(this.sheet.doc, this.view, id, move, (note) => this.may('move', note))));
  }

  removeNote(id: string): void {
    this.change((doc) => doc.getMap('notes').delete(id));
  }

  /** Puts a cause back that was removed, under its id and as it was, however much was done since. */
  bringBack(note: NoteView): void {
    const put = (doc: Y.Doc): void => {
      const notes = doc.getMap('notes');
      if (notes.has(note.id)) return;
      const map = new Y.Map<unknown>([['text', new Y.Text(note.text)]]);
      const details = Object.keys(NOTE_DETAILS) as (keyof NoteDetails)[];
      // A thought that was parked may have no bone yet.
      for (const key of ['branch', 'order', 'parent', ...details] as const) {
        const value = [note[key] ?? ''].flat().join('\n');
        if (value) map.set(key, value);
      }
      notes.set(note.id, map);
    };
    this.apart(note.id, () => this.change(put));
  }

  /** One of the details of a cause: its evidence, its owner and so on. */
  setField(id: string, key: keyof NoteDetails, value: string | null, opened?: string): void {
    this.apart(id, () => this.#set('notes', id, key, value, opened));
  }

  setBranch(id: string, key: 'title' | 'question' | 'order' | 'colour', value: string | null, opened?: string): void {
    this.#set('branches', id, key, value, opened);
  }

  addBranch(branch: { id: string; title: string; question: string; order: string }): void {
    this.change((doc) => {
      const map = new Y.Map<unknown>();
      for (const key of ['title', 'question', 'order'] as const) map.set(key, branch[key]);
      doc.getMap('branches').set(branch.id, map);
    });
  }

  removeBranch(id: string): void {
    this.change((doc) => doc.getMap('branches').delete(id));
  }

  /** One of the board's own texts; nothing, where null may stand, takes it away. */
  setBoard(key: (typeof BOARD)[keyof typeof BOARD], value: string | null, opened?: string): void {
    this.change((doc) => this.sheet.set(doc.getMap('board'), key, value, opened));
  }

  setProject(id: string, key: string, value: string | null, opened?: string): void {
    this.#set('projects', id, key, value, opened);
  }

  /** The amount of a project; null takes it away. */
  setProjectAmount(id: string, amount: number | null): void {
    this.sheet.write(() => {
      const project = this.sheet.map('projects', id);
      if (project) put(project, 'amount', amount);
    });
  }

  /** Replaces one of a project's lists: `notes`, `competences`, `tools`, `methods`, `approvals`, `affects_departments`. */
  setProjectList(id: string, key: string, wanted: string[], opened?: string[]): void {
    this.sheet.write(() => {
      const project = this.sheet.map('projects', id);
      if (!project) return;
      let list = project.get(key);
      if (!(list instanceof Y.Map)) project.set(key, (list = new Y.Map()));
      const map = list as Y.Map<unknown>;
      const now = [...map]
        .map(([id, order]) => ({ id, order: String(order) }))
        .sort(inOrder)
        .map(({ id }) => id);
      const items = mergedList(opened ?? now, wanted, now);
      for (const item of [...map.keys()]) if (!items.includes(item)) map.delete(item);
      items.forEach((item, index) => put(map, item, `a${String(index).padStart(3, '0')}`));
    });
  }

  /** A field of a fact, or a value of it, by its path: `facts/id/key` or `facts/id/values/day`. */
  setFact(path: string, text: string): void {
    this.change((doc) => {
      let map = doc.getMap('facts');
      const keys = path.split('/').slice(1);
      const last = keys.pop()!;
      for (const key of keys) {
        if (!map.has(key)) map.set(key, new Y.Map());
        map = map.get(key) as typeof map;
      }
      put(map, last, last === 'target' || keys[1] ? Number(text) : text);
    });
  }

  removeProject(id: string): void {
    this.change((doc) => doc.getMap('projects').delete(id));
  }

  /** Any other change of the document, undone as one step; changes in a row with the same `step` are one. */
  change<T>(write: (doc: Y.Doc) => T, step?: string): T {
    return this.sheet.write(() => write(this.sheet.doc), step);
  }

  #set(root: 'notes' | 'branches' | 'projects', id: string, key: string, value: string | null, opened?: string): void {
    this.sheet.write(() => this.sheet.set(this.sheet.map(root, id), key, value, opened));
  }
}

/** UTF-16 units of causes in one frame, and how many causes: far from the server's 256 KiB. */
const PART = { units: 30_000, causes: 300 };

function parts(list: ListedNote[]): ListedNote[][] {
  const all: ListedNote[][] = [];
  let units = Infinity;
  for (const note of list) {
    const part = all.at(-1);
    units += note.text.length;
    if (part && units <= PART.units && part.length < PART.causes) part.push(note);
    else {
      all.push([note]);
      units = note.text.length;
    }
  }
  return all;
}
