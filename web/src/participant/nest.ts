import type { NoteView } from '../board/model';

export interface Nest {
  note: NoteView;
  under: Nest[];
}

/** The depth-first list of a bone as a tree. */
export function nest(notes: NoteView[]): Nest[] {
  const roots: Nest[] = [];
  const open: Nest[] = [];
  for (const note of notes) {
    const entry: Nest = { note, under: [] };
    open.length = Math.min(open.length, note.depth);
    (open.at(-1)?.under ?? roots).push(entry);
    open.push(entry);
  }
  return roots;
}
