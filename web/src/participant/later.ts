import type { Component } from 'svelte';
import { withWords } from '../i18n/index.svelte';

/** What comes late in a workshop, and is loaded then. */
const plan = () => withWords(() => import('./Plan.svelte'));
export const LATER: Record<'vote' | 'rate' | 'plan' | 'ask' | 'close', () => Promise<{ default: Component<Record<string, never>> }>> = {
  vote: () => withWords(() => import('./Vote.svelte')),
  rate: () => withWords(() => import('./Rate.svelte')),
  plan,
  ask: () => withWords(() => import('./Ask.svelte')),
  close: plan,
};
export const laptop = () => withWords(() => import('./Laptop.svelte'));
export const leaveDialog = () => withWords(() => import('./LeaveDialog.svelte'));
/** Done once if ever. */
export const personSheet = () => withWords(() => import('./PersonSheet.svelte'));
/** Only when somebody asks for it: the form is large. */
export const projectSheet = () => withWords(() => import('./ProjectSheet.svelte'));
export const rehearsalMark = () => withWords(() => import('../ui/RehearsalMark.svelte'));
export const downloads = () => withWords(() => import('./Downloads.svelte'));
export const end = () => withWords(() => import('./Ended.svelte'));
export const tray = () => withWords(() => import('./Tray.svelte'));
export const done = () => withWords(() => import('./DoneMark.svelte'));
export const time = () => withWords(() => import('./TimeSignal.svelte'));
export const edit = () => withWords(() => import('./EditSheet.svelte'));
export const furtherCauses = () => withWords(() => import('./FurtherCauses.svelte'));
export const details = () => withWords(() => import('./CauseDetails.svelte'));
export const projects = () => withWords(() => import('./ProjectList.svelte'));
export const results = () => withWords(() => import('./Results.svelte'));
export const settings = () => withWords(() => import('./Settings.svelte'));
export const turn = () => withWords(() => import('./Turn.svelte'));
export const parkedCauses = () => withWords(() => import('./ParkedCauses.svelte'));
export const above = () => withWords(() => import('./Above.svelte'));
export const trouble = () => withWords(() => import('./Trouble.svelte'));
export const seen = () => withWords(() => import('./Seen.svelte'));
export const ownSealed = () => withWords(() => import('./Sealed.svelte'));
export const sealed = () => withWords(() => import('./SealedSheet.svelte'));

/**
 * Loads all of it once the board is there and nobody waits for anything, so that it is there without a network, too; the sheet to
 * edit with and what shows texts that could not be sent soon, for whoever loses the network right now. What fails is loaded when it is needed. The function
 * that it gives back stops it.
 */
export function loadLater(): () => void {
  const soon = setTimeout(() => {
    for (const load of [edit, tray, end]) void load().catch(() => {});
  }, 1500);
  const quiet = setTimeout(() => {
    for (const load of [
      ...Object.values(LATER),
      projects,
      results,
      settings,
      ownSealed,
      sealed,
      details,
      furtherCauses,
      turn,
      done,
      time,
      parkedCauses,
      downloads,
    ])
      void load().catch(() => {});
  }, 8000);
  return () => [soon, quiet].forEach(clearTimeout);
}
