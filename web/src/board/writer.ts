import * as Y from 'yjs';
import { addNote, moveNote, put, rewrite, type Move, type NewNote } from './edits';
import type { NoteDetails } from '../generated/schema';
import type { BoardView, NoteView } from './model';
import type { Deed } from './rules';
import type { LocalDoc } from './local-doc';

/**
 * All that may be written into the board's document. It is there at once on this device, whatever the network does;
 * whether it stays is for the server to say.
 */
export abstract class Writer {
  abstract readonly view: BoardView;
  /** What is written on now; another one after a refusal. */
  protected abstract readonly sheet: LocalDoc;

  abstract may(deed: Deed, note?: Pick<NoteView, 'mine'> | null): boolean;

  addNote(note: NewNote): string {
    return this.sheet.write(() => addNote(this.sheet.doc, this.view, note));
  }

  editNote(id: string, text: string): void {
    this.sheet.write(() => {
      const value = this.sheet.map('notes', id)?.get('text');
      if (value instanceof Y.Text) rewrite(value, text);
    }, `edit ${id}`);
  }

  /** False where the move would make a circle or nest too deep. */
  moveNote(id: string, move: Move): boolean {
    return this.sheet.write(() => moveNote(this.sheet.doc, this.view, id, move, (note) => this.may('move', note)));
  }

  removeNote(id: string): void {
    this.change((doc) => doc.getMap('notes').delete(id));
  }

  /** One of the details of a cause: its evidence, its owner and so on. */
  setField(id: string, key: keyof NoteDetails, value: string | null): void {
    this.#set('notes', id, key, value);
  }

  setBranch(id: string, key: 'title' | 'question', value: string): void {
    this.#set('branches', id, key, value);
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

  setBoard(key: 'effect' | 'title' | 'goal_workshop' | 'goal_organisation', value: string): void {
    this.change((doc) => this.sheet.set(doc.getMap('board'), key, value));
  }

  setProject(id: string, key: string, value: string | null): void {
    this.#set('projects', id, key, value);
  }

  /** Replaces one of a project's lists: `notes`, `competences`, `tools`, `methods`, `approvals`. */
  setProjectList(id: string, key: string, items: string[]): void {
    this.sheet.write(() => {
      const project = this.sheet.map('projects', id);
      if (!project) return;
      let list = project.get(key);
      if (!(list instanceof Y.Map)) project.set(key, (list = new Y.Map()));
      const map = list as Y.Map<unknown>;
      for (const item of [...map.keys()]) if (!items.includes(item)) map.delete(item);
      items.forEach((item, index) => put(map, item, `a${String(index).padStart(3, '0')}`));
    });
  }

  removeProject(id: string): void {
    this.change((doc) => doc.getMap('projects').delete(id));
  }

  /** Any other change of the document, undone as one step. */
  change<T>(write: (doc: Y.Doc) => T): T {
    return this.sheet.write(() => write(this.sheet.doc));
  }

  undo(): void {
    this.sheet.undo();
  }

  redo(): void {
    this.sheet.redo();
  }

  get canUndo(): boolean {
    return this.sheet.canUndo;
  }

  get canRedo(): boolean {
    return this.sheet.canRedo;
  }

  #set(root: 'notes' | 'branches' | 'projects', id: string, key: string, value: string | null): void {
    this.sheet.write(() => this.sheet.set(this.sheet.map(root, id), key, value));
  }
}
