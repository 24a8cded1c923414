import { beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { BoardView } from '../src/board/model';
import { Own } from '../src/board/device-clients';
import { LocalDoc } from '../src/board/local-doc';
import { Forgetful } from '../src/board/tray';
import { Writer } from '../src/board/writer';
import { moveNotes } from '../src/facilitator/causes/moving-several';

/** A writer with a sheet and no server at all. */
class Alone extends Writer {
  own = new Own(new Forgetful(), 'ann');
  sheet = new LocalDoc(new Y.Doc(), { role: 'facilitator', participant: null, own: this.own, store: () => null, changed: () => undefined });
  override get view(): BoardView {
    return this.sheet.look(null, [], true);
  }
  override may = (): boolean => true;

  undo = (): unknown =>
    this.sheet.history.undo(
      () => this.view,
      () => Promise.resolve(),
    );
  redo = (): unknown =>
    this.sheet.history.redo(
      () => this.view,
      () => Promise.resolve(),
    );
  get canRedo(): boolean {
    return this.sheet.history.canRedo;
  }

  text(id: string): string | undefined {
    return this.view.notes.get(id)?.text;
  }
}

let writer: Alone;
beforeEach(() => {
  writer = new Alone();
  writer.addBranch({ id: 'people', title: 'People', question: '', order: 'a0' });
});

/** How many items a change adds to the document: what goes over the wire. */
function cost(change: () => unknown): number {
  const clock = (): number => Y.getState(writer.sheet.doc.store, writer.sheet.doc.clientID);
  const before = clock();
  change();
  return clock() - before;
}

describe('steps of undo', () => {
  it('typing on in one text is one step, everything else a step of its own', () => {
    const [a, b] = [writer.addNote({ branch: 'people', text: 'one' }), writer.addNote({ branch: 'people', text: 'two' })];
    for (const text of ['one m', 'one mo', 'one more']) writer.editNote(a, text);
    writer.editNote(b, 'two more');
    writer.setField(a, 'evidence', 'fact');
    writer.undo();
    expect([writer.view.notes.get(a)?.evidence, writer.text(b)]).toEqual([null, 'two more']);
    writer.undo();
    expect([writer.text(a), writer.text(b)]).toEqual(['one more', 'two']);
    writer.undo();
    expect(writer.text(a)).toBe('one');
    writer.redo();
    expect([writer.text(a), writer.canRedo]).toEqual(['one more', true]);
  });

  it('what others did is not taken back', () => {
    const id = writer.addNote({ branch: 'people', text: 'mine' });
    const other = new Y.Doc();
    Y.applyUpdate(other, Y.encodeStateAsUpdate(writer.sheet.doc));
    ((other.getMap('notes').get(id) as Y.Map<unknown>).get('text') as Y.Text).insert(4, ' and theirs');
    Y.applyUpdate(writer.sheet.doc, Y.encodeStateAsUpdate(other));
    writer.setField(id, 'figure', '312');
    writer.undo();
    expect([writer.text(id), writer.view.notes.get(id)?.figure]).toEqual(['mine and theirs', null]);
  });
});

describe('several that move together', () => {
  const list = (bone: string): string[] => writer.view.branches.find(({ id }) => id === bone)!.notes.map(({ text }) => text);

  it('stand at the end of the bone in their order, each with a key of its own, and go back as one step', () => {
    writer.addBranch({ id: 'methods', title: 'Methods', question: '', order: 'a1' });
    writer.addNote({ branch: 'methods', text: 'there' });
    const texts = Array.from({ length: 40 }, (_, n) => `cause ${n}`);
    const ids = texts.map((text) => writer.addNote({ branch: 'people', text }));
    const under = writer.addNote({ branch: 'people', text: 'under', parent: ids[3] });
    writer.change((doc) => moveNotes(doc, writer.view, ids, 'methods'));
    expect(list('methods')).toEqual(['there', ...texts.slice(0, 4), 'under', ...texts.slice(4)]);
    const keys = ids.map((id) => writer.view.notes.get(id)!.order);
    expect(new Set(keys).size).toBe(ids.length);
    expect(writer.view.notes.get(under)?.parent).toBe(ids[3]);
    writer.undo();
    expect([list('people').length, list('methods')]).toEqual([41, ['there']]);
  });

  it('may be on that bone already', () => {
    const ids = ['a', 'b', 'c', 'd'].map((text) => writer.addNote({ branch: 'people', text }));
    writer.change((doc) => moveNotes(doc, writer.view, [ids[2]!, ids[0]!, 'nobody'], 'people'));
    expect(list('people')).toEqual(['b', 'd', 'c', 'a']);
  });
});

describe('what is brought back', () => {
  it('has what it had, and nothing that it had not', () => {
    writer.addBranch({ id: 'methods', title: 'Methods', question: '', order: 'a1' });
    const ids = [
      writer.addNote({ branch: 'people', text: 'plain' }),
      writer.addNote({ branch: 'people', text: 'full' }),
      writer.addNote({ text: 'thought' }),
    ];
    writer.setField(ids[1]!, 'figure', '312');
    writer.setField(ids[1]!, 'also', 'methods');
    writer.setField(ids[2]!, 'parked', 'yes');
    const said = (): unknown[] => ids.map((id) => (writer.sheet.doc.getMap('notes').get(id) as Y.Map<unknown>).toJSON());
    const before = said();
    expect(before[2]).not.toHaveProperty('branch');
    const notes = ids.map((id) => writer.view.notes.get(id)!);
    for (const note of notes) writer.removeNote(note.id);
    for (const note of notes) writer.bringBack(note);
    expect(said()).toEqual(before);
  });
});

describe('what is written', () => {
  it('is known as this person’s before the server says so', () => {
    const anew = (writer.sheet.doc.clientID = 77);
    expect(writer.own.has(anew)).toBe(false);
    writer.editNote('nobody', 'text');
    expect(writer.own.has(anew)).toBe(true);
    const id = writer.addNote({ branch: 'people', text: 'mine' });
    expect(writer.own.has(writer.sheet.doc.clientID)).toBe(true);
    expect(writer.view.notes.get(id)?.mine).toBe(true);
  });

  it('is nothing where nothing differs, or where there is nothing to write on', () => {
    writer.setBranch('people', 'title', 'People');
    expect(cost(() => writer.setBranch('people', 'title', 'People'))).toBe(0);
    expect(cost(() => writer.setField('nobody', 'figure', '1'))).toBe(0);
    expect(cost(() => writer.setProjectList('nothing', 'tools', ['CRM']))).toBe(0);
    expect(cost(() => writer.editNote('nobody', 'text'))).toBe(0);
  });

  it('into a text stays a text: only what differs is typed', () => {
    writer.change((doc) => doc.getMap('board').set('effect', new Y.Text('Customers wait')));
    expect(cost(() => writer.setBoard('effect', 'Customers wait too long'))).toBe(' too long'.length);
    expect(writer.sheet.doc.getMap('board').get('effect')).toBeInstanceOf(Y.Text);
    expect(writer.view.effect).toBe('Customers wait too long');
  });

  it('a project’s list has what was asked for, in that order', () => {
    writer.change((doc) => doc.getMap('projects').set('p', new Y.Map()));
    writer.setProjectList('p', 'tools', ['bus', 'CRM']);
    writer.setProjectList('p', 'tools', ['CRM', 'bus', 'portal']);
    expect(writer.view.projects[0]?.tools).toEqual(['CRM', 'bus', 'portal']);
    writer.setProjectList('p', 'tools', ['portal']);
    expect(writer.view.projects[0]?.tools).toEqual(['portal']);
    writer.removeProject('p');
    expect(writer.view.projects).toEqual([]);
  });
});
