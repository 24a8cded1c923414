import type { DepartmentView } from './model';

/** Letters and colours of a board's departments: by their order, the first free letter of each name. */
export function dress(departments: { id: string; name: string }[]): DepartmentView[] {
  const taken = new Set<string>();
  return departments.map(({ id, name }, index) => {
    const letters = [...name.toLocaleUpperCase()].filter((letter) => /\p{L}|\p{N}/u.test(letter));
    const first = letters[0] ?? '?';
    const letter = letters.find((candidate) => !taken.has(candidate)) ?? numbered(first, taken);
    taken.add(letter);
    return { id, name, letter, color: index % 8 };
  });
}

function numbered(letter: string, taken: Set<string>): string {
  let n = 2;
  while (taken.has(letter + n)) n += 1;
  return letter + n;
}
