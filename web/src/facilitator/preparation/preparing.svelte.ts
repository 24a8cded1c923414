// What of the checklist the board itself shows to be done, and where each usual point is seen to.

import type { Words } from '../../i18n/index.svelte';
import type { facilitator } from '../../i18n/messages/facilitator';
import type { facilitatorPreparation } from '../../i18n/messages/facilitator-preparation';
import { wallShows } from '../../projector/wall';
import type { FacilitatorState } from '../facilitator-state.svelte';
import { coverage } from '../people/coverage';
import { isRehearsal } from '../rehearsal/rehearsal';
import { checklist, USUAL, type Item, type Usual } from './checklist';

interface Known {
  what: string;
  /** What is there already, or still missing. */
  more: string;
  /** Opens the place where it is done. */
  act?: () => void;
}

export interface Preparing {
  items: Item[];
  usual: Map<string, Known>;
}

/** The id of the department whose people may decide, as the templates have it. */
const LEADERSHIP = 'leadership';

export function preparing(
  facilitation: FacilitatorState,
  f: Words<typeof facilitator>,
  t: Words<typeof facilitatorPreparation>,
): Preparing {
  const { view, session, place } = facilitation;
  const { present, missing } = coverage(view);
  const minutes = session.agenda.flatMap(({ activities }) => activities).reduce((sum, one) => sum + one.minutes, 0);
  const { workshop, organisation } = view.goals;
  const board = (): void => facilitation.lay({ what: 'board' });
  const usual: Record<Usual, Known & { seen: boolean }> = {
    effect: { what: f.prepare_effect, more: view.effect, act: board, seen: view.effect.trim() !== '' },
    goals: {
      what: f.prepare_goals,
      more: [workshop, organisation].filter(Boolean).join(' · '),
      act: board,
      seen: workshop.trim() !== '' && organisation.trim() !== '',
    },
    people: {
      what: f.prepare_people,
      more: missing.length > 0 ? f.prepare_missing(missing.map(({ name }) => name).join(', ')) : '',
      act: () => facilitation.lay({ what: 'join' }),
      seen: view.departments.length > 0 && missing.length === 0,
    },
    sponsor: { what: t.sponsor, more: '', seen: present.some(({ department }) => department.id === LEADERSHIP) },
    agenda: {
      what: f.prepare_agenda,
      more: minutes ? f.prepare_agenda_has({ meetings: session.agenda.length, minutes }) : '',
      act: () => facilitation.lay({ what: 'agenda' }),
      seen: minutes > 0,
    },
    facts: {
      what: t.facts,
      more: '',
      act: () => {
        facilitation.lay(null);
        facilitation.show('facts');
      },
      seen: Object.keys(view.facts).length > 0,
    },
    room: { what: t.room, more: '', seen: false },
    rehearsal: { what: t.rehearsal, more: '', act: () => facilitation.lay({ what: 'rehearsal' }), seen: facilitation.rehearsed },
    projector: { what: f.prepare_projector, more: '', act: () => facilitation.project(), seen: wallShows(view.here) !== null },
  };
  const asked = USUAL.filter((one) => one !== 'rehearsal' || !isRehearsal(place.board));
  const seen = new Set(asked.filter((one) => usual[one].seen));
  return { items: checklist(facilitation.points ?? [], seen, asked), usual: new Map(Object.entries(usual)) };
}
