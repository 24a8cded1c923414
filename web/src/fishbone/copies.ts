/** The cards of causes that are shown on further bones as well (ALSO-2): each has an id of its own in a picture. */
import { further } from '../board/further';
import type { BoardView, BranchView, NoteView } from '../board/model';

/** No id of a cause or bone has a line break. */
const BETWEEN = '\n';

/** The cause that a card shows. */
export const causeOf = (card: string): string => card.split(BETWEEN)[0]!;

/** The further bone on which a card stands; null for the card on the cause's own bone. */
export const furtherBoneOf = (card: string): string | null => card.split(BETWEEN)[1] ?? null;

const made = new WeakMap<NoteView, Map<string, NoteView>>();

/** The same cause as the last one on another bone; the same object as long as the cause is. */
function copied(note: NoteView, bone: string): NoteView {
  const known = made.get(note) ?? new Map<string, NoteView>();
  made.set(note, known);
  const copy = known.get(bone) ?? { ...note, id: note.id + BETWEEN + bone, branch: bone, parent: null, depth: 0 };
  known.set(bone, copy);
  return copy;
}

/** Every bone with the causes that have a card on it. One that did not change is the same object as before. */
export function withCopies(view: BoardView, before: readonly BranchView[]): BranchView[] {
  return view.branches.map((branch, index) => {
    const more = further(view, branch.id);
    if (more.length === 0) return branch;
    const notes = [...branch.notes, ...more.map((note) => copied(note, branch.id))];
    const was = before[index];
    const same =
      was?.id === branch.id &&
      was.title === branch.title &&
      was.question === branch.question &&
      was.notes.length === notes.length &&
      was.notes.every((note, at) => note === notes[at]);
    return same ? was : { ...branch, notes };
  });
}
