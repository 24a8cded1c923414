import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import glossary from '../messages/glossary.json';
import { catalogueFaults, messageFaults, readCatalogues } from '../scripts/catalogues.mjs';
import { staleTypes } from '../scripts/messages-plugin.mjs';
import { counting, LANGUAGES, type Area, type Language } from '../src/i18n/area';

type Message = string | ((values: unknown) => string);
type Texts = Record<string, Message>;

const all = readCatalogues(new URL('../messages/', import.meta.url));
const files = import.meta.glob<Record<string, Area<Texts>>>('../src/i18n/messages/*.ts', { eager: true });
const areas = await Promise.all(
  Object.entries(files).map(async ([file, module]) => {
    const [area] = Object.values(module) as [Area<Texts>];
    const words = Object.fromEntries(await Promise.all(LANGUAGES.map(async (language) => [language, await area.load(language)]))) as Record<
      Language,
      Texts
    >;
    return { name: file.split('/').at(-1)!.slice(0, -3), words };
  }),
);
/** Names and signs that are the same everywhere. */
const SAME =
  /^([^\p{L}]*|Herringbone|NPS|Sponsor|Offline|Status|Plan|PDF|HTML|JSON|XLSX|SVG|PNG|CSV|Markdown|OK|Enter|Esc|Tab|Shift.*|Ctrl.*|Alt.*|Delete|N)$/u;

/** A message with the same number for every value. */
const said = (message: Message): string => (typeof message === 'string' ? message : message(new Proxy({}, { get: () => 3 })));

describe('catalogues', () => {
  it('have no fault, and their types are up to date', () => {
    expect(areas.length).toBeGreaterThan(10);
    expect(catalogueFaults(all)).toEqual([]);
    expect([...staleTypes().keys()]).toEqual([]);
  });

  const en = { home: { hello: 'Hello {name}', left: '{n, plural, one {# left} other {# left}}' } };
  const pl = { hello: 'Witaj {name}', left: '{n, plural, one {# został} few {# zostały} many {# zostało}}' };
  it.each([
    [{ left: pl.left }, ['home.hello is missing']],
    [{ ...pl, hello: ' ' }, ['home.hello is empty']],
    [{ ...pl, other: 'Inne' }, ['home.other is not in en.json']],
    [{ ...pl, hello: 'Witaj' }, ['home.hello does not say {name}']],
    [{ ...pl, hello: 'Witaj {nmae}' }, ['home.hello does not say {name}', 'home.hello says {nmae}, which is not in en.json']],
    [
      { ...pl, left: '{n, plural, one {# został} other {# zostało}}' },
      ['home.left has no form "few" for {n}', 'home.left has no form "many" for {n}'],
    ],
    [{ ...pl, hello: '{name, number}' }, ['home.hello formats {name}, which is not understood; only plural and select are']],
    [pl, []],
  ])('%j', (home, faults) => {
    expect(catalogueFaults({ words: { en, pl: { home } } })).toEqual(faults.map((fault) => `messages/pl.json: ${fault}`));
  });

  it('no key makes words look like a promise, which would never come', () => {
    const home = { then: 'Hello' };
    expect(catalogueFaults({ words: { en: { home } } })).toEqual(['messages/en.json: home.then is a key that no message may have']);
  });

  it('a whole area may not be missing, nor one be there that nobody reads', () => {
    expect(catalogueFaults({ words: { en, pl: { hame: pl } } })).toEqual([
      'messages/pl.json: hame is not in en.json',
      'messages/pl.json: home.hello is missing',
      'messages/pl.json: home.left is missing',
    ]);
  });

  it.each([
    ['en', '{n, plural, one {#} few {#} other {#}}', /"few".*does not know/],
    ['en', '{n, selectordinal, one {#st} other {#th}}', /selectordinal/],
    ['en', '{n, plural, offset:1 one {#} other {#}}', /offset/],
    ['en', '{n, plural, one {#}', /cannot be read/],
    ['en', '{n, select, a {b}}', /without "other"|cannot be read/],
    ['ja', '{n, plural, one {#}}', /no form "other"/],
    ['ar', '{n, plural, one {#} other {#}}', /no form "zero"/],
    ['fr', '{n, plural, other {#}}', /no form "one"/],
  ])('%s %s', (language, text, fault) => expect(messageFaults(language, text).join()).toMatch(fault));
});

describe('words of a screen', () => {
  it('depend on their values as the language wants', () => {
    const {
      'participant-vote': vote,
      readiness,
      shared,
      'facilitator-people': people,
    } = Object.fromEntries(areas.map(({ name, words }) => [name, words]));
    const say = (texts: Texts, key: string, values: unknown) => (texts[key] as (values: unknown) => string)(values);
    expect([1, 2, 5, 12, 22, 0].map((n) => say(shared!.pl, 'causes', n))).toEqual([
      '1 przyczyna',
      '2 przyczyny',
      '5 przyczyn',
      '12 przyczyn',
      '22 przyczyny',
      '0 przyczyn',
    ]);
    expect([1, 21, 3, 11].map((n) => say(shared!.uk, 'causes', { n }))).toEqual(['1 причина', '21 причина', '3 причини', '11 причин']);
    expect([0, 1, 2].map((n) => say(vote!.en, 'vote_left', n))).toEqual(['All your dots are placed', '1 dot left', '2 dots left']);
    expect(say(readiness!.en, 'count', { of: 8, n: 3 })).toBe('3 of 8 are finished');
    expect([0, 2].map((owns) => say(people!.en, 'share', { wrote: 1, owns }))).toEqual(['1 cause', '1 cause · owns 2']);
    expect(say(shared!.en, 'time_left', '0:30')).toBe('0:30 left');
  });

  it.each([
    ['en', 1, 'one'],
    ['en', 2, 'other'],
    ['en', 0, 'other'],
    ['pl', 1, 'one'],
    ['pl', 3, 'few'],
    ['pl', 5, 'many'],
    ['pl', 12, 'many'],
    ['pl', 22, 'few'],
    ['pl', 0, 'many'],
    ['uk', 1, 'one'],
    ['uk', 21, 'one'],
    ['uk', 3, 'few'],
    ['uk', 11, 'many'],
    ['uk', 14, 'many'],
  ] as const)('%s counts %i as %s', (language, n, form) => {
    expect(counting(language)(n, { one: 'one', few: 'few', many: 'many', other: 'other' })).toBe(form);
  });

  it.each(areas)('$name is written in Cyrillic in Ukrainian, and translated', ({ words }) => {
    for (const [key, message] of Object.entries(words.uk)) {
      const [text, english] = [said(message), said(words.en[key]!)];
      if (SAME.test(text)) continue;
      expect(text, key).toMatch(/[\u0400-\u04ff]/);
      expect(text, key).not.toBe(english);
      // Letters that only look alike come from the other alphabet.
      for (const word of text.match(/[\p{L}’]+/gu) ?? [])
        expect(/[a-z]/i.test(word) && /[\u0400-\u04ff]/.test(word), `${key}: ${word} mixes alphabets`).toBe(false);
      expect(text, `${key}: Russian letter`).not.toMatch(/[ыэъё]/i);
    }
  });

  it.each(areas)('$name has no English left in other languages', ({ words }) => {
    for (const language of LANGUAGES.filter((language) => language !== 'en'))
      for (const [key, message] of Object.entries(words[language])) {
        const [text, english] = [said(message), said(words.en[key]!)];
        if (SAME.test(text) || !/[a-z]{4,} \p{L}{2,}/u.test(english)) continue;
        expect(text, `${language} ${key}`).not.toBe(english);
      }
  });

  it.each(areas)('$name says nothing odd, nor how it works', ({ words }) => {
    for (const language of LANGUAGES)
      for (const [key, message] of Object.entries(words[language])) expect(said(message), key).not.toMatch(/\[object|TODO|undefined/);
    for (const [key, message] of Object.entries(words.en))
      expect(said(message), key).not.toMatch(/\b(sync\w*|CRDT|session|websocket|token)\b/i);
  });
});

describe('one word for one thing', () => {
  type Entry = Record<Language, { word: string; never?: string }> & { thing: string; but?: string[] };
  const root = new URL('../../crates/', import.meta.url);
  const read = (file: string) => readFileSync(new URL(file, root), 'utf8');
  /** The texts in double quotes of a Rust file. */
  const quoted = (source: string) => [...source.matchAll(/"((?:[^"\\\n]|\\.)*)"/g)].map(([, text]) => text ?? '');
  /** A line of the exports' words has one in each language. */
  const exported = read('export/src/words.rs')
    .split('\n')
    .map(quoted)
    .filter((words) => words.length === 3);

  /** Everything that is said in a language, each with where it stands. */
  function everything(language: Language): string[] {
    const screens = Object.entries(all.words[language]!).flatMap(([area, messages]) =>
      Object.entries(messages as Record<string, string>).map(([key, text]) => `${area}.${key}: ${text}`),
    );
    const files = exported.map((words) => `export: ${words[['en', 'pl', 'uk'].indexOf(language)]}`);
    const templates = quoted(read(`board/src/workshop/templates/${language}.rs`)).map((text) => `template: ${text}`);
    return [...screens, ...files, ...templates];
  }

  /** `\\b` and `\\w` of a pattern know the letters of every alphabet, which JavaScript's do not. */
  const pattern = (never: string) =>
    new RegExp(never.replaceAll('\\b', '(?:(?<=[\\p{L}_])(?![\\p{L}_])|(?<![\\p{L}_])(?=[\\p{L}_]))').replaceAll('\\w', '\\p{L}'), 'iu');

  it.each(LANGUAGES)('in %s: on screens, in exports and in templates', (language) => {
    const texts = everything(language);
    expect(exported.length).toBeGreaterThan(60);
    expect(texts.filter((text) => text.startsWith('template: ')).length).toBeGreaterThan(20);
    const others = glossary.flatMap(({ thing, but = [], ...words }: Entry) => {
      const { word, never } = words[language];
      return texts
        .filter((text) => never && pattern(never).test(text.replace(/^[^:]*: /, '')))
        .filter((text) => !but.some((area) => text.startsWith(`${area}.`)))
        .map((text) => `${thing} is “${word}”: ${text}`);
    });
    expect(others).toEqual([]);
  });

  it('the glossary has every language, and its words are in use', () => {
    for (const { thing, but = [], ...words } of glossary as Entry[]) {
      expect(
        but.filter((area) => !areas.some(({ name }) => name === area)),
        thing,
      ).toEqual([]);
      for (const language of LANGUAGES) {
        const { word } = words[language];
        const stem = word
          .split(/[ ,(]/)[0]!
          .slice(0, language === 'en' ? undefined : 4)
          .toLowerCase();
        expect(
          everything(language).some((text) => text.toLowerCase().includes(stem)),
          `${language}: ${thing}, ${word}`,
        ).toBe(true);
      }
    }
  });
});

describe('sources', () => {
  const sources = import.meta.glob<string>(['../src/**/*.svelte', '../src/**/*.ts', '!../src/i18n/**', '!../src/generated/**'], {
    eager: true,
    query: '?raw',
    import: 'default',
  });

  it('load every screen with its words', () => {
    const loads = Object.values(sources).flatMap((source) => source.match(/.{0,20}\bimport\([^)]*\.svelte'\)/g) ?? []);
    expect(loads.length).toBeGreaterThan(5);
    expect(loads.filter((load) => !load.includes('withWords(() => import('))).toEqual([]);
  });

  it('leave no field, question or key to the browser, which speaks its own language and knows no input methods', () => {
    const native = /type="(?:date|time|datetime-local|month|week)"|\b(?:confirm|alert|prompt)\(|\bisComposing\b/g;
    const found = Object.entries(sources).flatMap(([path, source]) =>
      /\/ui\/(?:keys|limited)\.ts$|\.test\.ts$/.test(path) ? [] : (source.match(native) ?? []).map((what) => `${path}: ${what}`),
    );
    expect(found).toEqual([]);
  });

  const code = Object.values(sources).join('\n');
  it.each(areas)('say every text of $name', ({ words }) => {
    // By name, as a text (`['back']`), or by a beginning (`priority_${…}`) or an end (`${…}_title`).
    const quiet = Object.keys(words.en).filter((key) => {
      const parts = key.split('_');
      const pieces = parts
        .slice(1)
        .flatMap((_, at) => [`\`${parts.slice(0, at + 1).join('_')}_\${`, `}_${parts.slice(at + 1).join('_')}\``]);
      return !new RegExp(`\\.${key}\\b|'${key}'`).test(code) && !pieces.some((piece) => code.includes(piece));
    });
    expect(quiet).toEqual([]);
  });
});
