// What was said of causes, as the server wrote it. It is read only where it is shown.

import { one, record, words } from '../board/lenient';
import type { DepartmentId, NoteId, ParticipantId } from '../board/model';
import { paragraphs } from '../board/text';
import { storeJson, storedJson } from '../device/storage';

export interface CommentView {
  id: string;
  text: string;
  department: DepartmentId | null;
  author: ParticipantId | null;
  /** Unix milliseconds. */
  at: number;
}

/** The comments on a cause, the oldest first. */
export function commentsOn(root: Record<string, unknown>, note: NoteId): CommentView[] {
  const found = Object.entries(root).flatMap(([id, value]): CommentView[] => {
    const said = record(value);
    if (!said || said.note !== note) return [];
    const at = typeof said.at === 'number' ? said.at : 0;
    return [{ id, text: paragraphs(words(said.text)), department: one(said.department), author: one(said.author), at }];
  });
  return found.sort((a, b) => a.at - b.at || a.id.length - b.id.length || (a.id < b.id ? -1 : 1));
}

const key = (board: string): string => `comments of ${board}`;
/** As many as a person may have (COMMENT-3). */
const MOST = 200;

/** The ids of comments that were written on this device: where authors are hidden, nothing else says whose they are. */
export const written = (board: string): string[] => storedJson<string[]>(key(board)) ?? [];

export function remember(board: string, id: string): void {
  storeJson(key(board), [...written(board), id].slice(-MOST));
}
