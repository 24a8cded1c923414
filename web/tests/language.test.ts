// The words of a screen come by language; the old ones stay until the new ones are there.
import { beforeEach, expect, it, vi } from 'vitest';
import { LANGUAGES, type Compiled, type Language } from '../src/i18n/area';

let gates: Record<Language, { open: () => void; fail: () => void; asked: number }>;
let i18n: typeof import('../src/i18n/index.svelte');
let make: typeof import('../src/i18n/area').area;
let parts: typeof import('../src/device/parts');
const kept = new Map<string, string>();

/** Something for every language that there is. */
const each = <T>(make: (language: Language) => T) =>
  Object.fromEntries(LANGUAGES.map((language) => [language, make(language)])) as Record<Language, T>;

/** An area whose words come when the test lets them. */
function slow(): Record<Language, () => Promise<Compiled>> {
  const loader = (language: Language) => () => {
    gates[language].asked += 1;
    return new Promise<Compiled>((resolve, reject) => {
      const { open, fail } = gates[language];
      gates[language].open = () => (open(), resolve(() => ({ hello: language })));
      gates[language].fail = () => (fail(), reject(new Error('offline')));
    });
  };
  return each(loader);
}

const flush = () => new Promise<void>((done) => setImmediate(done));

beforeEach(async () => {
  vi.resetModules();
  kept.clear();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  });
  vi.stubGlobal('navigator', { languages: ['en-GB'] });
  const gate = () => ({ open: () => {}, fail: () => {}, asked: 0 });
  gates = each(gate);
  i18n = await import('../src/i18n/index.svelte');
  make = (await import('../src/i18n/area')).area;
  parts = await import('../src/device/parts');
});

async function begun() {
  const area = make<{ hello: string }>(slow(), 'a.js');
  const first = i18n.speech.firstWords();
  gates.en.open();
  await first;
  return { t: i18n.texts(area), speech: i18n.speech };
}

it('loads one language and no other', async () => {
  const { t } = await begun();
  expect(t.hello).toBe('en');
  expect([gates.en.asked, gates.pl.asked, gates.uk.asked]).toEqual([1, 0, 0]);
});

it('keeps the old words until the new ones are there', async () => {
  const { t, speech } = await begun();
  const chosen = speech.choose('pl');
  await flush();
  expect([t.hello, speech.current, speech.wanted]).toEqual(['en', 'en', 'pl']);
  gates.pl.open();
  await chosen;
  expect([t.hello, speech.current, speech.failed]).toEqual(['pl', 'pl', null]);
  expect(kept.get('herringbone:language')).toBe('pl');
});

it('stays with the old language, and says so, if the new one cannot be loaded', async () => {
  const { t, speech } = await begun();
  const chosen = speech.choose('pl');
  gates.pl.fail();
  await chosen;
  expect([t.hello, speech.current, speech.wanted, speech.failed]).toEqual(['en', 'en', 'en', 'pl']);
  expect(kept.size).toBe(0);
  const again = speech.choose('pl');
  gates.pl.open();
  await again;
  expect([t.hello, speech.failed]).toEqual(['pl', null]);
});

it('the last choice counts, whichever words come first', async () => {
  const { t, speech } = await begun();
  const polish = speech.choose('pl');
  const ukrainian = speech.choose('uk');
  gates.uk.open();
  await ukrainian;
  gates.pl.open();
  await polish;
  expect([t.hello, speech.current, kept.get('herringbone:language')]).toEqual(['uk', 'uk', 'uk']);
});

it('a change is called off by choosing the old language', async () => {
  const { t, speech } = await begun();
  const polish = speech.choose('pl');
  await speech.choose('en');
  gates.pl.open();
  await polish;
  expect([t.hello, speech.wanted, speech.failed]).toEqual(['en', 'en', null]);
});

/** What the screen speaks when a board of a language has come, for a browser of these languages. */
async function spoken(languages: string[], board: string, wall = false) {
  vi.stubGlobal('navigator', { languages });
  vi.resetModules();
  i18n = await import('../src/i18n/index.svelte');
  if (wall) i18n.speech.follow(board);
  else i18n.speech.suggest(board);
  await i18n.speech.ready();
  return [i18n.speech.current, i18n.speech.foreign];
}

it.each([
  [['uk-UA', 'en'], 'en', ['uk', 'en']],
  [['en-GB'], 'pl', ['en', 'pl']],
  [['de', 'pl'], 'uk', ['pl', 'uk']],
  [['pl-PL'], 'pl', ['pl', null]],
  // A browser whose languages the screens do not speak has the board's.
  [['de-DE', 'fr'], 'pl', ['pl', null]],
  [['de-DE'], 'de', ['en', null]],
])("for a browser of %j and a board in %s the page is the person's and the board said where it differs", async (languages, board, told) => {
  expect(await spoken(languages, board)).toEqual(told);
});

it("on the wall the board's language goes before the browser's", async () => {
  expect(await spoken(['en-GB'], 'pl', true)).toEqual(['pl', null]);
});

it('what a person chose goes before both', async () => {
  const { t, speech } = await begun();
  const chosen = speech.choose('pl');
  speech.suggest('uk');
  speech.follow('uk');
  gates.pl.open();
  await chosen;
  expect([t.hello, speech.current, speech.foreign]).toEqual(['pl', 'pl', 'uk']);
});

it('a screen that comes while the language changes is shown with words', async () => {
  const { speech } = await begun();
  const chosen = speech.choose('pl');
  const late = i18n.withWords(async () => make<{ hello: string }>(slow(), 'a.js'));
  gates.pl.open();
  await flush();
  gates.pl.open();
  const t = i18n.texts(await late);
  await chosen;
  expect([t.hello, speech.current]).toEqual(['pl', 'pl']);
});

it('a screen whose words cannot be had is not shown', async () => {
  await begun();
  const late = i18n.withWords(async () => make<{ hello: string }>(slow(), 'a.js'));
  late.catch(() => {});
  await flush();
  gates.en.fail();
  await expect(late).rejects.toThrow('offline');
});

it('a screen is shown with its own words, whatever others lack', async () => {
  await begun();
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('')));
  vi.stubGlobal('dispatchEvent', () => true);
  const at = (file: string) => new URL(file, new URL('../src/device/parts.ts', import.meta.url)).href;
  const part = (area: object, ...files: string[]) => i18n.withWords(() => parts.loadPart(async () => area, files));
  const lost = part(make(slow(), at('./lost.js')), './lost.js');
  lost.catch(() => {});
  await vi.waitFor(() => expect(gates.en.asked).toBe(2));
  const { open } = gates.en;
  gates.en.open = () => {};
  const shown = part(make(slow(), at('./shared.js')), './shown.js', './shared.js');
  await vi.waitFor(() => expect(gates.en.asked).toBe(3));
  gates.en.open();
  await shown;
  open();
  await lost;
  // And who comes again finds its words there.
  await part({}, './lost.js');
  expect(gates.en.asked).toBe(3);
});

it('begins in another language rather than without words', async () => {
  const area = make<{ hello: string }>(slow(), 'a.js');
  kept.set('herringbone:language', 'pl');
  const first = i18n.speech.firstWords();
  gates.en.fail();
  await flush();
  gates.pl.open();
  await first;
  expect([i18n.texts(area).hello, i18n.speech.current, i18n.speech.failed]).toEqual(['pl', 'pl', 'en']);
});
