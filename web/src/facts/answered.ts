/** What people answered to the questions about a fact, read from the root `answers`: anything in it may be anything. */
import { one, oneOf, record, words } from '../board/lenient';
import type { BoardView, DepartmentId, NoteId, ParticipantId } from '../board/model';
import { paragraphs } from '../board/text';
import { QUESTIONS, type FactQuestion } from './steps';

/** The ready reasons why a figure changes, in the order in which they are shown. */
export const REASONS = ['product', 'service', 'season', 'customers'] as const;
export type FactReason = (typeof REASONS)[number];

export interface AnswerView {
  id: string;
  fact: string;
  question: FactQuestion;
  /** Empty where a ready reason says all. */
  text: string;
  reason: FactReason | null;
  /** Unix milliseconds. */
  at: number;
  department: DepartmentId | null;
  author: ParticipantId | null;
  /** The cause that was made of it, as long as it is on the board. */
  kept: NoteId | null;
}

/** The answers about a fact, to one question or to all, the oldest first. */
export function answersAbout(
  { answers, notes }: Pick<BoardView, 'answers' | 'notes'>,
  fact: string,
  question: FactQuestion | null = null,
): AnswerView[] {
  const found = Object.entries(answers).flatMap(([id, value]): AnswerView[] => {
    const said = record(value);
    const asked = oneOf(said?.question, QUESTIONS);
    if (!said || said.fact !== fact || !asked || (question && asked !== question)) return [];
    const kept = one(said.kept);
    return [
      {
        id,
        fact,
        question: asked,
        text: paragraphs(words(said.text)),
        reason: oneOf(said.reason, REASONS),
        at: typeof said.at === 'number' ? said.at : 0,
        department: one(said.department),
        author: one(said.author),
        kept: kept !== null && notes.has(kept) ? kept : null,
      },
    ];
  });
  return found.sort((a, b) => a.at - b.at || a.id.length - b.id.length || (a.id < b.id ? -1 : 1));
}

/** How often each ready reason was chosen, those that nobody chose included. */
export function counted(answers: readonly AnswerView[]): { reason: FactReason; times: number }[] {
  return REASONS.map((reason) => ({ reason, times: answers.filter((answer) => answer.reason === reason).length }));
}

type Words = Record<`why_${FactReason}`, string>;

/** An answer as one text: its reason, and what was said. */
export const answerText = ({ reason, text }: Pick<AnswerView, 'reason' | 'text'>, words: Words): string =>
  [reason && words[`why_${reason}`], text].filter(Boolean).join(': ');
