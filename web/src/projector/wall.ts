/**
 * What facilitators choose for the wall, and what the wall shows, said by presence: nothing of it is kept on the board.
 * The server lets nobody but facilitators say `wall`, and nobody but projectors say `shows` (PRES-15).
 */
import { oneOf, record } from '../board/lenient';
import type { BoardView, BranchId, NoteId, SessionView } from '../board/model';

/** `auto` tours where not everything can be read; `on` in any case; `held` stays where it is. */
export type TourMode = 'auto' | 'on' | 'held';
export type TourStep = 'next' | 'before' | 'whole';

/** What may be chosen; `auto` is what the workshop is at. */
export const PICTURES = [
  'auto',
  'fish',
  'cause',
  'agenda',
  'coverage',
  'votes',
  'matrix',
  'projects',
  'lists',
  'competences',
  'review',
  'facts',
  'poll',
  'words',
  'black',
] as const;
export type ChosenPicture = (typeof PICTURES)[number];

export interface WallChoice {
  picture: ChosenPicture;
  /** How the whole fish is drawn, also once the choice has passed. */
  view: 'fish' | 'columns';
  /** The bone that is shown closely, on the fish. */
  bone: BranchId | null;
  /** The cause that is shown, where a cause is. */
  note: NoteId | null;
  /** The moment of the workshop that it was chosen for: with the next one the wall follows the workshop again. */
  during: string;
  tour: TourMode;
  /** Grows with every step that is asked for. */
  steps: number;
  to: TourStep;
  /** The address of the server that people join by; none where the server chooses. */
  address: string | null;
  /** How many places of a vote's result are shown, from the last on; null for all of them. */
  paced: { vote: string; places: number } | null;
  /** The fact that is shown, where facts are; null for the first one. */
  fact: string | null;
  /** The question about the facts, from 1; 0 for what the activity asks. */
  question: number;
  /** What is shown of the review: all of it, or one promise, from 1. */
  review: number;
  /** Which page of what is shown in pages, from 0. */
  page: number;
  /** When it was chosen, by the server's clock: of several facilitators, the last one counts. */
  at: number;
}

export interface WallShows {
  /** Which picture it is: a `Scene`. */
  scene: string;
  columns: boolean;
  /** The bone that the wall shows closely, and the cause that everybody looks at. */
  bone: BranchId | null;
  note: NoteId | null;
  /** Of how many stops of the tour, of the review or of pages it is which, from 1. */
  stop: number;
  of: number;
  touring: boolean;
  /** Not everything can be read at once. */
  cut: boolean;
  /** How large the wall is, in its own pixels. */
  width: number;
  height: number;
}

export const FIRST_CHOICE: WallChoice = {
  picture: 'auto',
  view: 'fish',
  bone: null,
  note: null,
  during: '',
  tour: 'auto',
  steps: 0,
  to: 'next',
  address: null,
  paced: null,
  fact: null,
  question: 0,
  review: 0,
  page: 0,
  at: 0,
};

/** The moment of the workshop: another one begins with an activity, and whenever a ballot opens, closes or is revealed. */
export function momentOf({ activity, vote, rating, finished }: SessionView): string {
  const ballot = (of: SessionView['vote'] | SessionView['rating']): string => (of ? `${of.id} ${of.open} ${of.revealed}` : '');
  return [activity ?? '', ballot(vote), ballot(rating), finished].join('|');
}

/** The choice as long as it counts. How the whole fish is drawn and how its tour goes outlives it. */
export function counting(session: SessionView, choice: WallChoice): WallChoice {
  if (choice.picture === 'auto' || choice.during === momentOf(session)) return choice;
  return { ...choice, picture: 'auto', bone: null, note: null, fact: null, question: 0, tour: choice.bone ? 'auto' : choice.tour };
}

const whole = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0);
const id = (value: unknown): string | null => (typeof value === 'string' && value ? value : null);

function pacedOf(said: unknown): WallChoice['paced'] {
  const [vote, places] = [id(record(said)?.vote), record(said)?.places];
  return vote === null ? null : { vote, places: whole(places) };
}

export function wallChoice(here: BoardView['here']): WallChoice | null {
  const choices = here.flatMap(({ state }): WallChoice[] => {
    const said = record(state.wall);
    if (!said) return [];
    return [
      {
        picture: oneOf(said.picture, PICTURES) ?? 'auto',
        view: oneOf(said.view, ['fish', 'columns']) ?? 'fish',
        bone: id(said.bone),
        note: id(said.note),
        during: id(said.during) ?? '',
        tour: oneOf(said.tour, ['auto', 'on', 'held']) ?? 'auto',
        steps: whole(said.steps),
        to: oneOf(said.to, ['next', 'before', 'whole']) ?? 'next',
        address: id(said.address),
        paced: pacedOf(said.paced),
        fact: id(said.fact),
        question: whole(said.question),
        review: whole(said.review),
        page: whole(said.page),
        at: whole(said.at),
      },
    ];
  });
  return choices.reduce<WallChoice | null>((last, choice) => (last && last.at >= choice.at ? last : choice), null);
}

export function wallShows(here: BoardView['here']): WallShows | null {
  for (const { state } of here) {
    const said = record(state.shows);
    if (!said) continue;
    return {
      scene: id(said.scene) ?? 'fish',
      columns: said.columns === true,
      bone: id(said.bone),
      note: id(said.note),
      stop: whole(said.stop),
      of: whole(said.of),
      touring: said.touring === true,
      cut: said.cut === true,
      width: whole(said.width) || 1920,
      height: whole(said.height) || 1080,
    };
  }
  return null;
}
