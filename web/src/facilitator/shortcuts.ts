// Which key does what. The dialog that lists them and the listener read the same table.

import { shortcutKey } from '../ui/keys';

export type Deed =
  | 'add'
  | 'child'
  | 'edit'
  | 'remove'
  | 'undo'
  | 'redo'
  | 'view'
  | 'lock'
  | 'timer'
  | 'join'
  | 'hidden'
  | 'same'
  | 'search'
  | 'lists'
  | 'help'
  | 'leave';

export interface Shortcut {
  deed: Deed;
  key: string;
  /** Ctrl, or ⌘ on a Mac. */
  mod?: boolean;
  shift?: boolean;
}

export const SHORTCUTS: Shortcut[] = [
  { deed: 'add', key: 'n' },
  { deed: 'child', key: 'w' },
  { deed: 'edit', key: 'e' },
  { deed: 'remove', key: 'Delete' },
  { deed: 'undo', key: 'z', mod: true },
  { deed: 'redo', key: 'z', mod: true, shift: true },
  { deed: 'redo', key: 'y', mod: true },
  { deed: 'view', key: 'v' },
  { deed: 'lock', key: 'l' },
  { deed: 'timer', key: 'p' },
  { deed: 'join', key: 'j' },
  { deed: 'search', key: '/' },
  { deed: 'lists', key: 'g' },
  { deed: 'hidden', key: 'c' },
  { deed: 'same', key: 's' },
  { deed: 'help', key: '?' },
  { deed: 'leave', key: 'Escape' },
];

type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

export function deedOf(event: Pressed): Deed | null {
  if (event.altKey) return null;
  const mod = event.ctrlKey || event.metaKey;
  const pressed = shortcutKey(event).toLowerCase();
  const found = SHORTCUTS.find(
    ({ key, mod: needs = false, shift = false }) =>
      needs === mod && key.toLowerCase() === pressed && ('?/'.includes(key) || shift === event.shiftKey),
  );
  return found?.deed ?? null;
}
