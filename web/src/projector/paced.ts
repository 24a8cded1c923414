// A result that is shown place by place, from the last to the first; equal ones are one place.

/** How many places there are. */
export const placesOf = (rows: readonly { dots: number }[]): number => new Set(rows.map(({ dots }) => dots)).size;

/** How many rows from the first on are still covered when so many places are shown. */
export function covered(rows: readonly { dots: number }[], places: number): number {
  const last = [...new Set(rows.map(({ dots }) => dots))].slice(-places || rows.length);
  return places >= placesOf(rows) ? 0 : rows.filter(({ dots }) => places === 0 || !last.includes(dots)).length;
}
