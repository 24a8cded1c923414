// A project as the form holds it, and what of it goes to the board.

import type { Command } from '../api';
import type { NoteView, ProjectView } from '../board/model';
import type { Writer } from '../board/writer';
import { readAmount } from './money';

export const TEXTS = ['title', 'person', 'sponsor', 'budget', 'duration', 'measure', 'affects', 'value', 'helps', 'strategy'] as const;
export const LISTS = ['competences', 'tools', 'methods'] as const;
export { PROJECT_HORIZONS as HORIZONS, PROJECT_STATUSES as STATUSES } from '../generated/schema';

export type Form = Record<(typeof TEXTS)[number] | (typeof LISTS)[number], string> & {
  horizon: ProjectView['horizon'];
  status: ProjectView['status'];
  owner: string;
  start: string;
  due: string;
  /** As it is typed. */
  amount: string;
  currency: string;
  fact: string;
  notes: string[];
  approvers: string[];
  affected: string[];
};

/** An empty form, or one with what the project says; a new one starts from its first cause. */
export function formOf(project: ProjectView | undefined, notes: NoteView[]): Form {
  const first = notes[0];
  return {
    title: project?.title ?? '',
    person: project?.person ?? '',
    sponsor: project?.sponsor ?? '',
    budget: project?.budget ?? '',
    duration: project?.duration ?? '',
    measure: project?.measure ?? '',
    affects: project?.affects ?? '',
    value: project?.value ?? '',
    helps: project?.helps ?? '',
    strategy: project?.strategy ?? '',
    competences: (project?.competences ?? []).join('\n'),
    tools: (project?.tools ?? []).join('\n'),
    methods: (project?.methods ?? []).join('\n'),
    horizon: project?.horizon ?? (first?.priority === 'next' ? 'next-years' : 'this-year'),
    status: project?.status ?? 'planned',
    owner: project?.owner ?? first?.owner ?? '',
    start: project?.start ?? '',
    due: project?.due ?? '',
    amount: project?.amount?.toString() ?? '',
    currency: project?.currency ?? '',
    fact: project?.fact ?? '',
    notes: project?.notes ?? notes.map(({ id }) => id),
    approvers: project?.approvers ?? [],
    affected: project?.affectsDepartments ?? [],
  };
}

/** What the server would refuse, each where it is typed: the due day, the amount. */
export function troublesOf({ start, due, amount }: Form): { due: boolean; amount: boolean } {
  return { due: start !== '' && due !== '' && due < start, amount: readAmount(amount) === undefined };
}

function plain(form: Form) {
  const texts = Object.fromEntries(TEXTS.map((key) => [key, form[key].trim()])) as Record<(typeof TEXTS)[number], string>;
  const lists = Object.fromEntries(LISTS.map((key) => [key, asList(form[key])])) as Record<(typeof LISTS)[number], string[]>;
  return { texts, lists };
}

export function creation(form: Form): Command {
  const { texts, lists } = plain(form);
  const { horizon, owner, notes, approvers, start, due, fact, affected } = form;
  const amount = readAmount(form.amount) ?? null;
  const named = { horizon, owner: owner || null, notes, approvals: approvers, affects_departments: affected };
  const planned = { start: start || null, due: due || null, fact: fact || null };
  const currency = (amount !== null && (form.currency as Extract<Command, { do: 'create_project' }>['currency'])) || null;
  return { do: 'create_project', ...texts, ...lists, ...named, ...planned, amount, currency };
}

/** Writes what was changed since the form was opened; what others changed meanwhile, in the same fields too, stays. */
export function change(
  board: Pick<Writer, 'setProject' | 'setProjectAmount' | 'setProjectList'>,
  project: string,
  opened: Form,
  form: Form,
): void {
  const [before, now] = [plain(opened), plain(form)];
  for (const key of TEXTS) if (now.texts[key] !== before.texts[key]) board.setProject(project, key, now.texts[key], opened[key]);
  for (const key of ['horizon', 'status', 'owner', 'start', 'due', 'currency', 'fact'] as const)
    if (form[key] !== opened[key]) board.setProject(project, key, form[key] || null);
  const amount = readAmount(form.amount);
  if (amount !== undefined && amount !== readAmount(opened.amount)) board.setProjectAmount(project, amount);
  const lists = (of: Form, { lists }: typeof now) => ({
    ...lists,
    notes: of.notes,
    approvals: of.approvers,
    affects_departments: of.affected,
  });
  const were = lists(opened, before);
  for (const [key, items] of Object.entries(lists(form, now))) {
    const before = were[key as keyof typeof were];
    if (JSON.stringify(items) !== JSON.stringify(before)) board.setProjectList(project, key, items, before);
  }
}

/** A list as people type it: one a line, or with commas or semicolons between; nothing twice. */
export function asList(text: string): string[] {
  const once = new Map<string, string>();
  for (const part of text.split(/[\n,;]/)) {
    const name = part.trim();
    if (name && !once.has(name.toLowerCase())) once.set(name.toLowerCase(), name);
  }
  return [...once.values()];
}
