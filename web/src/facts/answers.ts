/**
 * What was answered to a question about a fact. An answer is a parked cause that cites the fact and has the question as its source:
 * nothing of it is lost, and it can be taken to a bone (FACT-7).
 */
import { activityNow, type BoardView, type NoteView } from '../board/model';
import { parked } from '../board/parked';
import type { FactQuestion } from './steps';

type Words = Record<`ask_${FactQuestion}`, string>;

/** What the room is asked, in the words of the board's language. */
export function askedOf(view: BoardView, question: FactQuestion | null, words: Words): string {
  return question ? words[`ask_${question}`] : activityNow(view.session)?.prompt || view.effect || view.title;
}

export function answersTo(view: BoardView, question: string, fact: string): NoteView[] {
  return parked(view).filter((note) => note.fact === fact && note.reference === question);
}
