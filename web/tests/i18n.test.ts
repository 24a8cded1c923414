import { describe, expect, it } from 'vitest';
import { LANGUAGES, plural, type Area, type Message } from '../src/i18n/define';

const files = import.meta.glob<Record<string, Area>>('../src/i18n/messages/*.ts', { eager: true });
const areas = Object.entries(files).flatMap(([file, module]) =>
  Object.entries(module).map(([name, area]) => ({ name: `${file.split('/').at(-1)} ${name}`, area })),
);
/** Names and signs that are the same everywhere. */
const SAME = /^([^\p{L}]*|Herringbone|Sponsor|Offline|Status|Plan|PDF|HTML|JSON|XLSX|SVG|PNG|CSV|Markdown|OK|Enter|Esc|Tab|Shift.*|Ctrl.*|Alt.*|Delete|N)$/u;

const said = (message: Message): string => (typeof message === 'string' ? message : message(...Array.from({ length: message.length }, (_, n) => n + 2)));

describe('texts', () => {
  it('there are some', () => expect(areas.length).toBeGreaterThan(3));

  it.each(areas)('$name says the same things in every language', ({ area }) => {
    const keys = Object.keys(area.en).sort();
    for (const language of LANGUAGES) {
      expect(Object.keys(area[language]).sort()).toEqual(keys);
      for (const key of keys) {
        const text = said(area[language][key]!);
        expect(text.trim(), `${language} ${key}`).not.toBe('');
        expect(text, `${language} ${key}`).not.toMatch(/\[object|TODO/);
      }
    }
  });

  it.each(areas)('$name is written in Cyrillic in Ukrainian, and translated', ({ area }) => {
    for (const [key, message] of Object.entries(area.uk)) {
      const [text, english] = [said(message), said(area.en[key]!)];
      if (SAME.test(text)) continue;
      expect(text, key).toMatch(/[\u0400-\u04ff]/);
      expect(text, key).not.toBe(english);
      // Letters that only look alike come from the other alphabet.
      for (const word of text.match(/[\p{L}’]+/gu) ?? [])
        expect(/[a-z]/i.test(word) && /[\u0400-\u04ff]/.test(word), `${key}: ${word} mixes alphabets`).toBe(false);
      expect(text, `${key}: Russian letter`).not.toMatch(/[ыэъё]/i);
    }
  });

  it.each(areas)('$name has no English left in Polish', ({ area }) => {
    for (const [key, message] of Object.entries(area.pl)) {
      const [text, english] = [said(message), said(area.en[key]!)];
      if (SAME.test(text) || !/[a-z]{4,} \p{L}{2,}/u.test(english)) continue;
      expect(text, key).not.toBe(english);
    }
  });

  it('no screen speaks of how it works', () => {
    for (const { name, area } of areas)
      for (const [key, message] of Object.entries(area.en)) expect(said(message), `${name} ${key}`).not.toMatch(/\b(sync\w*|CRDT|session|websocket|token)\b/i);
  });

  it.each([
    ['en', 1, 'one'], ['en', 2, 'other'], ['en', 0, 'other'],
    ['pl', 1, 'one'], ['pl', 3, 'few'], ['pl', 5, 'many'], ['pl', 12, 'many'], ['pl', 22, 'few'], ['pl', 0, 'many'],
    ['uk', 1, 'one'], ['uk', 21, 'one'], ['uk', 3, 'few'], ['uk', 11, 'many'], ['uk', 14, 'many'],
  ] as const)('%s counts %i as %s', (language, n, form) => {
    expect(plural(language, n, { one: 'one', few: 'few', many: 'many', other: 'other' })).toBe(form);
  });
});
