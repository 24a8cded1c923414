/** The projects of a programme: chosen, sorted, and as a table to take along. */
import type { components } from '../generated/api';
import { PROJECT_STATUSES } from '../generated/schema';

type Schemas = components['schemas'];
export type ProgrammeState = Schemas['ProgrammeState'];
export type ProgrammeBoard = Schemas['ProgrammeBoard'];
export type ProgrammeProject = Schemas['ProgrammeProject'];
export type Status = (typeof PROJECT_STATUSES)[number];

/** A project as the table shows it. */
export interface Row {
  id: string;
  title: string;
  owner: string;
  person: string;
  status: Status;
  /** `YYYY-MM-DD`, or empty. */
  due: string;
  /** The day on which it was due at first, if that is another one. */
  dueFirst: string;
  late: boolean;
  /** The board on which it was promised, and the newest one that has it. */
  promised: ProgrammeBoard | undefined;
  now: ProgrammeBoard | undefined;
  /** What was said of it last. */
  word: string;
}

export function rowsOf({ boards, projects }: ProgrammeState): Row[] {
  const board = (id: string | undefined): ProgrammeBoard | undefined => boards.find((one) => one.id === id);
  return projects.map(({ project, boards: on, owner_name, late }): Row => {
    const said = (key: string): string => {
      const value = (project as Record<string, unknown>)[key];
      return typeof value === 'string' ? value.trim() : '';
    };
    const progress = project.progress ?? [];
    const due = said('due');
    const first = progress.find(({ due_before }) => due_before)?.due_before ?? '';
    return {
      id: `${on[0] ?? ''} ${project.id}`,
      title: said('title'),
      owner: owner_name ?? '',
      person: said('person'),
      status: PROJECT_STATUSES.find((status) => status === said('status')) ?? 'planned',
      due,
      dueFirst: first === due ? '' : first,
      late,
      promised: board(on[0]),
      now: board(on.at(-1)),
      word: progress.findLast(({ word, decision }) => word && !decision)?.word ?? '',
    };
  });
}

export interface Choice {
  search: string;
  /** The name of a department; empty for those without one, null for all. */
  department: string | null;
  status: Status | null;
  late: boolean;
}

export const EVERYTHING: Choice = { search: '', department: null, status: null, late: false };

/** In any case, and without marks: whoever types `zgloszenia` means `zgłoszenia`. */
const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/ł/g, 'l');

export function chosen(rows: readonly Row[], { search, department, status, late }: Choice): Row[] {
  const words = plain(search).split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    const said = plain([row.title, row.owner, row.person, row.word, row.promised?.title, row.now?.title].join(' '));
    return (
      (department === null || row.owner === department) &&
      (status === null || row.status === status) &&
      (!late || row.late) &&
      words.every((word) => said.includes(word))
    );
  });
}

export const COLUMNS = ['project', 'owner', 'status', 'due', 'promised', 'now_in', 'last'] as const;
export type Column = (typeof COLUMNS)[number];

export interface Order {
  column: Column;
  down: boolean;
}

/** Those without a value stand last, whichever way it is sorted. */
export function sorted(rows: readonly Row[], { column, down }: Order, boards: readonly ProgrammeBoard[], language: string): Row[] {
  const place = (board: ProgrammeBoard | undefined): number => (board ? boards.indexOf(board) : boards.length);
  const key: Record<Column, (row: Row) => string | number> = {
    project: ({ title }) => title,
    owner: ({ owner, person }) => [owner, person].filter(Boolean).join(' '),
    status: ({ status }) => PROJECT_STATUSES.indexOf(status),
    due: ({ due }) => due,
    promised: ({ promised }) => place(promised),
    now_in: ({ now }) => place(now),
    last: ({ word }) => word,
  };
  const of = key[column];
  return [...rows].sort((one, other) => {
    const [a, b] = [of(one), of(other)];
    if (a === '' || b === '') return Number(a === '') - Number(b === '');
    const by = typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), language, { numeric: true });
    return down ? -by : by;
  });
}

/** A cell that no spreadsheet takes for a formula. */
const harmless = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

/** Cells with tabs between them, as spreadsheets take them from the clipboard. */
export const asTabs = (cells: readonly string[][]): string =>
  cells.map((row) => row.map((cell) => harmless(cell).replace(/[\t\r\n]+/g, ' ')).join('\t')).join('\n');

/** RFC 4180, with a byte-order mark and what the language's spreadsheets expect between cells. */
export function asCsv(cells: readonly string[][], language: string): string {
  const between = language === 'en' ? ',' : ';';
  const cell = (text: string): string => `"${harmless(text).replaceAll('"', '""')}"`;
  return `\u{feff}${cells.map((row) => row.map(cell).join(between)).join('\r\n')}\r\n`;
}
