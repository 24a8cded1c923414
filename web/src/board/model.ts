/**
 * The picture of a board that screens are drawn from. Nothing here knows Yjs or Svelte. What the server says of the session,
 * of ballots and of people has the server's own types; notes, bones and projects are read from the document.
 */
import type { components } from '../generated/api';

type Schemas = components['schemas'];
/** With these fields there: the server has filled in what was left out. */
type Filled<T, K extends keyof T> = Omit<T, K> & Required<Pick<T, K>>;

import type { BRANCH_COLOURS, NoteDetails, PROJECT_HORIZONS, PROJECT_STATUSES } from '../generated/schema';

export type NoteId = string;
export type BranchId = string;
export type DepartmentId = string;
export type ParticipantId = string;
export type ProjectId = string;

export type Role = Schemas['Role'];
export type Priority = Schemas['Priority'];
export type ActivityKind = Schemas['Kind'];

export interface NoteView extends NoteDetails {
  id: NoteId;
  branch: BranchId;
  order: string;
  /** The cause that it explains; null also when the document names one that is missing or would be a circle. */
  parent: NoteId | null;
  text: string;
  department: DepartmentId | null;
  author: ParticipantId | null;
  /** Written by the person this page belongs to. */
  mine: boolean;
  priority: Priority | null;
  /** Why it got its priority. */
  reason: string | null;
  /** The person or body who could change it, if it is outside the group's power. */
  addressee: string | null;
  /** A note that was merged is in `BoardView.notes`, but on no branch. */
  mergedInto: NoteId | null;
  /** 0 for a cause on the bone itself. */
  depth: number;
}

export interface BranchView {
  id: BranchId;
  title: string;
  question: string;
  order: string;
  /** In which it is drawn; none unless somebody chose one. */
  colour?: (typeof BRANCH_COLOURS)[number] | null;
  /** Depth-first: every cause is followed by the causes under it. */
  notes: NoteView[];
}

export interface DepartmentView {
  id: DepartmentId;
  name: string;
  /** One or two letters, different for each department of the board. */
  letter: string;
  /** Which of the eight colours, 0 to 7: `var(--dept-0)`, on it `var(--dept-ink-0)`. */
  color: number;
}

export interface PersonView {
  id: ParticipantId;
  name: string;
  department: DepartmentId | null;
  /** Joined only to rehearse, and gone when the first person joins for the workshop. */
  rehearsal?: boolean;
  /** Has no device: the facilitator acts for them. */
  seat?: boolean;
  /** Was on the board before and has not come to this one. */
  awaited?: boolean;
  /** How many devices joined as this person. */
  devices?: number;
}

export type Permissions = Schemas['Permissions'];
export type ActivityView = Filled<Schemas['Activity'], 'id' | 'title' | 'minutes'>;
export type MeetingView = Filled<Omit<Schemas['Meeting'], 'activities'>, 'title'> & { activities: ActivityView[] };
/** Running: `ends_at` counts. Paused: `remaining_ms` counts. */
export type TimerView = Schemas['Timer'];
/** Those with three people and more, all, or none. */
export type SealedDepartments = Schemas['SealedDepartments'];
export type VoteView = Schemas['VoteState'];
export type RatingTally = Schemas['NoteRating'];
export type RatingView = Schemas['RatingState'];
export type PollView = Schemas['PollState'];
export type SummonView = Schemas['Summon'];
/** The session with the keys that are not there until something was chosen: what then holds. */
export type SessionView = Filled<
  Omit<Schemas['Session'], 'agenda'>,
  'door' | 'code_renewed' | 'sealed_departments' | 'hidden_by_branch' | 'returning'
> & { agenda: MeetingView[] };

export interface ApprovalView {
  decision: 'accept' | 'decline';
  comment?: string;
  by?: string;
  at?: number;
}

/** What was reported about a project, or answered on it. */
export type ProgressView = Schemas['Progress'];

export interface ProjectView {
  id: ProjectId;
  title: string;
  horizon: (typeof PROJECT_HORIZONS)[number];
  owner: DepartmentId | null;
  sponsor: string;
  /** Who answers for it in the department that owns it. */
  person: string;
  /** `YYYY-MM-DD`; empty where it is not said. */
  start: string;
  due: string;
  /** The budget, as far as it is a sum of money, and its currency. */
  amount: number | null;
  currency: string;
  /** The fact by which its progress is measured. */
  fact: string;
  budget: string;
  duration: string;
  measure: string;
  status: (typeof PROJECT_STATUSES)[number];
  affects: string;
  value: string;
  helps: string;
  strategy: string;
  notes: NoteId[];
  competences: string[];
  tools: string[];
  methods: string[];
  /** Departments that must accept it. */
  approvers: DepartmentId[];
  /** What they decided so far. */
  approvals: Record<DepartmentId, ApprovalView>;
  affectsDepartments: DepartmentId[];
  /** What was reported about it and answered on it, the oldest first. */
  progress: ProgressView[];
}

/** Somebody who is connected now. */
export interface PresenceView {
  clientId: number;
  /** Is it this page? */
  own?: boolean;
  user: { id: string; name: string; department: DepartmentId | null } | null;
  /** Anything else that the person's page says, such as the note being edited. */
  state: Record<string, unknown>;
}

export interface BoardView {
  title: string;
  effect: string;
  language: string;
  goals: { workshop: string; organisation: string; thisYear: string; years: string };
  branches: BranchView[];
  /** All living notes, merged ones included. */
  notes: Map<NoteId, NoteView>;
  people: Map<ParticipantId, PersonView>;
  /** People whom the facilitator removed: what they wrote is still there, and still theirs. */
  former: Map<ParticipantId, PersonView>;
  departments: DepartmentView[];
  session: SessionView;
  projects: ProjectView[];
  /** The root as it is, because few screens need it: `readFacts` reads it. */
  facts: Readonly<Record<string, unknown>>;
  /** As `facts`: `answersAbout` reads it. */
  answers: Readonly<Record<string, unknown>>;
  here: PresenceView[];
  /** False until the first copy of the board has come. */
  loaded: boolean;
}

export type Status =
  /** No copy of the board yet. */
  | 'connecting'
  /** All of my changes are durable on the server. */
  | 'saved'
  | 'sending'
  /** Not connected; what I write is kept on this device. */
  | 'offline'
  /** Pages come through, but no websocket: as offline, but it will not pass by waiting. */
  | 'blocked'
  /** The server said it restarts; as offline, but expected to be short. */
  | 'restarting'
  /** A change was refused; a fresh copy is being fetched. */
  | 'refused'
  /** The server cannot store anything now: it asks again by itself for what waits on this device. */
  | 'unstored'
  /** Too many refusals: waiting before connecting again. */
  | 'busy'
  /** The facilitator removed me. */
  | 'removed'
  /** The board was deleted. */
  | 'gone'
  /** The link's token is not valid. */
  | 'denied'
  /** The workshop is over; the board can be read. */
  | 'finished';

/** Something of mine that the board did not take. */
export interface TrayItem {
  id: string;
  kind: 'added' | 'edited' | 'moved' | 'removed' | 'changed';
  note: NoteId;
  text: string;
  branch: BranchId;
  parent: NoteId | null;
  /** What the server had instead of a changed text, when the change was refused. */
  base?: string;
  /** Code of the refusal: `locked`, `not-yours`, … */
  reason: string;
  at: number;
}

export type RatedAxes = Schemas['RatedAxes'];
export type Ballot = Schemas['Ballot'];

/** The activity that runs now, found in the agenda. */
export function activityNow(session: SessionView): ActivityView | null {
  for (const meeting of session.agenda) for (const activity of meeting.activities) if (activity.id === session.activity) return activity;
  return null;
}
