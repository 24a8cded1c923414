// How the texts of a board are written (TEXT-1 to TEXT-5): the server's `board::text`, held to the same fixture.

const PLAIN = /^[\n\t\x20-\x7e]*$/;
// eslint-disable-next-line no-control-regex -- these are the line breaks of other systems
const BREAKS = /\r\n|[\r\x0b\x0c\x85\u2028\u2029]/g;
/** Characters that draw nothing or turn a direction. */
const HIDDEN = /[\p{Cc}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Noncharacter_Code_Point}]/gu;
/** Of these what stands: breaks and tabs, joiners and tags (looked at below), variation selectors. */
const KEPT = /^(?:[\n\t]|\u200c|\u200d|[\ufe00-\ufe0f]|[\u{e0020}-\u{e007f}]|[\u{e0100}-\u{e01ef}])$/u;
const TAGS = /(\u{1f3f4}[\u{e0020}-\u{e007f}]+)|[\u{e0020}-\u{e007f}]/gu;
const LOOSE_JOINERS = /(^|\s)(?:\u200c|\u200d)+|(?:\u200c|\u200d)+(?=\s|$)/g;
const MARKS = /(\p{M}{8})\p{M}+/gu;
const VISIBLE = /[^\s\p{Cc}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** A text of several lines in the form that the board keeps. */
export function paragraphs(text: string): string {
  if (PLAIN.test(text)) return text;
  const visible = text
    .replace(BREAKS, '\n')
    .replace(HIDDEN, (c) => (KEPT.test(c) ? c : ''))
    .replace(TAGS, '$1')
    .replace(LOOSE_JOINERS, '$1');
  return visible.normalize('NFC').replace(MARKS, '$1');
}

/** A name, a title or an entry of a list: of one line, without space around it. */
export function line(text: string): string {
  return paragraphs(text)
    .replace(/[\n\t]/g, ' ')
    .trim();
}

/** Can nothing of it be seen? */
export function isBlank(text: string): boolean {
  return !VISIBLE.test(text);
}
