/**
 * How texts are written down: one file per area of the screen in `messages/`, each with the same keys in
 * every language. A text is a string, or a function when it says a number or a name. The compiler finds
 * a missing key; `tests/i18n.test.ts` finds an empty or a copied one.
 */
export const LANGUAGES = ['en', 'pl', 'uk'] as const;
export type Language = (typeof LANGUAGES)[number];

// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Message = string | ((...values: any[]) => string);
export type Messages = Record<string, Message>;

export type Same<T extends Messages> = {
  readonly [Key in keyof T]: T[Key] extends (...values: infer Values) => string ? (...values: Values) => string : string;
};

export type Area<T extends Messages = Messages> = { readonly [L in Language]: Same<T> };

export function define<T extends Messages>(texts: { en: T; pl: NoInfer<Same<T>>; uk: NoInfer<Same<T>> }): Area<T> {
  return texts as unknown as Area<T>;
}

type Forms = { one: string; few?: string; many?: string; other?: string };

const rules = new Map<Language, Intl.PluralRules>();

/** The form that the language wants for `n`; `#` in it becomes the number. */
export function plural(language: Language, n: number, forms: Forms): string {
  let rule = rules.get(language);
  if (!rule) rules.set(language, (rule = new Intl.PluralRules(language)));
  const form = forms[rule.select(n) as keyof Forms] ?? forms.many ?? forms.other ?? forms.one;
  return form.replaceAll('#', String(n));
}

export const en = (n: number, one: string, other: string): string => plural('en', n, { one, other });
/** Polish: 1 przyczyna, 2 przyczyny, 5 przyczyn. */
export const pl = (n: number, one: string, few: string, many: string): string => plural('pl', n, { one, few, many });
/** Ukrainian: 1 причина, 2 причини, 5 причин. */
export const uk = (n: number, one: string, few: string, many: string): string => plural('uk', n, { one, few, many });
