// The profile of the team: the competences of all projects together, against the list one started from.

import type { components } from '../generated/api';
import type { ProjectView } from '../board/model';
import { nameOrder } from '../board/names';
import { line } from '../board/text';

export interface Competence {
  /** As it was first written. */
  name: string;
  projects: number;
  expected: boolean;
  /** What facilitators said of it. */
  team: TeamCompetence | null;
}

export type TeamCompetence = components['schemas']['TeamCompetence'];

const key = (name: string): string => line(name).toLowerCase();

/** Most needed first, then by name in the order of the board's language; those that no project needs come last. The board counts the same way. */
export function profile(projects: ProjectView[], expected: string[], team: readonly TeamCompetence[], language: string): Competence[] {
  const names = nameOrder(language);
  const found = new Map<string, Competence>();
  const entry = (name: string): Competence => {
    const kept = found.get(key(name)) ?? { name: line(name), projects: 0, expected: false, team: null };
    found.set(key(name), kept);
    return kept;
  };
  for (const { competences } of projects) {
    const once = new Set<string>();
    for (const name of competences) {
      if (!key(name) || once.has(key(name))) continue;
      once.add(key(name));
      entry(name).projects += 1;
    }
  }
  for (const name of expected) if (key(name)) entry(name).expected = true;
  for (const one of team) if (key(one.name ?? '')) entry(one.name ?? '').team = one;
  return [...found.values()].sort((a, b) => b.projects - a.projects || names(a.name, b.name));
}
