import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { addNote, moveNote, rewrite, subtree } from '../src/board/edits';
import type { BoardView } from '../src/board/model';
import { BoardReader, EMPTY_SESSION } from '../src/board/board-reader';

class TestBoard {
  doc = new Y.Doc();
  reader = new BoardReader(this.doc, { participant: 'ann', writtenHere: () => false }, () => undefined);
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
    return (this.view = this.reader.read(this.view, [], true));
  }

  /** `people: a(b(c)) d`, as it hangs. */
  tree(branch = 'people'): string {
    const notes = this.read().branches.find(({ id }) => id === branch)!.notes;
    return notes.map(({ id, depth }) => `${'>'.repeat(depth)}${id}`).join(' ');
  }
}

describe('what hangs where', () => {
  it('sorts by order, then by id, and puts children after their parent', () => {
    const board = new TestBoard();
    board.note('late', { order: 'a2' });
    board.note('b', { order: 'a1' });
    board.note('a', { order: 'a1' });
    board.note('why', { order: 'a0', parent: 'a' });
    board.note('deeper', { order: 'a0', parent: 'why' });
    expect(board.tree()).toBe('a >why >>deeper b late');
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
    const board = new TestBoard();
    board.note('far', { branch: 'methods' });
    board.note('a', { order: 'a0' });
    board.note('x', { order: 'a1', ...fields });
    expect(board.tree()).toBe(tree);
  });

  it('opens circles, and shows each of their notes once', () => {
    const board = new TestBoard();
    board.note('a', { parent: 'c' });
    board.note('b', { parent: 'a' });
    board.note('c', { parent: 'b' });
    expect(board.tree()).toBe('a b c');
  });

  it('leaves merged notes off the bones and in the collection', () => {
    const board = new TestBoard();
    board.note('kept');
    board.note('twin', { order: 'a1' });
    board.doc.getMap('merges').set('twin', 'kept');
    expect(board.tree()).toBe('kept');
    expect(board.view!.notes.get('twin')?.mergedInto).toBe('kept');
    board.doc.getMap('merges').delete('twin');
    expect(board.tree()).toBe('kept twin');
  });

  it('is not blanked by rubbish in any root', () => {
    const board = new TestBoard();
    board.note('good');
    board.doc.getMap('notes').set('scalar', 'not a map');
    board.doc.getMap('branches').set('scalar', 5);
    board.doc.getMap('people').set('p', null);
    board.doc.getMap('departments').set('d', []);
    board.doc.getMap('projects').set('p', 'x');
    board.doc.getMap('attribution').set('good', 'somebody');
    expect(board.tree()).toBe('good');
  });

  it('has the session as the server writes it, and of keys that came later what an empty board says', () => {
    const board = new TestBoard();
    const agenda = [{ title: 'First', activities: [{ id: 'a1', kind: 'vote', title: 'Vote', minutes: 5 }] }];
    board.doc.getMap('session').set('agenda', agenda);
    board.doc.getMap('session').set('activity', 'a1');
    board.tree();
    expect(board.view!.session).toEqual({ ...EMPTY_SESSION, agenda, activity: 'a1' });
    expect(board.view!.session.door).toBe('open');
  });
});

describe('names', () => {
  it('PROG-8: has nobody who reported or answered while names are hidden, and has them again when they are shown', () => {
    const board = new TestBoard();
    board.put('projects', 'p1', { title: 'One number' });
    const said = { project: 'p1', at: 1, by: 'zofia', name: 'Zofia', department: 'it', status: 'running' };
    board.doc.getMap('progress').set('000001', said);
    board.doc.getMap('approvals').set('p1', { it: { decision: 'accept', by: 'zofia', at: 2 } });
    const told = (): string => JSON.stringify(board.read().projects);
    expect(told()).toContain('Zofia');
    for (const authors of ['hidden', 'nothing']) {
      board.doc.getMap('session').set('authors', authors);
      expect(told()).not.toMatch(/zofia/i);
      expect(board.view!.projects[0]).toMatchObject({
        progress: [{ department: 'it', status: 'running' }],
        approvals: { it: { decision: 'accept' } },
      });
    }
    board.doc.getMap('session').set('authors', 'shown');
    expect(told()).toContain('Zofia');
  });
});

describe('cheap to follow', () => {
  it('keeps the object of every note that did not change', () => {
    const board = new TestBoard();
    for (let n = 0; n < 50; n += 1) board.note(`n${n}`, { order: `a${n}`, parent: n % 5 ? `n${n - 1}` : null });
    const before = new Map(board.read().notes);
    (board.doc.getMap('notes').get('n7') as Y.Map<unknown>).set('evidence', 'fact');
    const after = board.read().notes;
    expect([...after.values()].filter((note) => before.get(note.id) !== note).map(({ id }) => id)).toEqual(['n7']);
  });

  it('says of somebody whether they have no device', () => {
    const board = new TestBoard();
    board.doc.getMap('people').set('ann', { name: 'Ann', department: 'it' });
    board.doc.getMap('people').set('wanda', { name: 'Wanda', department: 'it', seat: true });
    expect([...board.read().people.values()].map(({ name, seat }) => [name, seat])).toEqual([
      ['Ann', false],
      ['Wanda', true],
    ]);
  });

  it('keeps whole bones, people and departments where nothing on them changed', () => {
    const board = new TestBoard();
    board.note('a');
    board.note('far', { branch: 'methods' });
    board.doc.getMap('departments').set('it', { name: 'IT', place: 0 });
    board.doc.getMap('people').set('ann', { name: 'Ann', department: 'it' });
    const before = board.read();
    (board.doc.getMap('notes').get('a') as Y.Map<unknown>).set('evidence', 'fact');
    board.doc.getMap('attribution').set('a', { department: 'it', author: 'ann' });
    const after = board.read();
    expect(after.branches.map((branch, index) => branch === before.branches[index])).toEqual([false, true]);
    expect([after.people === before.people, after.departments === before.departments, after.session === before.session]).toEqual([
      true,
      true,
      true,
    ]);
    expect(board.read().branches).toBe(after.branches);
  });

  it('knows whose a note is', () => {
    const board = new TestBoard();
    board.note('mine');
    board.note('theirs');
    board.doc.getMap('attribution').set('mine', { department: 'it', author: 'ann' });
    board.doc.getMap('attribution').set('theirs', { department: 'law', author: 'ben' });
    const { notes, departments } = board.read();
    expect([notes.get('mine')?.mine, notes.get('theirs')?.mine, notes.get('theirs')?.department]).toEqual([true, false, 'law']);
    expect(departments.map(({ id, letter }) => [id, letter])).toEqual([
      ['it', 'I'],
      ['law', 'L'],
    ]);
  });

  it('gives every department a letter of its own, in the order of the board', () => {
    const board = new TestBoard();
    [
      ['marketing', 'Marketing'],
      ['magazyn', 'Magazyn'],
      ['mm', 'M'],
    ].forEach(([id, name], place) => board.doc.getMap('departments').set(id!, { name, place }));
    expect(board.read().departments.map(({ letter, color }) => [letter, color])).toEqual([
      ['M', 0],
      ['Ma', 1],
      ['M2', 2],
    ]);
  });

  it('gives departments that nobody expected the same letters and colours on every device', () => {
    const people = { p1: 'sales', p2: 'support', p3: 'security', p4: 'sales' };
    const seen = (order: string[]): unknown => {
      const board = new TestBoard();
      board.doc.getMap('departments').set('it', { name: 'IT', place: 0 });
      for (const id of order) board.doc.getMap('people').set(id, { name: id, department: people[id as keyof typeof people] });
      // Nobody is left of this one.
      board.doc.getMap('people').set('gone', { name: 'Gone', department: 'board', removed: true });
      return board.read().departments.map(({ id, letter, color }) => [id, letter, color]);
    };
    expect(seen(['p1', 'p2', 'p3', 'p4'])).toEqual([
      ['it', 'I', 0],
      ['sales', 'S', 1],
      ['security', 'Se', 2],
      ['support', 'Su', 3],
    ]);
    expect(seen(['p4', 'p3', 'p2', 'p1'])).toEqual(seen(['p1', 'p2', 'p3', 'p4']));
  });
});

describe('changes', () => {
  const board = (): TestBoard => {
    const made = new TestBoard();
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
    const made = board();
    expect(moveNote(made.doc, made.view!, id, move, () => true)).toBe(true);
    expect(made.tree()).toBe(tree);
  });

  it('takes the causes under it along to another bone', () => {
    const made = board();
    moveNote(made.doc, made.view!, 'b', { branch: 'methods' }, () => true);
    expect([made.tree(), made.tree('methods')]).toEqual(['a c', 'b >b1']);
  });

  it('makes no circle and nests no deeper than five', () => {
    const made = board();
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

  it('LIST-1: a cause that is written for one of the three lists comes from it', () => {
    const made = board();
    const session = made.doc.getMap('session');
    session.set('agenda', [{ title: '', activities: [{ id: 'a1', kind: 'collect', title: '', minutes: 0, list: 'goals' }] }]);
    const listOf = (): unknown => {
      made.read();
      const id = addNote(made.doc, made.view!, { branch: 'people', text: 'x' });
      return made.doc.getMap<Y.Map<unknown>>('notes').get(id)!.get('list');
    };
    expect(listOf()).toBeUndefined();
    session.set('activity', 'a1');
    expect(listOf()).toBe('goals');
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
});
