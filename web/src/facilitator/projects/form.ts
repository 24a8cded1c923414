// A project as the form holds it, and what of it goes to the board.

import type { Command } from '../../api';
import type { NoteView, ProjectView } from '../../board/model';
import type { DeskStore } from '../desk.svelte';
import { asList } from './profile';

export const TEXTS = ['title', 'sponsor', 'budget', 'duration', 'measure', 'affects', 'value', 'helps', 'strategy'] as const;
export const LISTS = ['competences', 'tools', 'methods'] as const;
export const HORIZONS = ['this-year', 'next-years', '3-5-years'] as const;
export const STATUSES = ['planned', 'running', 'done', 'stopped'] as const;

export type Form = Record<(typeof TEXTS)[number] | (typeof LISTS)[number], string> & {
  horizon: ProjectView['horizon'];
  status: ProjectView['status'];
  owner: string;
  notes: string[];
  approvers: string[];
};

/** An empty form, or one with what the project says; a new one starts from its first cause. */
export function formOf(project: ProjectView | undefined, notes: NoteView[]): Form {
  const first = notes[0];
  return {
    title: project?.title ?? '',
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
    notes: project?.notes ?? notes.map(({ id }) => id),
    approvers: project?.approvers ?? [],
  };
}

function plain(form: Form) {
  const texts = Object.fromEntries(TEXTS.map((key) => [key, form[key].trim()])) as Record<(typeof TEXTS)[number], string>;
  const lists = Object.fromEntries(LISTS.map((key) => [key, asList(form[key])])) as Record<(typeof LISTS)[number], string[]>;
  return { texts, lists };
}

export function creation(form: Form): Command {
  const { texts, lists } = plain(form);
  const { horizon, owner, notes, approvers } = form;
  return { do: 'create_project', ...texts, ...lists, horizon, owner: owner || null, notes, approvals: approvers };
}

/** Writes what differs; what others changed meanwhile in other fields stays. */
export function change(connection: DeskStore['connection'], project: ProjectView, form: Form): void {
  const { texts, lists } = plain(form);
  for (const key of TEXTS) if (texts[key] !== project[key]) connection.setProject(project.id, key, texts[key]);
  for (const key of ['horizon', 'status'] as const) if (form[key] !== project[key]) connection.setProject(project.id, key, form[key]);
  if ((form.owner || null) !== project.owner) connection.setProject(project.id, 'owner', form.owner || null);
  const all = { ...lists, notes: form.notes, approvals: form.approvers };
  const before = { competences: project.competences, tools: project.tools, methods: project.methods, notes: project.notes, approvals: project.approvers };
  for (const [key, items] of Object.entries(all)) {
    if (JSON.stringify(items) !== JSON.stringify(before[key as keyof typeof before])) connection.setProjectList(project.id, key, items);
  }
}
