/** The competences of the team: which are needed, who has them, who learns them until when (COMP-1 to COMP-4 of the board). */
import type { components } from '../generated/api';
import type { BoardView } from '../board/model';
import { sameName } from './names';
import { profile, type Competence } from '../projects/profile';

export type Learner = components['schemas']['Learner'];

export interface LearnerView {
  name: string;
  until: string | null;
  learned: boolean;
  late: boolean;
}

export interface TeamRow extends Competence {
  needed: boolean;
  /** Needed, and nobody has it or learns it. */
  missing: boolean;
  has: readonly string[];
  learns: LearnerView[];
}

/** Every competence that a project needs, that is on the first list, or of which something is said. */
export function teamOf({ projects, session, language }: Pick<BoardView, 'projects' | 'session' | 'language'>, today: string): TeamRow[] {
  return profile(projects, session.competences, session.team ?? [], language).map((one): TeamRow => {
    const has = one.team?.has ?? [];
    const learns = (one.team?.learns ?? []).map(({ name = '', until }): LearnerView => {
      const learned = has.some((other) => sameName(other, name));
      return { name, until: until ?? null, learned, late: !learned && until !== undefined && until < today };
    });
    const needed = one.team?.needed ?? one.projects > 0;
    return { ...one, needed, missing: needed && has.length === 0 && learns.length === 0, has, learns };
  });
}

export interface LearnedUntilNow extends LearnerView {
  competence: string;
}

/** What was to be learned until today: the late ones first, then by their day. */
export function learnedUntil(rows: readonly TeamRow[], today: string): LearnedUntilNow[] {
  const due = rows.flatMap(({ name: competence, learns }) =>
    learns.filter(({ until }) => until !== null && until <= today).map((learner) => ({ ...learner, competence })),
  );
  return due.sort((a, b) => Number(b.late) - Number(a.late) || (a.until! < b.until! ? -1 : a.until! > b.until! ? 1 : 0));
}
