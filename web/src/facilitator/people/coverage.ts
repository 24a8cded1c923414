// Which departments are in the room, and which are expected and not here.

import type { BoardView, DepartmentView as Department, PersonView as Person } from '../../board/model';

export interface Group {
  department: Department;
  people: Person[];
}

export interface Coverage {
  /** Departments with somebody, in the board's order. */
  present: Group[];
  /** Expected, and nobody has joined from them. */
  missing: Department[];
  /** People whose department is not one of the board's. */
  elsewhere: Person[];
}

/** What a department has to do with the board so far. */
export interface Share {
  /** Causes its people wrote. */
  wrote: number;
  /** Causes and projects that it owns. */
  owns: number;
}

export function share(view: Pick<BoardView, 'branches' | 'projects'>, department: string): Share {
  const notes = view.branches.flatMap((branch) => branch.notes);
  const owned = [...notes, ...view.projects].filter(({ owner }) => owner === department);
  return { wrote: notes.filter((note) => note.department === department).length, owns: owned.length };
}

export function coverage(view: Pick<BoardView, 'departments' | 'people'>): Coverage {
  // People come in the order of their names, and stay in it.
  const groups = new Map<string, Group>(view.departments.map((department) => [department.id, { department, people: [] }]));
  const elsewhere: Person[] = [];
  for (const person of view.people.values()) {
    const group = groups.get(person.department ?? '');
    if (group) group.people.push(person);
    else elsewhere.push(person);
  }
  const all = [...groups.values()];
  return {
    present: all.filter(({ people }) => people.length > 0),
    missing: all.filter(({ people }) => people.length === 0).map(({ department }) => department),
    elsewhere,
  };
}
