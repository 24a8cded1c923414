import { why } from '../board/rules';
import type { ParticipantState } from './participant-state.svelte';

/** May projects be filled in now? */
export const mayPlan = ({ view }: ParticipantState): boolean => why(view.session, 'participant', 'editProject') === null;
