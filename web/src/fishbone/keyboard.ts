/** What the keys do on the place where the keyboard stands. */
import type { BranchView, NoteView } from '../board/model';
import { shortcutKey } from '../ui/keys';
import { indented, outdented, shifted, type Move } from './steps';

export interface KeyDeeds {
  /** False where the cause may not be moved. */
  move: (to: Move | null) => boolean;
  write: () => void;
  add: (under: NoteView | null) => void;
  remove: () => void;
  leave: () => void;
  help: () => void;
  /** None where the picture cannot be zoomed. */
  zoom: ((factor: number | null) => void) | null;
}

/** Does what a key means; false if it means nothing here. */
export function press(event: KeyboardEvent, branch: BranchView | undefined, chosen: NoteView | null, deeds: KeyDeeds): boolean {
  const { shiftKey, altKey, ctrlKey, metaKey } = event;
  const key = shortcutKey(event);
  if (ctrlKey || metaKey || !branch) return false;
  if (key === 'Tab') return chosen !== null && deeds.move(shiftKey ? outdented(branch, chosen) : indented(branch, chosen));
  if (altKey && chosen && (key === 'ArrowUp' || key === 'ArrowDown'))
    return deeds.move(shifted(branch, chosen, key === 'ArrowUp' ? -1 : 1)) || true;
  if (key === 'Enter' || key === 'F2') deeds.write();
  else if (key === 'n' || key === 'N') deeds.add(shiftKey ? chosen : null);
  else if (key === 'Delete' && chosen) deeds.remove();
  else if (key === 'Escape') deeds.leave();
  else if (key === '?') deeds.help();
  else if (deeds.zoom && (key === '+' || key === '=')) deeds.zoom(1.25);
  else if (deeds.zoom && key === '-') deeds.zoom(0.8);
  else if (deeds.zoom && key === '0') deeds.zoom(null);
  else return false;
  return true;
}
