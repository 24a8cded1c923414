import { line } from '../board/text';

/** Names are compared in one line and in any case, as the board does. */
export const sameName = (one: string, other: string): boolean => line(one).toLowerCase() === line(other).toLowerCase();
