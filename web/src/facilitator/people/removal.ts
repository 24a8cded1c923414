// Whom to remove, what goes with them, and the commands that do it.

import type { Command, PersonOverview } from '../../api';

/** What the facilitator chose to do along with a removal. */
export interface Choice {
  /** Their causes go to the bin. */
  notes: boolean;
  /** The code that they have stops. */
  renew: boolean;
  /** Nobody new comes in. */
  close: boolean;
}

/** The causes that a removal takes along or leaves. */
export function causesOf(people: readonly PersonOverview[]): number {
  return people.reduce((sum, { notes }) => sum + notes, 0);
}

/** Who came in the last so many minutes, by the server's clock. */
export function cameLately(people: readonly PersonOverview[], now: number, minutes: number): PersonOverview[] {
  return people.filter(({ joined }) => joined !== undefined && joined >= now - minutes * 60_000);
}

/** Who has done nothing at all so far. */
export function didNothing(people: readonly PersonOverview[]): PersonOverview[] {
  return people.filter(({ active }) => !active);
}

/** The door first, so that nobody is back before the code has stopped. */
export function removal(people: readonly PersonOverview[], { notes, renew, close }: Choice): Command[] {
  const participants = people.map(({ participant }) => participant);
  const along = notes ? { notes: true } : {};
  const [first, ...others] = participants;
  const commands: Command[] = [];
  if (close) commands.push({ do: 'close_door' });
  if (renew) commands.push({ do: 'renew_code' });
  commands.push(
    first !== undefined && others.length === 0
      ? { do: 'remove_participant', participant: first, ...along }
      : { do: 'remove_participants', participants, ...along },
  );
  return commands;
}
