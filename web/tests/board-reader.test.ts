import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { addNote, moveNote, rewrite, subtree } from '../src/board/edits';
import type { BoardView } from '../src/board/model';
import { orderBetween } from '../src/board/order';
import { BoardReader } from '../src/board/board-reader';

class FacilitatorState {
  doc = new Y.Doc();
  picture = new BoardReader(this.doc, { participant: 'ann', writtenHere: () => false }, () => undefined);
  view: BoardView | null = null;

  constructor() {
    ['people', 'methods'].forEach((id, index) => this.put('branches', id, { title: id, question: '', order: `a${index}` }));
  }

  put(root: string, id: string, fields: Record<string, unknown>): void {
    const map = new Y.Map<unknown>();
    for (const [key, value] of Object.entries(fields)) map.set(key, value);
    this.doc.getMap(root).set(id, map);
  }

  note(id: string, fields: Record<string, unknown> = {}): void {
    this.put('notes', id, { text: new Y.Text(id), branch: 'people', order: 'a0', ...fields });
  }

  read(): BoardView {
    return (this.view = this.picture.read(this.view, [], true));
  }

  /** `people: a(b(c)) d`, as it hangs. */
  tree(branch = 'people'): string {
    const notes = this.read().branches.find(({ id }) => id === branch)!.notes;
    return notes.map(({ id, depth }) => `${'>'.repeat(depth)}${id}`).join(' ');
  }
}

describe('what hangs where', () => {
  it('sorts by order, then by id, and puts children after their parent', () => {
    const facilitation = new FacilitatorState();
    facilitation.note('late', { order: 'a2' });
    facilitation.note('b', { order: 'a1' });
    facilitation.note('a', { order: 'a1' });
    facilitation.note('why', { order: 'a0', parent: 'a' });
    facilitation.note('deeper', { order: 'a0', parent: 'why' });
    expect(facilitation.tree()).toBe('a >why >>deeper b late');
  });

  it.each([
    ['a parent that is missing', { parent: 'nobody' }, 'a x'],
    ['a parent on another bone', { parent: 'far' }, 'a x'],
    ['itself as parent', { parent: 'x' }, 'a x'],
    ['a bone that is missing', { branch: 'no such bone' }, 'a x'],
    ['a bone that is no string', { branch: 7 }, 'a x'],
    ['no order', { order: undefined }, 'x a'],
    ['a text that is no text', { text: { not: 'text' } }, 'a x'],
  ])('a note with %s is still shown, and hides nobody', (_, fields, tree) => {
    const facilitation = new FacilitatorState();
    facilitation.note('far', { branch: 'methods' });
    facilitation.note('a', { order: 'a0' });
    facilitation.note('x', { order: 'a1', ...fields });
    expect(facilitation.tree()).toBe(tree);
  });

  it('opens circles, and shows each of their notes once', () => {
    const facilitation = new FacilitatorState();
    facilitation.note('a', { parent: 'c' });
    facilitation.note('b', { parent: 'a' });
    facilitation.note('c', { parent: 'b' });
    expect(facilitation.tree()).toBe('a >b >>c');
  });

  it('leaves merged notes off the bones and in the collection', () => {
    const facilitation = new FacilitatorState();
    facilitation.note('kept');
    facilitation.note('twin', { order: 'a1' });
    facilitation.doc.getMap('merges').set('twin', 'kept');
    expect(facilitation.tree()).toBe('kept');
    expect(facilitation.view!.notes.get('twin')?.mergedInto).toBe('kept');
    facilitation.doc.getMap('merges').delete('twin');
    expect(facilitation.tree()).toBe('kept twin');
  });

  it('is not blanked by rubbish in any root', () => {
    const facilitation = new FacilitatorState();
    facilitation.note('good');
    facilitation.doc.getMap('notes').set('scalar', 'not a map');
    facilitation.doc.getMap('branches').set('scalar', 5);
    facilitation.doc.getMap('people').set('p', null);
    facilitation.doc.getMap('departments').set('d', []);
    facilitation.doc.getMap('projects').set('p', 'x');
    facilitation.doc.getMap('session').set('agenda', 'soon');
    facilitation.doc.getMap('session').set('permissions', null);
    facilitation.doc.getMap('attribution').set('good', 'somebody');
    expect(facilitation.tree()).toBe('good');
    expect(facilitation.view!.session).toMatchObject({ agenda: [], permissions: { add: 'own' } });
  });
});

describe('cheap to follow', () => {
  it('keeps the object of every note that did not change', () => {
    const facilitation = new FacilitatorState();
    for (let n = 0; n < 50; n += 1) facilitation.note(`n${n}`, { order: `a${n}`, parent: n % 5 ? `n${n - 1}` : null });
    const before = new Map(facilitation.read().notes);
    (facilitation.doc.getMap('notes').get('n7') as Y.Map<unknown>).set('evidence', 'fact');
    const after = facilitation.read().notes;
    expect([...after.values()].filter((note) => before.get(note.id) !== note).map(({ id }) => id)).toEqual(['n7']);
  });

  it('keeps whole bones, people and departments where nothing on them changed', () => {
    const facilitation = new FacilitatorState();
    facilitation.note('a');
    facilitation.note('far', { branch: 'methods' });
    facilitation.doc.getMap('departments').set('it', { name: 'IT', place: 0 });
    facilitation.doc.getMap('people').set('ann', { name: 'Ann', department: 'it' });
    const before = facilitation.read();
    (facilitation.doc.getMap('notes').get('a') as Y.Map<unknown>).set('evidence', 'fact');
    facilitation.doc.getMap('attribution').set('a', { department: 'it', author: 'ann' });
    const after = facilitation.read();
    expect(after.branches.map((branch, index) => branch === before.branches[index])).toEqual([false, true]);
    expect([after.people === before.people, after.departments === before.departments, after.session === before.session]).toEqual([true, true, true]);
    expect(facilitation.read().branches).toBe(after.branches);
  });

  it('knows whose a note is', () => {
    const facilitation = new FacilitatorState();
    facilitation.note('mine');
    facilitation.note('theirs');
    facilitation.doc.getMap('attribution').set('mine', { department: 'it', author: 'ann' });
    facilitation.doc.getMap('attribution').set('theirs', { department: 'law', author: 'ben' });
    const { notes, departments } = facilitation.read();
    expect([notes.get('mine')?.mine, notes.get('theirs')?.mine, notes.get('theirs')?.department]).toEqual([true, false, 'law']);
    expect(departments.map(({ id, letter }) => [id, letter])).toEqual([['it', 'I'], ['law', 'L']]);
  });

  it('gives every department a letter of its own, in the order of the board', () => {
    const facilitation = new FacilitatorState();
    [['marketing', 'Marketing'], ['magazyn', 'Magazyn'], ['mm', 'M']].forEach(([id, name], place) => facilitation.doc.getMap('departments').set(id!, { name, place }));
    expect(facilitation.read().departments.map(({ letter, color }) => [letter, color])).toEqual([['M', 0], ['Ma', 1], ['M2', 2]]);
  });

  it('gives departments that nobody expected the same letters and colours on every device', () => {
    const people = { p1: 'sales', p2: 'support', p3: 'security', p4: 'sales' };
    const seen = (order: string[]): unknown => {
      const facilitation = new FacilitatorState();
      facilitation.doc.getMap('departments').set('it', { name: 'IT', place: 0 });
      for (const id of order) facilitation.doc.getMap('people').set(id, { name: id, department: people[id as keyof typeof people] });
      // Nobody is left of this one.
      facilitation.doc.getMap('people').set('gone', { name: 'Gone', department: 'board', removed: true });
      return facilitation.read().departments.map(({ id, letter, color }) => [id, letter, color]);
    };
    expect(seen(['p1', 'p2', 'p3', 'p4'])).toEqual([['it', 'I', 0], ['sales', 'S', 1], ['security', 'Se', 2], ['support', 'Su', 3]]);
    expect(seen(['p4', 'p3', 'p2', 'p1'])).toEqual(seen(['p1', 'p2', 'p3', 'p4']));
  });
});

describe('changes', () => {
  const facilitation = (): FacilitatorState => {
    const made = new FacilitatorState();
    made.note('a', { order: 'a0' });
    made.note('b', { order: 'a1' });
    made.note('b1', { order: 'a0', parent: 'b' });
    made.note('c', { order: 'a2' });
    made.read();
    return made;
  };

  it.each([
    ['c', { before: 'a' }, 'c a b >b1'],
    ['b', { parent: 'a' }, 'a >b >>b1 c'],
    ['b1', { parent: null }, 'a b c b1'],
    ['a', { before: 'c' }, 'b >b1 a c'],
  ])('moving %s to %j', (id, move, tree) => {
    const made = facilitation();
    expect(moveNote(made.doc, made.view!, id, move, () => true)).toBe(true);
    expect(made.tree()).toBe(tree);
  });

  it('takes the causes under it along to another bone', () => {
    const made = facilitation();
    moveNote(made.doc, made.view!, 'b', { branch: 'methods' }, () => true);
    expect([made.tree(), made.tree('methods')]).toEqual(['a c', 'b >b1']);
  });

  it('makes no circle and nests no deeper than five', () => {
    const made = facilitation();
    expect(moveNote(made.doc, made.view!, 'b', { parent: 'b1' }, () => true)).toBe(false);
    let parent = 'c';
    for (let depth = 1; depth < 5; depth += 1) {
      parent = addNote(made.doc, made.view!, { branch: 'people', text: `${depth}`, parent });
      made.read();
    }
    expect(made.view!.notes.get(parent)?.depth).toBe(4);
    expect(moveNote(made.doc, made.view!, 'a', { parent }, () => true)).toBe(false);
    expect(subtree(made.view!, 'c')).toHaveLength(5);
  });

  it.each([
    ['', 'neu'],
    ['abc', 'abXc'],
    ['same same', 'same'],
    ['a😀b', 'a😁b'],
    ['😀', '😀😀'],
    ['long text here', ''],
  ])('rewriting %j as %j never parts a letter', (from, to) => {
    const text = new Y.Doc().getText();
    text.insert(0, from);
    rewrite(text, to);
    expect(text.toString()).toBe(to);
    // Each change on its own is whole letters: encoding a lone half would make it a question mark.
    const copy = new Y.Doc();
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(text.doc!));
    expect(copy.getText().toString()).toBe(to);
  });

  it.each([
    ['a0', 'a0'],
    ['zz', 'aa'],
    ['not an order', null],
    [null, '???'],
    ['', ''],
  ])('finds a place between %j and %j whatever they are', (before, after) => {
    expect(orderBetween(before, after)).toMatch(/^[A-Za-z0-9]+$/);
  });
});
