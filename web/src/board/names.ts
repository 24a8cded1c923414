import { byCodePoint } from './order';

/**
 * How names are compared in a board's language (NAME-1): as `crates/board/src/names.rs` does, held to one fixture. Names that the
 * language takes for the same stand in the order of their code points.
 */
export function nameOrder(language: string): (a: string, b: string) => number {
  const { compare } = collator(language);
  return (a, b) => compare(a, b) || byCodePoint(a, b);
}

function collator(language: string): Intl.Collator {
  try {
    return new Intl.Collator(language);
  } catch {
    // It is no name of a language.
    return new Intl.Collator();
  }
}
