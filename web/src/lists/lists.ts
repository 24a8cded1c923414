/**
 * The three lists that causes come from, with the grades of areas, the belief in goals and what follows from each goal: by the same
 * rules as `crates/board/src/reading/lists.rs`. `tests/fixtures/derived.json` holds both to them.
 */
import { causes } from '../board/derived';
import type { BoardView, NoteView, PollView, ProjectView } from '../board/model';
import { line } from '../board/text';
import { NOTE_HORIZONS, NOTE_LISTS } from '../generated/schema';

export type ListName = (typeof NOTE_LISTS)[number];
export type GoalHorizon = (typeof NOTE_HORIZONS)[number];

export interface Graded {
  /** The average of the last grades, with one decimal; null where fewer than three people graded it. */
  average: number | null;
  graded: number;
}

export interface AreaView extends Graded {
  name: string;
  /** The causes of the list that the area owns. */
  causes: NoteView[];
}

export interface GoalView extends Graded {
  note: NoteView;
  horizon: GoalHorizon;
  causes: NoteView[];
  projects: ProjectView[];
}

export interface ListsView {
  results: NoteView[];
  quality: NoteView[];
  unlisted: NoteView[];
  areas: AreaView[];
  goals: GoalView[];
}

const key = (name: string): string => line(name).toLowerCase();

/** What was shown of polls, the oldest first. */
function shownPolls({ session }: Pick<BoardView, 'session'>): PollView[] {
  return [...(session.polls ?? []), ...(session.poll && !session.poll.open ? [session.poll] : [])];
}

function gradedIn(view: Pick<BoardView, 'session'>, kind: PollView['kind']): Map<string, Graded & { name: string }> {
  const found = new Map<string, Graded & { name: string }>();
  for (const poll of shownPolls(view)) {
    if (poll.kind !== kind) continue;
    for (const { text, grades } of poll.items) {
      const graded = (grades ?? []).reduce((sum, times) => sum + times, 0);
      const total = (grades ?? []).reduce((sum, times, at) => sum + times * (at + 1), 0);
      const name = found.get(key(text))?.name ?? line(text);
      found.set(key(text), { name, graded, average: graded > 0 ? Math.round((total / graded) * 10) / 10 : null });
    }
  }
  return found;
}

export function lists(view: BoardView): ListsView {
  const all = causes(view);
  const of = (list: ListName): NoteView[] => all.filter((note) => note.list === list);
  const quality = of('quality');
  return {
    results: of('results'),
    quality,
    unlisted: all.filter((note) => note.list === null),
    areas: areasOf(view, quality),
    goals: goalsOf(view, of('goals'), all),
  };
}

/** The causes of the list that no area owns. */
export const elsewhere = ({ quality, areas }: ListsView): NoteView[] => {
  const owned = new Set(areas.flatMap(({ causes }) => causes));
  return quality.filter((note) => !owned.has(note));
};

function areasOf(view: BoardView, quality: readonly NoteView[]): AreaView[] {
  const areas = new Map<string, AreaView>();
  for (const [of, graded] of gradedIn(view, 'quality')) areas.set(of, { ...graded, causes: [] });
  // A department that nobody expected is on no list.
  for (const { id, name } of view.departments) {
    const owned = quality.filter((note) => note.owner === id);
    if (owned.length === 0) continue;
    areas.set(key(name), { ...(areas.get(key(name)) ?? { name, average: null, graded: 0 }), causes: owned });
  }
  return [...areas.values()];
}

/** The goal that an id stands for: what was merged into a goal is that goal. Null where it is no goal of the list. */
export function goalNamed(view: Pick<BoardView, 'notes'>, id: string | null): NoteView | null {
  const named = id === null ? undefined : view.notes.get(id);
  const goal = named?.mergedInto ? view.notes.get(named.mergedInto) : named;
  return goal && goal.list === 'goals' && goal.parked === null ? goal : null;
}

function goalsOf(view: BoardView, goals: readonly NoteView[], all: readonly NoteView[]): GoalView[] {
  const beliefs = gradedIn(view, 'belief');
  const found = goals.map((note): GoalView => {
    const following = all.filter((one) => one.id !== note.id && (one.parent === note.id || goalNamed(view, one.goal)?.id === note.id));
    const serves = (id: string): boolean => goalNamed(view, id)?.id === note.id || following.some((one) => one.id === id);
    const { average, graded } = beliefs.get(key(note.text)) ?? { average: null, graded: 0 };
    const horizon = note.horizon ?? 'this-year';
    return { note, horizon, average, graded, causes: following, projects: view.projects.filter(({ notes }) => notes.some(serves)) };
  });
  const year = (goal: GoalView): boolean => goal.horizon === 'this-year';
  return [...found.filter(year), ...found.filter((goal) => !year(goal))];
}
