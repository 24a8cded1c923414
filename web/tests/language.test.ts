// The words of a screen come by language; the old ones stay until the new ones are there.
import { beforeEach, expect, it, vi } from 'vitest';
import { LANGUAGES, type Compiled, type Language } from '../src/i18n/area';

let gates: Record<Language, { open: () => void; fail: () => void; asked: number }>;
let i18n: typeof import('../src/i18n/index.svelte');
let make: typeof import('../src/i18n/area').area;
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
});

async function begun() {
  const area = make<{ hello: string }>(slow());
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

it("the board's language is taken, unless a person chose one", async () => {
  const { t, speech } = await begun();
  speech.suggest('uk');
  gates.uk.open();
  await speech.ready();
  expect(t.hello).toBe('uk');
  const chosen = speech.choose('pl');
  speech.suggest('uk');
  gates.pl.open();
  await chosen;
  expect([t.hello, speech.current]).toEqual(['pl', 'pl']);
});

it('a screen that comes while the language changes is shown with words', async () => {
  const { speech } = await begun();
  const chosen = speech.choose('pl');
  const late = i18n.withWords(async () => make<{ hello: string }>(slow()));
  gates.pl.open();
  await flush();
  gates.pl.open();
  const t = i18n.texts(await late);
  await chosen;
  expect([t.hello, speech.current]).toEqual(['pl', 'pl']);
});

it('a screen whose words cannot be had is not shown', async () => {
  await begun();
  const late = i18n.withWords(async () => make<{ hello: string }>(slow()));
  late.catch(() => {});
  await flush();
  gates.en.fail();
  await expect(late).rejects.toThrow('offline');
});

it('begins in another language rather than without words', async () => {
  const area = make<{ hello: string }>(slow());
  kept.set('herringbone:language', 'pl');
  const first = i18n.speech.firstWords();
  gates.en.fail();
  await flush();
  gates.pl.open();
  await first;
  expect([i18n.texts(area).hello, i18n.speech.current, i18n.speech.failed]).toEqual(['pl', 'pl', 'en']);
});
