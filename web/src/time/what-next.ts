// What happens when the time of an activity is over, in the words of every screen.

import { following } from '../agenda/places';
import { activityNow, type ActivityView, type SessionView } from '../board/model';
import type { Words } from '../i18n/index.svelte';
import type { shared } from '../i18n/messages/shared';
import type { time } from '../i18n/messages/time';
import { isFar, momentText } from '../ui/clock';
import { byItself } from './by-itself';
import type { Flash } from './signals';

/** Within this time after a deadline the server's word of it comes. */
const SOON_MS = 3_000;

export interface Wording {
  t: Words<typeof time>;
  s: Words<typeof shared>;
  language: string;
}

export function titleOf({ title, kind }: Pick<ActivityView, 'title' | 'kind'>, s: Words<typeof shared>): string {
  return title || s[`activity_${kind}`];
}

/** “At 10:45 the board is locked”, “At 10:45: Vote”; nothing where nothing happens by itself at the end. */
export function byItselfAt(session: SessionView, now: number, { t, s, language }: Wording): string {
  const ends = session.timer?.running ? session.timer.ends_at : null;
  const first = byItself(session, now).find(({ what }) => what !== 'goes_on_when_done');
  if (!first || ends === null) return '';
  const values = { time: momentText(ends, now, language), far: isFar(ends, now) ? 'yes' : 'no' };
  if (first.next) return t.goes_on_at({ ...values, title: titleOf(first.next, s) });
  if (session.vote?.open) return t.vote_closes_at(values);
  return session.rating?.open ? t.rating_closes_at(values) : t.locks_at(values);
}

/** As above; where nothing happens by itself, what comes then. After a deadline that locked: that it is locked. */
export function whatNext(session: SessionView, now: number, wording: Wording): string {
  const { t, s } = wording;
  const own = byItselfAt(session, now, wording);
  if (own) return own;
  const over = session.timer?.running && session.timer.ends_at !== null ? now - session.timer.ends_at : -1;
  // The server locks as of the deadline; its word takes a moment.
  if (over >= 0 && activityNow(session)?.at_end === 'lock' && (session.locked || over < SOON_MS)) return t.locked;
  const next = session.activity === null ? null : following(session.agenda, session.activity);
  if (!next) return '';
  const began = over >= 0 && over < SOON_MS && activityNow(session)?.at_end === 'next';
  return (began ? t.now : t.comes)(titleOf(next.activity, s));
}

/** A sign in words: what it is, and what comes then, or has come already. */
export function signalWords(
  { signal, activity }: Flash,
  session: SessionView,
  now: number,
  wording: Wording,
): [what: string, next: string] {
  const { t, s } = wording;
  const running = activityNow(session);
  // The server went on by itself.
  const went = signal === 'end' && running !== null && activity !== session.activity;
  return [signal === 'minute' ? t.last_minute : t.over, went ? t.now(titleOf(running, s)) : whatNext(session, now, wording)];
}

/** As one text. */
export function sentences(parts: readonly string[]): string {
  return parts.filter(Boolean).join('. ');
}
