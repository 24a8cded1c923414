import type { Change } from '../generated/rules';
import type { Lost } from './unsent';
import type { BoardView, Role, TrayItem } from './model';
import { may, why } from './rules';
import type { Writer } from './writer';

/** Refusals that concern the whole board: nothing else of mine would be taken now either. */
const BOARD_WIDE = new Set(['locked', 'finished', 'read-only', 'gap', 'malformed', 'too-large', 'forged', 'restored']);

/** What changing a field of these roots is to the rules. */
const FIELDS: Record<string, Change> = { board: 'writeBoard', branches: 'writeBranches', projects: 'editProject', facts: 'writeFacts' };

/**
 * Of what the server does not have: the refused change and what would share its fate go aside; what was merely
 * written after it is sent once more by itself, but never twice, lest two refusals chase each other.
 */
export function sortOut(lost: Lost[], code: string, retried: Set<string>): { aside: Lost[]; again: Lost[] } {
  const first = Math.min(...lost.map(({ clock }) => clock));
  const innocent = (item: Lost): boolean => !BOARD_WIDE.has(code) && item.clock !== first && !retried.has(item.note);
  const again = lost.filter(innocent);
  again.forEach(({ note }) => retried.add(note));
  return { aside: lost.filter((item) => !again.includes(item)), again };
}

/** Would the server take it now? */
export function mayAgain(item: TrayItem, view: BoardView, role: Role): boolean {
  const { kind, note, text } = item;
  if (note.includes('/')) {
    const field = FIELDS[note.split('/')[0]!];
    return field !== undefined && why(view.session, role, field) === null;
  }
  const here = view.notes.get(note);
  if (kind === 'added' || !here) return text !== '' && may(view.session, role, 'add');
  return may(view.session, role, kind === 'removed' ? 'remove' : kind === 'moved' ? 'move' : 'edit', here);
}

/** Does it again. What belonged to something that is gone by now becomes a cause of its own. */
export function again(to: Writer, item: Omit<Lost, 'clock'>): void {
  const { kind, note, text, branch, parent, base } = item;
  const { view } = to;
  const here = view.notes.get(note);
  if (note.includes('/')) setPath(to, note, text);
  else if (kind === 'edited' && here && base !== undefined && here.text !== base) {
    // Somebody, perhaps oneself, has changed it since: that must not be overwritten either.
    if (here.text !== text) to.addNote({ branch: here.branch, parent: here.parent, text });
  } else if (kind === 'added' || !here) {
    const above = parent !== null && view.notes.has(parent) ? parent : null;
    const bone = view.branches.some(({ id }) => id === branch) ? branch : (view.branches[0]?.id ?? branch);
    to.addNote({ branch: bone, text, parent: above });
  } else if (kind === 'edited') to.editNote(note, text);
  else if (kind === 'moved') to.moveNote(note, { branch, parent });
  else if (kind === 'removed') to.removeNote(note);
}

function setPath(to: Writer, path: string, text: string): void {
  const [root, id = '', key = ''] = path.split('/');
  if (root === 'board') to.setBoard(key as Parameters<Writer['setBoard']>[0], text);
  else if (root === 'facts') to.setFact(path, text);
  else if (root === 'branches') to.setBranch(id, key as Parameters<Writer['setBranch']>[1], text);
  else to.setProject(id, key, text);
}
