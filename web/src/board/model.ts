/** The picture of a board that screens are drawn from. Nothing here knows Yjs or Svelte. */

import type { NOTE_EVIDENCES, NOTE_LISTS, PROJECT_HORIZONS, PROJECT_STATUSES } from '../generated/schema';

export type NoteId = string;
export type BranchId = string;
export type DepartmentId = string;
export type ParticipantId = string;
export type ProjectId = string;

export type Role = 'participant' | 'facilitator' | 'projector';
export type Priority = 'now' | 'next' | 'later' | 'outside';
export type Evidence = (typeof NOTE_EVIDENCES)[number];
export type List = (typeof NOTE_LISTS)[number];
export type ActivityKind =
  | 'welcome' | 'understand' | 'collect' | 'silent' | 'break' | 'discuss' | 'vote' | 'prioritise' | 'plan' | 'close';

export interface NoteView {
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
  evidence: Evidence | null;
  figure: string | null;
  reference: string | null;
  list: List | null;
  owner: DepartmentId | null;
  priority: Priority | null;
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
}

export interface Permissions {
  add: 'none' | 'own';
  edit: 'none' | 'own' | 'any';
  move: 'none' | 'own' | 'any';
  remove: 'none' | 'own' | 'any';
}

export interface ActivityView {
  id: string;
  kind: ActivityKind;
  title: string;
  minutes: number;
  prompt?: string;
}

export interface MeetingView {
  title: string;
  /** When it is planned to begin, in Unix milliseconds. */
  starts_at?: number | null;
  activities: ActivityView[];
}

/** Running: `ends_at` counts. Paused: `remaining_ms` counts. */
export interface TimerView {
  running: boolean;
  ends_at: number | null;
  remaining_ms: number | null;
}

/** Those with three people and more, all, or none. */
export type SealedDepartments = 'large' | 'all' | 'none';

export interface VoteView {
  id: string;
  open: boolean;
  revealed: boolean;
  dots: number;
  per_note: number;
  voted: number;
  eligible: number;
  tally?: Record<NoteId, { dots: number; by_department: Record<DepartmentId, number> }>;
}

export interface RatingTally {
  importance: number;
  urgency: number;
  disagreement: number;
  ratings: number;
  /** Where the medians would put it; the facilitator decides. */
  suggestion: Priority | null;
  by_department: Record<DepartmentId, { importance: number; urgency: number }>;
}

export interface RatingView {
  id: string;
  open: boolean;
  revealed: boolean;
  notes: NoteId[];
  voted: number;
  /** How many have rated every cause. */
  complete?: number;
  eligible: number;
  tally?: Record<NoteId, RatingTally>;
}

export interface SummonView {
  branch?: BranchId | null;
  note?: NoteId | null;
}

export interface SessionView {
  locked: boolean;
  permissions: Permissions;
  /** Id of the activity that runs now. */
  activity: string | null;
  agenda: MeetingView[];
  timer: TimerView | null;
  vote: VoteView | null;
  rating: RatingView | null;
  finished: boolean;
  summon: SummonView | null;
  /** How many sealed notes wait to be revealed. */
  hidden: number;
  /** How many said that they are done with the activity. */
  done: number;
  /** The competences that the team starts from. */
  competences: string[];
  authors: 'shown' | 'hidden';
  /** While it is closed nobody new comes in. */
  door: 'open' | 'closed';
  /** The entry that renewed the join code last; 0 if it is the first one. */
  code_renewed: number;
  /** Which departments are named on sealed causes once they are revealed. */
  sealed_departments: SealedDepartments;
  title: string;
  language: string;
}

export interface ApprovalView {
  decision: 'accept' | 'decline';
  comment?: string;
  by?: string;
  at?: number;
}

export interface ProjectView {
  id: ProjectId;
  title: string;
  horizon: (typeof PROJECT_HORIZONS)[number];
  owner: DepartmentId | null;
  sponsor: string;
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
}

/** Somebody who is connected now. */
export interface PresenceView {
  clientId: number;
  user: { id: string; name: string; department: DepartmentId | null } | null;
  /** Anything else that the person's page says, such as the note being edited. */
  state: Record<string, unknown>;
}

export interface BoardView {
  title: string;
  effect: string;
  language: string;
  goals: { workshop: string; organisation: string };
  branches: BranchView[];
  /** All living notes, merged ones included. */
  notes: Map<NoteId, NoteView>;
  people: Map<ParticipantId, PersonView>;
  /** People whom the facilitator removed: what they wrote is still there, and still theirs. */
  former: Map<ParticipantId, PersonView>;
  departments: DepartmentView[];
  session: SessionView;
  projects: ProjectView[];
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
  /** The server said it restarts; as offline, but expected to be short. */
  | 'restarting'
  /** A change was refused; a fresh copy is being fetched. */
  | 'refused'
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

export interface Ballot {
  vote: { id: string; open?: boolean; dots: Record<NoteId, number>; left: number } | null;
  rating: { id: string; open?: boolean; ratings: Record<NoteId, { importance: number; urgency: number }> } | null;
  sealed: { id: string; branch: BranchId; text: string }[];
  done: boolean;
}

/** The activity that runs now, found in the agenda. */
export function activityNow(session: SessionView): ActivityView | null {
  for (const meeting of session.agenda)
    for (const activity of meeting.activities) if (activity.id === session.activity) return activity;
  return null;
}
