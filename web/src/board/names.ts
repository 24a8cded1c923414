import { byCodePoint } from './order';

/**
 * How names are compared in a board's language (NAME-1): as `crates/board/src/names.rs` does, held to one fixture. Names that the
 * language takes for the same stand in the order of their code points.
 */
export function nameOrder(language: string): (a: string, b: string) => number {
  const collator = new Intl.Collator(isKnown(language) ? language : 'und');
  return (a, b) => collator.compare(a, b) || byCodePoint(a, b);
}

function isKnown(language: string): boolean {
  try {
    return Intl.Collator.supportedLocalesOf(language).length > 0;
  } catch {
    // It is no name of a language.
    return false;
  }
}
