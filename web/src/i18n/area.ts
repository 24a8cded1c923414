/** The words of one area of the screen: loaded by language, when a screen needs them. */
import names from '../../messages/languages.json';

export type Language = keyof typeof names;

export const LANGUAGE_NAMES: Record<Language, string> = names;
export const LANGUAGES = Object.keys(names) as Language[];

/** What goes into a message where its words do not depend on it. */
export type Value = string | number;

type Count = (n: number, forms: Record<string, string>) => string;
type Choose = (value: Value, options: Record<string, string>) => string;

/** Compiled words: made with the two functions that depend on the language. */
export type Compiled = (count: Count, choose: Choose) => unknown;
export type Loaders = Record<Language, () => Promise<Compiled>>;

/** The form that a language wants for a number, unless there is one for exactly this number. */
export function counting(language: string): Count {
  let rules: Intl.PluralRules | undefined;
  return (n, forms) => forms[`=${n}`] ?? forms[(rules ??= new Intl.PluralRules(language)).select(n)] ?? forms.other ?? forms.many ?? '';
}

const choose: Choose = (value, options) => options[value] ?? options.other ?? '';

export class Area<T> {
  #loaders: Loaders;
  #words: Partial<Record<Language, T>> = {};

  /** It comes with the file of this address. */
  constructor(
    loaders: Loaders,
    readonly file: string,
  ) {
    this.#loaders = loaders;
  }

  has(language: Language): boolean {
    return language in this.#words;
  }

  async load(language: Language): Promise<T> {
    return (this.#words[language] ??= (await this.#loaders[language]())(counting(language), choose) as T);
  }

  /** Words that were loaded before. */
  in(language: Language): T {
    const words = this.#words[language];
    if (!words) throw new Error('This screen was shown before its words were loaded; load it by withWords.');
    return words;
  }
}

/** The keys of an area: `Words<typeof participant>`. */
export type Words<A> = A extends Area<infer T> ? T : never;

/**
 * Every area that a loaded screen needs. An area comes with the code that uses it, so the bundler must not move it into a
 * chunk that other screens load too (see vite.config.ts).
 */
export const areas = new Set<Area<unknown>>();

export function area<T>(loaders: Loaders, file: string): Area<T> {
  const made = new Area<T>(loaders, file);
  areas.add(made);
  return made;
}
