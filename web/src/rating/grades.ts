/** How often each grade from 1 to 5 was given, counted together. */
export interface Counted {
  given: number;
  mean: number;
  most: number;
}

export function counted(grades: readonly number[]): Counted {
  const given = grades.reduce((sum, count) => sum + count, 0);
  const total = grades.reduce((sum, count, at) => sum + count * (at + 1), 0);
  return { given, mean: total / Math.max(1, given), most: Math.max(1, ...grades) };
}
