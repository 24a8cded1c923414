/** What a poll proposes to ask about. */
import type { BoardView } from '../../board/model';

export const POLL_KINDS = ['belief', 'quality'] as const;

/** The board's goals, or its departments. What is written there in several lines goes on one. */
export function proposed(kind: (typeof POLL_KINDS)[number], { goals, departments }: Pick<BoardView, 'goals' | 'departments'>): string[] {
  if (kind === 'quality') return departments.map(({ name }) => name).slice(0, 20);
  const written = Object.values(goals).map((goal) => goal.replaceAll('\n', ' ').trim());
  return [...new Set(written.filter(Boolean))];
}
