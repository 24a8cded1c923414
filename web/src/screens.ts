/** The screens, each a chunk of its own with words of its own: a phone never loads what only the facilitator needs. */
import type { Component } from 'svelte';
import { withWords } from './i18n/index.svelte';
import type { Route } from './routes';
import join from 'virtual:messages/join';
import participant from 'virtual:messages/participant';
import projector from 'virtual:messages/projector';

type Screen = Exclude<Route['screen'], 'unknown'>;
/** What a screen is given: what its address says, and where that names a board, the token that was found for it. */
type Given<S extends Screen> = S extends 'server' | 'sign-in' ? Record<string, never> : Route & { screen: S } & { token: string };

export const SCREENS = {
  home: () => withWords(() => import('./home/Home.svelte')),
  join: () => withWords(() => import('./join/Join.svelte'), join),
  participant: () => withWords(() => import('./participant/Participant.svelte'), participant),
  facilitator: () => withWords(() => import('./facilitator/Facilitator.svelte')),
  department: () => withWords(() => import('./department/Department.svelte')),
  programme: () => withWords(() => import('./programme/Programme.svelte')),
  server: () => withWords(() => import('./server/Server.svelte')),
  'sign-in': () => withWords(() => import('./sign-in/SignIn.svelte')),
  projector: () => withWords(() => import('./projector/Projector.svelte'), projector),
} satisfies { [S in Screen]: () => Promise<{ default: Component<Given<S>> }> };

/** The same, for whoever gives a screen all that there is to give: each takes what is its own. */
export const load = SCREENS as unknown as Record<Screen, () => Promise<{ default: Component<Record<string, unknown>> }>>;
