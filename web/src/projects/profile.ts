// The profile of the team: the competences of all projects together, against the list one started from.

import type { ProjectView } from '../board/model';
import { line } from '../board/text';

export interface Competence {
  /** As it was first written. */
  name: string;
  projects: number;
  expected: boolean;
}

const key = (name: string): string => line(name).toLowerCase();

/** Most needed first, then by name; expected ones that no project needs come last. The board counts the same way. */
export function profile(projects: ProjectView[], expected: string[]): Competence[] {
  const found = new Map<string, Competence>();
  const entry = (name: string): Competence => {
    const kept = found.get(key(name)) ?? { name: line(name), projects: 0, expected: false };
    found.set(key(name), kept);
    return kept;
  };
  for (const { competences } of projects) {
    const once = new Map(competences.filter((name) => key(name)).map((name) => [key(name), name]));
    for (const name of once.values()) entry(name).projects += 1;
  }
  for (const name of expected) if (key(name)) entry(name).expected = true;
  return [...found.values()].sort((a, b) => b.projects - a.projects || a.name.localeCompare(b.name));
}
