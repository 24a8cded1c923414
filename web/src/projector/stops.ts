/** Where the tour of the wall stops: the whole fish, then bone after bone; a long bone in parts that can be read. */
import type { BranchView } from '../board/model';
import type { Focus } from '../fishbone/panes';

/** The whole fish, or a bone or a part of it. */
export type Stop = Focus | null;

/** Characters that can be read from the last row at once; a cause takes some beyond its own. */
const READABLE = 2000;
const LEAST = 30;
const EDGE = 14;

const letters = ({ text }: { text: string }): number => Math.max(LEAST, text.length) + EDGE;

/** The parts of a bone, as even as they can be; causes stay with what they explain. */
export function parts({ notes }: BranchView): (readonly [from: number, to: number])[] {
  const all = notes.reduce((sum, note) => sum + letters(note), 0);
  const share = all / Math.max(1, Math.ceil(all / READABLE));
  const found: (readonly [number, number])[] = [];
  let [from, sum] = [0, 0];
  for (const [index, note] of notes.entries()) {
    if (index > from && note.depth === 0 && sum + letters(note) / 2 > share) {
      found.push([from, index]);
      [from, sum] = [index, 0];
    }
    sum += letters(note);
  }
  if (notes.length > from) found.push([from, notes.length]);
  return found;
}

export function stops(branches: readonly BranchView[]): Stop[] {
  return [
    null,
    ...branches.flatMap((branch) => {
      const all = parts(branch);
      return all.map((part): Stop => (all.length > 1 ? { bone: branch.id, part } : { bone: branch.id }));
    }),
  ];
}

/** The stop at which a cause can be read. */
export function stopOf(branch: BranchView, note: string): Focus {
  const index = branch.notes.findIndex(({ id }) => id === note);
  const all = parts(branch);
  const part = all.find(([from, to]) => index >= from && index < to);
  return part && all.length > 1 ? { bone: branch.id, part } : { bone: branch.id };
}

/** How long a stop is looked at, in milliseconds. */
export function dwell(branches: readonly BranchView[], stop: Stop): number {
  const branch = stop && branches.find(({ id }) => id === stop.bone);
  if (!stop || !branch) return 25_000;
  const shown = branch.notes.slice(...(stop.part ?? [0]));
  return Math.min(30_000, 6_000 + 55 * shown.reduce((sum, note) => sum + letters(note), 0));
}
