// Which key was pressed, on every layout and with every input method.

/**
 * The key that a shortcut goes by. Where the layout writes Latin letters it is the letter on the key, wherever the layout
 * has put it (Dvorak, AZERTY); elsewhere the key's place tells, so that Ctrl+Я of a Ukrainian layout is Ctrl+Z.
 */
export function shortcutKey({ key, code }: Pick<KeyboardEvent, 'key' | 'code'>): string {
  // `Enter`, `ArrowUp` and the like, and whatever ASCII has.
  if (key.length !== 1 || key <= '~') return key;
  return /^(?:Key|Digit)(.)$/.exec(code)?.[1]?.toLowerCase() ?? key;
}

/** Whether the key belongs to an input method, which takes the word that is being composed with it. Some say so only by the code 229. */
export function composing(event: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean {
  return event.isComposing || event.keyCode === 229;
}

/** Whether the key sends what was typed: Enter, unless it breaks the line or belongs to an input method. */
export function sends(event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'isComposing' | 'keyCode'>): boolean {
  return event.key === 'Enter' && !event.shiftKey && !composing(event);
}

/** Whether the key leaves what was begun: Escape, unless it belongs to an input method. */
export function leaves(event: Pick<KeyboardEvent, 'key' | 'isComposing' | 'keyCode'>): boolean {
  return event.key === 'Escape' && !composing(event);
}

/**
 * Whether a key belongs to something else than the page: to a text, a control, or a dialog, which has the keys also where the
 * control that had the focus is gone from it. Such a key is no shortcut.
 */
export function taken({ defaultPrevented, target }: Pick<KeyboardEvent, 'defaultPrevented' | 'target'>): boolean {
  if (defaultPrevented || document.querySelector('dialog[open]')) return true;
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable], [role="dialog"]') !== null;
}
