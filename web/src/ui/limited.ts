/** A field that takes no more than fits: what `maxlength` does, counted as people count and not in UTF-16 code units. */
import type { Attachment } from 'svelte/attachments';
import { cut, fits } from '../board/length';

type Field = HTMLInputElement | HTMLTextAreaElement;

/** The text that a field has after somebody wrote into it: what was written is cut, never what was there. */
export function afterWriting(before: string, now: string, within: (text: string) => boolean): { text: string; caret: number } {
  if (within(now) || now.length < before.length) return { text: now, caret: now.length };
  let start = 0;
  while (start < before.length && before[start] === now[start]) start += 1;
  let end = 0;
  while (end < before.length - start && before[before.length - 1 - end] === now[now.length - 1 - end]) end += 1;
  const [head, tail] = [now.slice(0, start), now.slice(now.length - end)];
  const taken = cut(now.slice(start, now.length - end), (part) => within(head + part + tail));
  // Where even nothing would be too long, it was so before: then all is as it was.
  return within(head + taken + tail) ? { text: head + taken + tail, caret: start + taken.length } : { text: before, caret: start };
}

export function limited(most: number): Attachment<Field> {
  return bounded((text) => fits(text, most));
}

/** For what the board keeps as an id, whose size counts. */
export function limitedBytes(most: number): Attachment<Field> {
  return bounded((text) => new TextEncoder().encode(text).length <= most);
}

function bounded(within: (text: string) => boolean): Attachment<Field> {
  return (field) => {
    let before = field.value;
    const remember = (event: Event): void => {
      // While an input method composes, what it shows is not yet written.
      if (!(event as InputEvent).isComposing) before = field.value;
    };
    const keep = (event: Event): void => {
      if ((event as InputEvent).isComposing) return;
      const { text, caret } = afterWriting(before, field.value, within);
      if (text === field.value) return;
      field.value = text;
      field.setSelectionRange(caret, caret);
    };
    const composed = (event: Event): void => {
      keep(event);
      // Those who follow the field are told of what stayed.
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    };
    // Before whoever reads the field.
    field.addEventListener('beforeinput', remember);
    field.addEventListener('compositionstart', remember);
    field.addEventListener('input', keep, { capture: true });
    field.addEventListener('compositionend', composed);
    return () => {
      field.removeEventListener('beforeinput', remember);
      field.removeEventListener('compositionstart', remember);
      field.removeEventListener('input', keep, { capture: true });
      field.removeEventListener('compositionend', composed);
    };
  };
}
