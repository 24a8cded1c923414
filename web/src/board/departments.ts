import type { DepartmentView } from './model';

/**
 * Letters and colours of a board's departments, by their order; the exports follow the same rule
 * (`crates/board/src/reading/badges.rs`, DEPT-1). The letter is the first that is free: the name's initial, its initial with
 * another of its letters, its initial with a number.
 */
export function dress(departments: { id: string; name: string }[]): DepartmentView[] {
  const taken = new Set<string>();
  return departments.map(({ id, name }, index) => {
    const letters = [...name].filter((letter) => /[\p{Alphabetic}\p{N}]/u.test(letter));
    const initial = (letters[0] ?? '?').toUpperCase();
    const pairs = letters.slice(1).map((letter) => initial + letter.toLowerCase());
    const letter = [initial, ...pairs].find((candidate) => !taken.has(candidate)) ?? numbered(initial, taken);
    taken.add(letter);
    return { id, name, letter, color: index % 8 };
  });
}

function numbered(initial: string, taken: Set<string>): string {
  let n = 2;
  while (taken.has(initial + n)) n += 1;
  return initial + n;
}
