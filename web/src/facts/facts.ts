/** The figures that a workshop works with, read from the root `facts`: anything in it may be anything. */
import { one, oneOf, record } from '../board/lenient';
import type { BoardView, NoteView } from '../board/model';
import { byNumber } from '../board/order';
import { isBlank, line, paragraphs } from '../board/text';
import { FACT_KINDS } from '../generated/schema';

export interface FactView {
  id: string;
  kind: (typeof FACT_KINDS)[number];
  label: string;
  unit: string;
  source: string;
  department: string | null;
  /** By the day on which they were measured, the first one first. */
  values: [day: string, value: number][];
  target: number | null;
  target_date: string | null;
}

/** The largest number that a board holds. */
const LARGEST = 1e12;
const number = (value: unknown): number | null => (typeof value === 'number' && Math.abs(value) <= LARGEST ? value : null);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Whether a text is a day of the calendar, written as `2026-02-28`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

const day = (value: unknown): string | null => (typeof value === 'string' && isDay(value) ? value : null);

export function readFacts(root: BoardView['facts']): FactView[] {
  const facts = Object.entries(root).flatMap(([id, value]): FactView[] => {
    const fact = record(value);
    if (!fact) return [];
    const values = Object.entries(record(fact.values) ?? {}).flatMap(([at, value]): [string, number][] => {
      const measured = number(value);
      return isDay(at) && measured !== null ? [[at, measured]] : [];
    });
    return [
      {
        id,
        kind: oneOf(fact.kind, FACT_KINDS) ?? 'other',
        label: line(text(fact.label)),
        unit: line(text(fact.unit)),
        source: paragraphs(text(fact.source)),
        department: one(fact.department),
        values: values.sort(([a], [b]) => (a < b ? -1 : 1)),
        target: number(fact.target),
        target_date: day(fact.target_date),
      },
    ];
  });
  return facts.sort(byNumber);
}

/** The facts of which there is a chart. */
export const charted = (root: BoardView['facts']): FactView[] =>
  readFacts(root).filter(({ values, target }) => values.length > 0 || target !== null);

/** What a fact is called. */
export const named = ({ label, id }: FactView): string => (isBlank(label) ? id : label);

/** The causes that cite a fact, on their bones and then parked ones. */
export function citing(view: Pick<BoardView, 'branches' | 'notes'>, id: string): NoteView[] {
  const onBones = view.branches.flatMap(({ notes }) => notes);
  const known = new Set(onBones.map((note) => note.id));
  return [...onBones, ...[...view.notes.values()].filter((note) => !known.has(note.id))].filter(({ fact }) => fact === id);
}

/** What a cause cites: the fact, or null where it is not on the board any more; undefined where it cites none. */
export function cited(facts: readonly FactView[], note: Pick<NoteView, 'fact'>): FactView | null | undefined {
  return note.fact === null ? undefined : (facts.find(({ id }) => id === note.fact) ?? null);
}
