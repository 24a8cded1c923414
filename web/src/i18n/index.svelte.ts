/** The language of the screen, switched live, and the texts in it. */
import { LANGUAGES, type Area, type Language, type Messages, type Same } from './define';

export { LANGUAGES, type Language } from './define';

const KEY = 'herringbone:language';

export const LANGUAGE_NAMES: Record<Language, string> = { en: 'English', pl: 'Polski', uk: 'Українська' };

export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.includes(value as Language);
}

function chosen(): Language | null {
  try {
    const kept = localStorage.getItem(KEY);
    return isLanguage(kept) ? kept : null;
  } catch {
    return null;
  }
}

function spoken(): Language {
  for (const tag of typeof navigator === 'undefined' ? [] : navigator.languages) {
    const code = tag.slice(0, 2).toLowerCase();
    if (isLanguage(code)) return code;
  }
  return 'en';
}

class Speech {
  #choice = $state<Language | null>(chosen());
  #board = $state<Language | null>(null);

  /** What this person chose; else the board's language; else the browser's. */
  get current(): Language {
    return this.#choice ?? this.#board ?? spoken();
  }

  choose(language: Language): void {
    this.#choice = language;
    try {
      localStorage.setItem(KEY, language);
    } catch {
      // Kept until the page is left.
    }
    this.mark();
  }

  /** The board's language, for people who chose none. */
  suggest(language: unknown): void {
    this.#board = isLanguage(language) ? language : null;
    this.mark();
  }

  /** Tells the browser (and so screen readers) which language the page speaks. */
  mark(): void {
    if (typeof document === 'undefined' || document.documentElement.lang === this.current) return;
    document.documentElement.lang = this.current;
  }
}

export const speech = new Speech();

/**
 * The texts of one area in the language of the moment: `const t = texts(area)`, then `t.send` or
 * `t.hidden(12)`. Reading one inside a component makes it follow the language.
 */
export function texts<T extends Messages>(area: Area<T>): Same<T> {
  return new Proxy(area.en, {
    get: (_, key) => area[speech.current][key as keyof Same<T>],
  }) as Same<T>;
}
