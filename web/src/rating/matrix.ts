// Where the points of the priority matrix lie: equal medians stand side by side, not on one another.

export interface Point {
  id: string;
  label: string;
  importance: number;
  urgency: number;
  disagreement: number;
}

export type Placed<P extends Point> = P & {
  x: number;
  y: number;
  /** Radius of the halo: how far apart people are. */
  halo: number;
};

/** A square of `size`; importance grows to the right, urgency upwards, both from 1 to 5. */
export function place<P extends Point>(points: P[], size: number, margin: number, step: number): Placed<P>[] {
  const unit = (size - 2 * margin) / 4;
  const groups = new Map<string, P[]>();
  for (const point of points) {
    const key = `${point.importance} ${point.urgency}`;
    groups.set(key, [...(groups.get(key) ?? []), point]);
  }
  return [...groups.values()].flatMap((group) => {
    const columns = Math.ceil(Math.sqrt(group.length));
    const rows = Math.ceil(group.length / columns);
    return group.map((point, index) => {
      const [column, row] = [index % columns, Math.floor(index / columns)];
      const x = margin + (point.importance - 1) * unit + (column - (columns - 1) / 2) * step;
      const y = size - margin - (point.urgency - 1) * unit + (row - (rows - 1) / 2) * step;
      return {
        ...point,
        x: within(x, step / 2, size - step / 2),
        y: within(y, step / 2, size - step / 2),
        halo: Math.min(3, point.disagreement) * unit * 0.3,
      };
    });
  });
}

function within(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
