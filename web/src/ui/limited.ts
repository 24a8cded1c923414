/**
 * Fields that take no more than fits: what `maxlength` does, counted as people count and not in UTF-16 code units. A field says so by
 * `data-characters`, or by `data-bytes` for what the board keeps as an id.
 */
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

function limitOf({ dataset: { characters, bytes } }: Field): ((text: string) => boolean) | null {
  if (characters) return (text) => fits(text, Number(characters));
  return bytes ? (text) => new TextEncoder().encode(text).length <= Number(bytes) : null;
}

/** Keeps the limits of all fields of the page. It listens before whoever reads a field. */
export function keepLimits(page: Document): void {
  let last: { field: EventTarget | null; text: string } | null = null;
  // While an input method composes, what it shows is not yet written.
  const remember = ({ target, isComposing }: InputEvent): void => {
    if (!isComposing) last = { field: target, text: (target as Field).value };
  };
  const keep = ({ target, isComposing }: InputEvent): void => {
    const field = target as Field;
    const within = limitOf(field);
    if (!within || isComposing) return;
    const { text, caret } = afterWriting(last?.field === field ? last.text : '', field.value, within);
    if (text === field.value) return;
    field.value = text;
    field.setSelectionRange(caret, caret);
  };
  const composed = ({ target }: Event): void => {
    // Those who follow the field are told of what stayed.
    if (limitOf(target as Field)) target!.dispatchEvent(new InputEvent('input', { bubbles: true }));
  };
  for (const event of ['beforeinput', 'compositionstart']) page.addEventListener(event, remember as EventListener, true);
  page.addEventListener('input', keep as EventListener, true);
  page.addEventListener('compositionend', composed, true);
}
