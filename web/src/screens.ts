/** The screens, each a chunk of its own with words of its own: a phone never loads what only the facilitator needs. */
import { withWords } from './i18n/index.svelte';
import join from 'virtual:messages/join';
import participant from 'virtual:messages/participant';
import projector from 'virtual:messages/projector';

export const SCREENS = {
  home: () => withWords(() => import('./home/Home.svelte')),
  join: () => withWords(() => import('./join/Join.svelte'), join),
  participant: () => withWords(() => import('./participant/Participant.svelte'), participant),
  facilitator: () => withWords(() => import('./facilitator/Facilitator.svelte')),
  department: () => withWords(() => import('./department/Department.svelte')),
  programme: () => withWords(() => import('./programme/Programme.svelte')),
  server: () => withWords(() => import('./server/Server.svelte')),
  projector: () => withWords(() => import('./projector/Projector.svelte'), projector),
};
