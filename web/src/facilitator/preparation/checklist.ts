// The checklist as it is shown: the usual points, found done by the board itself or ticked, and the facilitators' own.

import type { Command } from '../../api';
import type { TakingBack } from '../../board/taking-back';
import type { components } from '../../generated/api';

export type Point = components['schemas']['PreparationPoint'];
export type PointCommand = Extract<Command, { do: 'set_point' }>;

/** Those that the server knows as usual, in the order in which they are thought of. */
export const USUAL = ['effect', 'goals', 'people', 'sponsor', 'agenda', 'facts', 'room', 'rehearsal', 'projector'] as const;
export type Usual = (typeof USUAL)[number];

export interface Item {
  id: string;
  /** Empty for a usual point. */
  text: string;
  done: boolean;
  /** The board itself says that it is done, so there is nothing to tick. */
  seen: boolean;
}

/** `seen`: the usual points that the board shows to be done. `usual`: those that are asked of this board. */
export function checklist(points: readonly Point[], seen: ReadonlySet<Usual>, usual: readonly Usual[] = USUAL): Item[] {
  const ticked = new Set(points.filter(({ done }) => done).map(({ id }) => id));
  const known = new Set<string>(USUAL);
  return [
    ...usual.map((id) => ({ id, text: '', done: seen.has(id) || ticked.has(id), seen: seen.has(id) })),
    ...points.filter(({ id }) => !known.has(id)).map(({ id, text, done }) => ({ id, text, done, seen: false })),
  ];
}

/** How a change of a point is taken back. `now` are the points at the time of asking. */
export function pointBack(command: PointCommand, before: readonly Point[], now: () => readonly Point[]): TakingBack {
  const find = (points: readonly Point[]): Point | undefined => points.find(({ id }) => id === command.point);
  const was = find(before);
  const back: PointCommand = was?.text
    ? { do: 'set_point', point: was.id, text: was.text, done: was.done }
    : command.text === undefined || command.text === null
      ? { do: 'set_point', point: command.point, done: was?.done ?? false }
      : { do: 'set_point', point: command.point, text: '' };
  const stands = (): boolean => {
    const is = find(now());
    if (command.text === '') return is === undefined;
    return (command.text ?? was?.text ?? '') === (is?.text ?? '') && (command.done ?? was?.done ?? false) === (is?.done ?? false);
  };
  return { back: [back], stands };
}
