/** Who added a fact, and what this device remembers of what was written here where nothing else says whose it is. */
import { one, record } from '../board/lenient';
import type { BoardView, DepartmentView, PersonView } from '../board/model';
import { storeJson, storedJson } from '../device/storage';

export interface AddedBy {
  department: DepartmentView | undefined;
  person: PersonView | undefined;
}

/** Null for a fact that a facilitator added. */
export function addedBy(view: BoardView, fact: string): AddedBy | null {
  const said = record(record(view.session.facts_by)?.[fact]);
  if (!said) return null;
  const [department, author] = [one(said.department), one(said.author)];
  return {
    department: view.departments.find(({ id }) => id === department),
    person: author === null ? undefined : (view.people.get(author) ?? view.former.get(author)),
  };
}

const key = (what: string, board: string): string => `${what} of ${board}`;
/** More than one person may have on a board. */
const MOST = 100;

export const writtenHere = (what: 'facts' | 'answers', board: string): string[] => storedJson<string[]>(key(what, board)) ?? [];

export function rememberHere(what: 'facts' | 'answers', board: string, id: string): void {
  storeJson(key(what, board), [...writtenHere(what, board), id].slice(-MOST));
}
