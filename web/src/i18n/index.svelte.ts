/** The language of the screen, switched live, and the texts in it. */
import { untrack } from 'svelte';
import { filesOf } from '../device/parts';
import { store, stored } from '../device/storage';
import { areas, LANGUAGES, type Area, type Language, type Loaders } from './area';

export { LANGUAGE_NAMES, LANGUAGES, type Language, type Words } from './area';

const KEY = 'herringbone:language';

export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.includes(value as Language);
}

function kept(): Language | null {
  const language = stored(KEY);
  return isLanguage(language) ? language : null;
}

/** The first of the browser's languages that the screens speak. */
function spoken(): Language | null {
  for (const tag of typeof navigator === 'undefined' ? [] : navigator.languages) {
    const code = tag.slice(0, 2).toLowerCase();
    if (isLanguage(code)) return code;
  }
  return null;
}

/** Loads the words of every screen that is there, or of what came with `files`; one may come while others load. */
async function load(language: Language, files?: Set<string>): Promise<void> {
  const missing = [...areas].filter((area) => !area.has(language) && (files?.has(area.file) ?? true));
  if (missing.length === 0) return;
  await Promise.all(missing.map((area) => area.load(language)));
  await load(language, files);
}

class Speech {
  #choice = kept();
  #current = $state<Language>(this.#choice ?? spoken() ?? 'en');
  /** The board's language, once a board is there. */
  #board = $state<Language | null>(null);
  /** Its words are on their way. */
  #coming = $state<Language | null>(null);
  #change: Promise<void> = Promise.resolve();
  #failed = $state<Language | null>(null);

  /**
   * What the screen speaks: what this person chose; else the first of their browser's languages that it can; else the board's. On
   * the wall, which is the room's, the board's language goes before the browser's.
   */
  get current(): Language {
    return this.#current;
  }

  /** The language that was asked for, while its words are on their way. */
  get wanted(): Language {
    return this.#coming ?? this.#current;
  }

  /** The language that was asked for last, if its words could not be loaded. */
  get failed(): Language | null {
    return this.#failed;
  }

  async choose(language: Language): Promise<void> {
    const before = this.#choice;
    this.#choice = language;
    await this.#turn(language);
    if (this.#choice !== language) return;
    if (this.#current !== language) {
      this.#choice = before;
      return;
    }
    store(KEY, language);
  }

  /** The board's language where it is another than the screen's: then somebody may want to be told. */
  get foreign(): Language | null {
    return this.#board === this.#current ? null : this.#board;
  }

  /** The board's language, for people who chose none and whose browser says none. Whoever suggests one need not do so again when it has come. */
  suggest(language: unknown): void {
    this.#meet(language, (board) => spoken() ?? board);
  }

  /** The board's language for a screen that belongs to the room. */
  follow(language: unknown): void {
    this.#meet(language, (board) => board ?? spoken());
  }

  #meet(language: unknown, otherwise: (board: Language | null) => Language | null): void {
    const board = isLanguage(language) ? language : null;
    untrack(() => {
      this.#board = board;
      void this.#turn(this.#choice ?? otherwise(board) ?? 'en');
    });
  }

  /** The words to begin with: if those of the chosen language cannot be had, those of another. */
  async firstWords(): Promise<void> {
    for (const language of new Set([this.#current, ...LANGUAGES])) {
      try {
        await load(language);
        if (language !== this.#current) this.#failed = this.#current;
        this.#current = language;
        return this.mark();
      } catch {
        // The next one.
      }
    }
    throw new Error('no words');
  }

  /** When the words are there for all that is loaded, or for what came with `files`. Fails if they cannot be loaded. */
  async ready(files?: Set<string>): Promise<void> {
    await this.#change;
    await load(this.#current, files);
  }

  /** Tells the browser (and so screen readers) which language the page speaks. */
  mark(): void {
    if (typeof document === 'undefined' || document.documentElement.lang === this.current) return;
    document.documentElement.lang = this.current;
  }

  /** The old words stay until the new ones are there; for good, if those do not come. */
  #turn(language: Language): Promise<void> {
    this.#failed = null;
    if (language === this.wanted) return this.#change;
    this.#coming = language === this.#current ? null : language;
    if (!this.#coming) return (this.#change = Promise.resolve());
    return (this.#change = load(language).then(
      () => this.#arrive(language, true),
      () => this.#arrive(language, false),
    ));
  }

  #arrive(language: Language, loaded: boolean): void {
    // Another language may have been asked for meanwhile.
    if (this.#coming !== language) return;
    this.#coming = null;
    if (loaded) this.#current = language;
    else this.#failed = language;
    this.mark();
  }
}

export const speech = new Speech();

/**
 * Loads a screen, and then the words of every area that it needs: nothing is shown before it can speak, and nothing waits for
 * the words of something else. `early` are words that it is known to need, fetched beside it.
 */
export async function withWords<T>(screen: () => Promise<T>, ...early: Loaders[]): Promise<T> {
  // Whoever shows the screen must not load it anew when the language changes.
  const language = untrack(() => speech.wanted);
  for (const words of early) words[language]().catch(() => {});
  const loaded = await screen();
  await speech.ready(filesOf.get(loaded));
  return loaded;
}

/**
 * The texts of one area in the language of the moment: `const t = texts(area)`, then `t.send` or
 * `t.hidden(12)`. Reading one inside a component makes it follow the language.
 */
export function texts<T extends object>(area: Area<T>): T {
  return new Proxy({} as T, { get: (_, key) => area.in(speech.current)[key as keyof T] });
}
