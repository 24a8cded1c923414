// The one next thing: what a good facilitator would do now. A pure function of the board and the
// clock, so that every moment of a workshop can be tested without a screen.

import type { Command } from '../../api';
import type { BoardView, Priority } from '../../board/model';
import type { Words } from '../../i18n/index.svelte';
import type { facilitatorNext } from '../../i18n/messages/facilitator-next';
import { activityAt, betweenMeetings, find, following } from '../../agenda/places';
import { dayOf } from '../agenda/calendar';
import { remaining, type Activity } from '../agenda/agenda';
import { coverage } from '../people/coverage';
import type { Missing } from '../people/waiting';
import { readiness } from '../../readiness/readiness';
import { causes, mostDisputed } from '../../board/derived';
import { reviewOf, type Outcome } from '../../projects/review';
import { DISPUTED } from '../../rating/priority';
import { suggestedShortlist } from '../result/shortlist';
import type { OpenVote, Split } from '../result/round';

/** What an ordinary vote allows, until the facilitator says otherwise. */
export const ORDINARY_VOTE = { dots: 5, per_note: 2 };

export type Does =
  /** `ask`: it cannot be undone and comes early, so it is asked once more. */
  | { kind: 'send'; commands: Command[]; ask?: true }
  | { kind: 'open'; what: 'join' | 'effect' | 'agenda' | 'causes' | 'result' | 'export' | 'review' }
  | { kind: 'project'; note: string };

/** The messages of this area, by what they are about: `do_` is on the button, `why_` is the sentence. */
type Key = keyof Words<typeof facilitatorNext>;
type About<Prefix extends string> = Key extends infer K ? (K extends `${Prefix}${infer Topic}` ? Topic : never) : never;

/** A message and what goes into it. */
export interface Saying {
  key: Key;
  values: Record<string, string | number>;
}

export interface NextThing {
  label: Saying;
  sentence: Saying;
  /** Who is not finished with what people do now; or that all are. */
  waiting?: Saying;
  does: Does;
  /** There is still time: the button says what comes, and does not yet press for it. */
  calm: boolean;
}

export interface Moment {
  view: BoardView;
  now: number;
  /** How many pairs of causes may say the same and were not looked at. */
  duplicates?: number;
  /** Who is not finished, once the server has told it. */
  missing?: Missing | null;
  /** The panel at the right; a thing that only opens it is not next while it is open. */
  panel?: string;
  /** What the facilitator chose for the next vote. */
  opening?: OpenVote;
  /** The short list as the facilitator chose it, if it is not the suggested one. */
  shortlist?: string[];
  /** How the facilitator wants the next rating to be split by department. */
  split?: Split;
}

export function nextThing(moment: Moment): NextThing {
  const { session } = moment.view;
  if (session.finished) return thing('finished', {}, { kind: 'open', what: 'export' });
  return ballots(moment) ?? { ...(hidden(moment) ?? preparation(moment) ?? present(moment)), ...waiting(moment) };
}

/** Whom the facilitator waits for. What a ballot waits for stands in its own sentence. */
function waiting(moment: Moment): Pick<NextThing, 'waiting'> {
  if (everybodyIsFinished(moment)) return { waiting: { key: 'all_finished', values: {} } };
  const { missing } = moment;
  if (!missing || !readiness(moment.view)) return {};
  return { waiting: { key: 'not_finished', values: { names: missing.names, count: missing.count } } };
}

function everybodyIsFinished({ view }: Moment): boolean {
  const ready = readiness(view);
  return ready !== null && ready.of > 0 && ready.done >= ready.of;
}

type Values = Saying['values'];

function thing(
  key: About<'do_'>,
  values: Values,
  does: Does,
  { why, calm = false }: { why?: About<'why_'>; calm?: boolean } = {},
): NextThing {
  const reason = why ?? (key as About<'why_'>);
  return { label: { key: `do_${key}`, values }, sentence: { key: `why_${reason}`, values }, does, calm };
}

function send(...commands: Command[]): Does {
  return { kind: 'send', commands };
}

/** A vote or a rating that has begun is brought to its end before anything else. */
function ballots({ view, missing }: Moment): NextThing | null {
  const { vote, rating } = view.session;
  const ready = readiness(view);
  const both = [['vote', vote] as const, ['rating', rating] as const];
  // A rating may have been opened before the result of a vote was shown: what people are at goes first.
  for (const [name, ballot] of both.sort(([, one], [, other]) => Number(other?.open ?? false) - Number(one?.open ?? false))) {
    if (!ballot || ballot.revealed) continue;
    // Whoever has rated one cause has begun; who has rated all of them is done.
    const given = 'complete' in ballot ? ballot.complete : ballot.voted;
    if (!ballot.open) return thing(`reveal_${name}`, { voted: given, eligible: ballot.eligible }, send({ do: `reveal_${name}` }));
    // A ballot counts as given when its person says so, or has used it up.
    const [voted, eligible] = view.session.ready && ready ? [ready.done, ready.of] : [given, ballot.eligible];
    const all = voted >= eligible;
    const why = all ? (`close_${name}_all` as const) : missing ? (`close_${name}_named` as const) : (`close_${name}` as const);
    const values = { voted, eligible, waiting: eligible - voted, ...(missing ? { names: missing.names, count: missing.count } : {}) };
    const close: Does = { kind: 'send', commands: [{ do: `close_${name}` }], ...(all ? {} : { ask: true }) };
    return thing(`close_${name}`, values, close, { why, calm: !all });
  }
  return null;
}

function hidden(moment: Moment): NextThing | null {
  const { view, now } = moment;
  const { hidden: count, timer, activity, agenda } = view.session;
  if (!count) return null;
  const silent = activityAt(agenda, find(agenda, activity))?.kind === 'silent';
  const left = remaining(timer, now);
  const writing = silent && left !== null && left > 0 && !everybodyIsFinished(moment);
  const { turn } = view.session;
  const show: Command = turn ? { do: 'reveal_notes', next: true } : { do: 'reveal_notes' };
  // Under the lock nothing is hung on a bone: it is lifted for that moment.
  const commands: Command[] = view.session.locked ? [{ do: 'unlock' }, show, { do: 'lock' }] : [show];
  if (turn) return thing('next_hidden', { count }, send(...commands));
  const reveal: Does = { kind: 'send', commands, ...(writing ? { ask: true } : {}) };
  return thing('reveal_notes', { count }, reveal, {
    why: writing ? 'reveal_notes_early' : 'reveal_notes',
    calm: writing,
  });
}

/** Before the first activity: what has to be there so that people can start. */
function preparation({ view, now, panel }: Moment): NextThing | null {
  const { activity, agenda } = view.session;
  if (activity !== null) return null;
  if (view.effect.trim() === '') return thing('effect', {}, { kind: 'open', what: 'effect' });
  const first = following(agenda, null);
  if (!first) return thing('agenda', {}, { kind: 'open', what: 'agenda' });
  if (view.people.size === 0) return thing('join', {}, { kind: 'open', what: 'join' });
  const reviewed = reviewOf(view, dayOf(now));
  if (reviewed.length > 0 && panel !== 'projects') {
    const count = (outcome: Outcome): number => reviewed.filter((one) => one.outcome === outcome).length;
    const values = { count: reviewed.length, done: count('done'), late: count('late'), moved: count('moved') };
    return thing('review', values, { kind: 'open', what: 'review' });
  }
  const { missing } = coverage(view);
  const here = { ...about(first.activity), people: view.people.size };
  const start = send({ do: 'start_activity', activity: first.activity.id });
  if (missing.length === 0) return thing('start', here, start, { why: 'start' });
  const names = missing.map(({ name }) => name).join(', ');
  return thing('start', { ...here, missing: missing.length, names }, start, { why: 'start_missing' });
}

function present(moment: Moment): NextThing {
  const { view, now } = moment;
  const { agenda, activity: id, timer } = view.session;
  const activity = activityAt(agenda, find(agenda, id));
  const left = remaining(timer, now);
  const own = activity && (OF_KIND[activity.kind]?.(moment, activity) ?? null);
  if (own) return own;
  if (activity && timer && !timer.running && left !== null && left > 0 && !betweenMeetings(view.session)) {
    return thing('resume', about(activity), send({ do: 'resume_timer' }));
  }
  return onwards(moment, left !== null && left > 0 && !isDone(view, activity) && !everybodyIsFinished(moment));
}

/** Nothing is left to wait for once the result that the activity is for has been shown. */
function isDone({ session: { vote, rating } }: BoardView, activity: Activity | null): boolean {
  return (activity?.kind === 'vote' && Boolean(vote?.revealed)) || (activity?.kind === 'prioritise' && Boolean(rating?.revealed));
}

/** What an activity asks for before it may be left. */
const OF_KIND: Partial<Record<Activity['kind'], (moment: Moment, activity: Activity) => NextThing | null>> = {
  discuss: ({ duplicates, panel }) => {
    const count = panel === 'causes' ? 0 : (duplicates ?? 0);
    return count > 0 ? thing('duplicates', { count }, { kind: 'open', what: 'causes' }) : null;
  },
  vote: (moment) => {
    const { view } = moment;
    if (view.session.vote) return null;
    const count = causes(view).length;
    if (count === 0) return collectFirst(view);
    const opening = moment.opening ?? { do: 'open_vote', ...ORDINARY_VOTE };
    const { dots, per_note = dots, notes } = opening;
    return thing('open_vote', { dots, per_note: per_note ?? dots, count: notes?.length ?? count }, send(opening));
  },
  prioritise: ({ view, panel, shortlist, split }) => {
    const { vote, rating } = view.session;
    if (!rating) {
      const notes = shortlist ?? (vote?.tally ? suggestedShortlist(view) : []);
      if (notes.length > 0) return thing('open_rating', { count: notes.length }, send({ do: 'open_rating', notes, by_department: split }));
      if (causes(view).length === 0) return collectFirst(view);
      return panel === 'result' ? null : thing('choose', {}, { kind: 'open', what: 'result' });
    }
    return suggestedPriorities(view);
  },
  close: ({ view }) => {
    const { words } = view.session;
    if (!words?.said || words.revealed) return null;
    const values = { said: words.said, of: view.people.size };
    const early = values.said < values.of;
    return thing(
      'reveal_words',
      values,
      { kind: 'send', commands: [{ do: 'reveal_words' }], ...(early ? { ask: true } : {}) },
      { calm: early },
    );
  },
  plan: ({ view, panel }) => {
    const planned = new Set(view.projects.flatMap(({ notes }) => notes));
    const open = causes(view).filter(({ id, priority }) => priority && PLANNED.has(priority) && !planned.has(id));
    const first = open.find(({ priority }) => priority === 'now') ?? open[0];
    if (first) return thing('project', { text: first.text, others: open.length - 1 }, { kind: 'project', note: first.id });
    const count = causes(view).filter(({ owner, priority }) => priority === 'outside' && !owner).length;
    return count > 0 && panel !== 'result' ? thing('outside', { count }, { kind: 'open', what: 'result' }) : null;
  },
};

const PLANNED: ReadonlySet<string> = new Set(['now', 'next']);

/** Every priority that the medians suggest and nobody has decided; null if there is none. */
export function priorities(view: BoardView): { commands: Command[]; values: { count: number } & Record<Priority, number> } | null {
  const tally = view.session.rating?.tally ?? {};
  const open = causes(view).filter(({ id, priority }) => tally[id]?.suggestion && !priority);
  if (open.length === 0) return null;
  const count = { now: 0, next: 0, later: 0, outside: 0 };
  const commands = open.map(({ id }): Command => {
    const priority = tally[id]?.suggestion ?? 'later';
    count[priority] += 1;
    return { do: 'set_priority', note: id, priority };
  });
  return { commands, values: { count: open.length, ...count } };
}

function suggestedPriorities(view: BoardView): NextThing | null {
  const suggested = priorities(view);
  if (!suggested) return null;
  const most = mostDisputed(view);
  const spoken = !most || most.priority !== null || (view.session.rating?.tally?.[most.id]?.disagreement ?? 0) < DISPUTED;
  const disputed = spoken ? null : most;
  const why = disputed ? 'priorities_disputed' : 'priorities';
  return thing(
    'priorities',
    { ...suggested.values, disputed: disputed?.text ?? '' },
    { kind: 'send', commands: suggested.commands },
    { why },
  );
}

function collectFirst({ session: { agenda } }: BoardView): NextThing | null {
  const collect = agenda.flatMap(({ activities }) => activities).find(({ kind }) => kind === 'collect');
  return collect ? thing('collect_first', about(collect), send({ do: 'start_activity', activity: collect.id })) : null;
}

/** The next activity, the end of this meeting, the start of the next one, or the end of it all. */
function onwards({ view }: Moment, calm: boolean): NextThing {
  const { agenda, activity, locked, timer } = view.session;
  const at = find(agenda, activity);
  const next = following(agenda, activity);
  if (!next) {
    const values = { causes: causes(view).length, projects: view.projects.length };
    return thing('finish', values, { kind: 'send', commands: [{ do: 'finish' }], ask: true }, { calm });
  }
  const values = about(next.activity);
  const start = send({ do: 'start_activity', activity: next.activity.id });
  if (!at || at.meeting === next.place.meeting) {
    return thing('go_on', values, start, { why: `will_${next.activity.kind}`, calm });
  }
  const meetings = { ...values, meeting: agenda[at.meeting]?.title ?? '', next: agenda[next.place.meeting]?.title ?? '' };
  if (locked) return thing('start_meeting', meetings, start, { why: `will_${next.activity.kind}`, calm });
  const end: Command[] = timer?.running ? [{ do: 'lock' }, { do: 'pause_timer' }] : [{ do: 'lock' }];
  return thing('end_meeting', meetings, { kind: 'send', commands: end }, { calm });
}

/** One without a title is called by its kind, in the language of the screen. */
function about({ title, minutes, kind }: Activity): Values {
  return title ? { title, minutes } : { title, minutes, kind };
}
