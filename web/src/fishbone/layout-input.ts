/** From the board's picture to what the geometry takes, and back by index. */
import { dots, type Dots } from '../board/derived';
import type { BoardView, BranchView, DepartmentView, NoteView } from '../board/model';
import { causeOf, withCopies } from './copies';
import { keyOf, type Bone, type Fish } from './fit';

/** Which guiding questions are asked: none, all, or that of one bone. */
export type Questions = 'none' | 'all' | string;

/** A bone as the geometry takes it, and what it was made from. */
interface BoneInput {
  branch: BranchView;
  bone: Bone;
}

/** What is to be drawn. What did not change is the same object as before. */
export interface LayoutInput {
  fish: Fish;
  bones: readonly BoneInput[];
  departments: readonly DepartmentView[];
  dots: ReadonlyMap<string, Dots>;
}

export function dotsOf(view: BoardView, note: string): number {
  return dots(view).get(note)?.dots ?? 0;
}

export function departmentOf(view: Pick<BoardView, 'departments'>, note: NoteView): DepartmentView | null {
  return view.departments.find(({ id }) => id === note.department) ?? null;
}

export function toLayoutInput(view: BoardView, questions: Questions, before: LayoutInput | null): LayoutInput {
  const placed = dots(view);
  const sameMarks = before !== null && before.departments === view.departments && sameDots(before.dots, placed);
  const branches = withCopies(view, before?.bones.map(({ branch }) => branch) ?? []);
  const bones = branches.map((branch, index): BoneInput => {
    const asked = questions === 'all' || questions === branch.id ? branch.question : '';
    const old = before?.bones[index];
    if (old && sameMarks && old.branch === branch && old.bone.question === asked) return old;
    const causes = branch.notes.map((note) => ({
      text: note.text,
      depth: note.depth,
      badge: departmentOf(view, note) !== null,
      marks: Number(note.evidence !== null) + Number(note.priority !== null) + Number((placed.get(causeOf(note.id))?.dots ?? 0) > 0),
      key: keyOf(note.id),
    }));
    return { branch, bone: { title: branch.title, question: asked, causes } };
  });
  const same =
    sameMarks &&
    before.fish.effect === view.effect &&
    before.bones.length === bones.length &&
    bones.every((bone, index) => bone === before.bones[index]);
  if (same) return before;
  return { fish: { effect: view.effect, bones: bones.map(({ bone }) => bone) }, bones, departments: view.departments, dots: placed };
}

function sameDots(a: ReadonlyMap<string, Dots>, b: ReadonlyMap<string, Dots>): boolean {
  return a.size === b.size && [...a].every(([note, { dots }]) => b.get(note)?.dots === dots);
}

/** The causes whose texts alone differ between two inputs; null if anything else does. */
export function changedTexts(before: LayoutInput, now: LayoutInput): NoteView[] | null {
  if (before.fish.effect !== now.fish.effect || before.bones.length !== now.bones.length) return null;
  const changed: NoteView[] = [];
  for (const [index, is] of now.bones.entries()) {
    const was = before.bones[index]!;
    if (is === was) continue;
    const sameBone = is.branch.id === was.branch.id && is.bone.title === was.bone.title && is.bone.question === was.bone.question;
    if (!sameBone || is.bone.causes.length !== was.bone.causes.length) return null;
    for (const [at, cause] of is.bone.causes.entries()) {
      const old = was.bone.causes[at]!;
      if (
        is.branch.notes[at]!.id !== was.branch.notes[at]!.id ||
        cause.depth !== old.depth ||
        cause.badge !== old.badge ||
        cause.marks !== old.marks
      )
        return null;
      if (cause.text !== old.text) changed.push(is.branch.notes[at]!);
    }
  }
  return changed;
}
