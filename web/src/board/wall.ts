/**
 * What facilitators choose for the wall, and what the wall shows, said by presence: nothing of it is kept on the board.
 * The server lets nobody but facilitators say `wall`, and nobody but projectors say `shows` (PRES-15).
 */
import { oneOf, record } from './lenient';
import type { BoardView, BranchId } from './model';

/** `auto` tours where not everything can be read; `on` in any case; `held` stays where it is. */
export type TourMode = 'auto' | 'on' | 'held';
export type TourStep = 'next' | 'before' | 'whole';

export interface WallChoice {
  view: 'fish' | 'columns';
  tour: TourMode;
  /** Grows with every step that is asked for. */
  steps: number;
  to: TourStep;
  /** When it was chosen, by the server's clock: of several facilitators, the last one counts. */
  at: number;
}

export interface WallShows {
  /** The bone that the wall shows closely. */
  bone: BranchId | null;
  /** Of how many stops it is which, from 1. */
  stop: number;
  of: number;
  touring: boolean;
  /** Not everything can be read at once. */
  cut: boolean;
}

export const FIRST_CHOICE: WallChoice = { view: 'fish', tour: 'auto', steps: 0, to: 'next', at: 0 };

const whole = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0);

export function wallChoice(here: BoardView['here']): WallChoice | null {
  const choices = here.flatMap(({ state }): WallChoice[] => {
    const said = record(state.wall);
    if (!said) return [];
    return [{
      view: oneOf(said.view, ['fish', 'columns']) ?? 'fish',
      tour: oneOf(said.tour, ['auto', 'on', 'held']) ?? 'auto',
      steps: whole(said.steps),
      to: oneOf(said.to, ['next', 'before', 'whole']) ?? 'next',
      at: whole(said.at),
    }];
  });
  return choices.reduce<WallChoice | null>((last, choice) => (last && last.at >= choice.at ? last : choice), null);
}

export function wallShows(here: BoardView['here']): WallShows | null {
  for (const { state } of here) {
    const said = record(state.shows);
    if (!said) continue;
    return {
      bone: typeof said.bone === 'string' ? said.bone : null,
      stop: whole(said.stop),
      of: whole(said.of),
      touring: said.touring === true,
      cut: said.cut === true,
    };
  }
  return null;
}
