/** What a poll proposes to ask about. */
import { causes } from '../../board/derived';
import type { BoardView } from '../../board/model';

export const POLL_KINDS = ['belief', 'quality'] as const;

/** The goals of the list and those that are texts of the board, or its departments. What is written there in several lines goes on one. */
export function proposed(
  kind: (typeof POLL_KINDS)[number],
  { goals, departments, branches }: Pick<BoardView, 'goals' | 'departments' | 'branches'>,
): string[] {
  if (kind === 'quality') return departments.map(({ name }) => name).slice(0, 20);
  const listed = causes({ branches }).filter(({ list }) => list === 'goals');
  const written = [...listed.map(({ text }) => text), ...Object.values(goals)].map((goal) => goal.replaceAll('\n', ' ').trim());
  return [...new Set(written.filter(Boolean))].slice(0, 20);
}
