// Who is finished with what people are asked to do, as the server counts it (READY-1).

import { activityNow, type ActivityKind, type BoardView, type DepartmentView, type PersonView, type SessionView } from '../board/model';

export interface Readiness {
  done: number;
  /** How many people are asked. */
  of: number;
  /** In the board's order, those of whom somebody is asked. */
  departments: { department: DepartmentView; done: number; of: number }[];
}

const WORK: ReadonlySet<ActivityKind> = new Set(['collect', 'silent', 'discuss', 'plan']);

const ballotIsOpen = ({ vote, rating }: SessionView): boolean => Boolean(vote?.open || rating?.open);

/** Whether people work now, each for themselves: then they say when they are finished. */
export function peopleWork(session: SessionView): boolean {
  if (session.finished) return false;
  if (ballotIsOpen(session)) return true;
  const activity = activityNow(session);
  if (!activity) return false;
  // Where everybody's word begins the next activity, everybody is asked for it.
  return activity.when_done === 'next' || (WORK.has(activity.kind) && !session.locked);
}

/** How many are finished, while people work; null where nobody is asked. */
export function readiness({ session, departments, people }: Pick<BoardView, 'session' | 'departments' | 'people'>): Readiness | null {
  if (!peopleWork(session)) return null;
  const { ready } = session;
  // Boards of an earlier edition count no departments.
  if (!ready) return { done: session.done, of: people.size, departments: [] };
  return {
    done: ready.done,
    of: ready.of,
    departments: departments.flatMap((department) => {
      const [done = 0, of = 0] = ready.by_department[department.id] ?? [];
      return of > 0 ? [{ department, done, of }] : [];
    }),
  };
}

/** Whether this person is asked: somebody without a device only for a ballot, which the facilitator enters. */
export function isAsked(session: SessionView, person: PersonView): boolean {
  return peopleWork(session) && (!person.seat || ballotIsOpen(session));
}
