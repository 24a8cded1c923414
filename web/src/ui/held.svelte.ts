import { untrack } from 'svelte';
import type { Attachment } from 'svelte/attachments';
import { changesBetween } from '../board/merge';

type Field = HTMLInputElement | HTMLTextAreaElement;

/**
 * A field that shows what the board says, and leaves alone what somebody is typing into it. What is kept is handed over
 * together with what the field said when the typing began, so that what others wrote meanwhile is not lost.
 *
 * `live`: every letter is kept at once, and what others write appears around the cursor.
 */
export function held(says: () => string, keep: (text: string, opened: string) => void, live = false): Attachment<Field> {
  return (field) => {
    let opened = '';
    let typed = false;
    let composing = false;

    function show(): void {
      const now = says();
      if (typed || composing) return;
      opened = now;
      if (field.value !== now) put(field as Field, now);
    }

    function hand(): void {
      if (!typed) return;
      typed = false;
      const before = opened;
      opened = field.value;
      keep(field.value, before);
    }

    const listening = new AbortController();
    const on = (event: string, act: () => void): void => field.addEventListener(event, act, { signal: listening.signal });
    on('compositionstart', () => (composing = true));
    on('compositionend', () => ((composing = false), live && hand()));
    on('input', () => {
      typed = true;
      if (live && !composing) hand();
    });
    if (!live) {
      on('change', hand);
      // Where the board says something else than what was typed, the next picture of it does.
      on('blur', () => requestAnimationFrame(() => requestAnimationFrame(() => field.isConnected && show())));
    }
    $effect(show);
    return () => {
      listening.abort();
      // Taken away under the hand that types, as when a dialog is closed by a key.
      untrack(hand);
    };
  };
}

/** Shows another text with the cursor where it was among its words. */
function put(field: Field, text: string): void {
  const focused = document.activeElement === field && field.selectionStart !== null;
  const [from, to] = [field.selectionStart ?? 0, field.selectionEnd ?? 0];
  const changes = focused ? changesBetween(field.value, text) : [];
  field.value = text;
  if (!focused) return;
  const place = (at: number): number =>
    changes.reduce((sum, change) => (change.to <= at && change.from < at ? sum + change.text.length - (change.to - change.from) : sum), at);
  field.setSelectionRange(place(from), place(to));
}
