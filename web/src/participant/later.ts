import { withWords } from '../i18n/index.svelte';

/** What comes late in a workshop, and is loaded then. */
const plan = () => withWords(() => import('./Plan.svelte'));
export const LATER = {
  vote: () => withWords(() => import('./Vote.svelte')),
  rate: () => withWords(() => import('./Rate.svelte')),
  plan,
  close: plan,
};
export const edit = () => withWords(() => import('./EditSheet.svelte'));
export const project = () => withWords(() => import('./Project.svelte'));
export const results = () => withWords(() => import('./Results.svelte'));
export const settings = () => withWords(() => import('./Settings.svelte'));
export const sealed = () => withWords(() => import('./SealedSheet.svelte'));

/** Loads all of it. What fails is loaded when it is needed. */
export function loadAll(): void {
  for (const load of [...Object.values(LATER), edit, project, results, settings, sealed]) void load().catch(() => {});
}
