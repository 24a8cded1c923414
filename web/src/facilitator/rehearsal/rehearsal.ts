// Rehearsals take place on a copy of the board; the id of the copy says so.

import type { components } from '../../generated/api';

export type Rehearsal = components['schemas']['RunningRehearsal'];

export const isRehearsal = (board: string): boolean => board.startsWith('rehearsal-');

/** How many simulated people may take part. */
export const PEOPLE = { least: 1, usual: 8, most: 20 };
