import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { BoardReader } from '../src/board/board-reader';
import { causes, mostDisputed, ranking } from '../src/board/derived';
import { further } from '../src/board/further';
import type { BoardView } from '../src/board/model';
import { nameOrder } from '../src/board/names';
import { inOrder } from '../src/board/order';
import { parked } from '../src/board/parked';
import { lists } from '../src/lists/lists';
import { profile } from '../src/projects/profile';

// The same boards and answers that the server's reading is held to (crates/board/tests/derived.rs).

interface Case {
  name: string;
  document: Record<string, Record<string, unknown>>;
  expected: Record<string, unknown>;
}

/** Roots whose values are maps of their own; those of the others are plain. */
const NESTED = new Set(['notes', 'branches', 'projects']);

const cases = (file: string): Case[] =>
  JSON.parse(readFileSync(new URL(`../../tests/fixtures/${file}`, import.meta.url), 'utf8')) as Case[];

/** A map of plain values, and of the lists of a project, which are maps themselves. */
function nested(value: object): Y.Map<unknown> {
  const inner = (of: unknown): unknown => (typeof of === 'object' && of !== null ? nested(of) : of);
  return new Y.Map(Object.entries(value).map(([key, of]) => [key, inner(of)]));
}

function read(document: Case['document']): BoardView {
  const doc = new Y.Doc();
  for (const [root, entries] of Object.entries(document)) {
    for (const [id, value] of Object.entries(entries)) doc.getMap(root).set(id, NESTED.has(root) ? nested(value as object) : value);
  }
  return new BoardReader(doc, { participant: null, writtenHere: () => false }, () => undefined).read(null, [], true);
}

function derived(view: BoardView): Record<string, unknown> {
  const merged = (id: string): string =>
    [...view.notes.values()]
      .filter(({ mergedInto }) => mergedInto === id)
      .sort(inOrder)
      .map((note) => `+${note.id}`)
      .join('');
  const split = (by: Record<string, number>): string =>
    Object.entries(by)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, dots]) => ` ${id}=${dots}`)
      .join('');
  return {
    tree: Object.fromEntries(
      view.branches.map(({ id, notes }) => [id, notes.map((note) => `${'>'.repeat(note.depth)}${note.id}${merged(note.id)}`).join(' ')]),
    ),
    also: Object.fromEntries(
      view.branches.map(({ id }) => [
        id,
        further(view, id)
          .map((note) => note.id)
          .join(' '),
      ]),
    ),
    count: causes(view).length,
    parked: parked(view)
      .map(({ id }) => `${id}${merged(id)}`)
      .join(' '),
    ranking: ranking(view).map(({ note, dots, by_department }) => `${note.id} ${dots}${split(by_department)}`),
    most_disputed: mostDisputed(view)?.id ?? null,
    badges: view.departments.map(({ id, letter, color }) => `${id} ${letter} ${color}`),
    projects: view.projects.map(({ id }) => id),
    people: [...view.people.values()].map(({ name }) => name),
    lists: listed(view),
    profile: profile(view.projects, view.session.competences, view.session.team ?? [], view.language).map(
      ({ name, projects }) => `${name} ${projects}`,
    ),
  };
}

function listed(view: BoardView): Record<string, unknown> {
  const { results, quality, unlisted, areas, goals } = lists(view);
  const ids = (all: { id: string }[]): string => `[${all.map(({ id }) => id).join(' ')}]`;
  const average = (value: number | null): string => value?.toFixed(1) ?? '-';
  return {
    counts: [results.length, quality.length, unlisted.length],
    areas: areas.map((area) => `${area.name} ${average(area.average)}/${area.graded} ${ids(area.causes)}`),
    goals: goals.map(
      (goal) => `${goal.note.id} ${goal.horizon} ${average(goal.average)}/${goal.graded} ${ids(goal.causes)} ${ids(goal.projects)}`,
    ),
  };
}

describe.each(['derived.json', 'derived-random.json'])('%s', (file) => {
  test.each(cases(file).map(({ name, ...rest }) => [name, rest] as const))('%s', (_, { document, expected }) => {
    const found = derived(read(document));
    for (const [what, answer] of Object.entries(expected)) expect({ [what]: found[what] }).toEqual({ [what]: answer });
  });
});

interface Names {
  language: string;
  names: string[];
  sorted: string[];
}

test.each(cases('names.json') as unknown as Names[])('NAME-1: names in the order of $language', ({ language, names, sorted }) => {
  expect([...names].sort(nameOrder(language))).toEqual(sorted);
});
