// Generated from crates/board by `cargo xtask codegen`; change it there.

/** Names of the document's root maps. */
export const ROOT = {
  /** `note id → Y.Map`: the causes. Written by clients. */
  notes: 'notes',
  /** `project id → Y.Map`. Written by clients. */
  projects: 'projects',
  /** `bone id → Y.Map`. Written by the facilitator. */
  branches: 'branches',
  /** `effect: Y.Text`, the title, the goals, the charter and other texts of the board. Written by the facilitator. */
  board: 'board',
  /** `fact id → Y.Map`: figures with their values over time. Written by the facilitator. */
  facts: 'facts',
  /** The session state, key by key, plain JSON values. Server only. */
  session: 'session',
  /** `participant id → {name, department}`. Server only. */
  people: 'people',
  /** `department id → {name}`, the expected departments. Server only. */
  departments: 'departments',
  /** `note id → {department, author?}`. Server only. */
  attribution: 'attribution',
  /** `note id → "now" | "next" | "later" | "outside"`. Server only. */
  priorities: 'priorities',
  /** `note id → id of the note it was merged into`. Server only. */
  merges: 'merges',
  /** `project id → {department: {decision, comment?, by, at}}`. Server only. */
  approvals: 'approvals',
  /** Number of the report → what was reported about a project, or answered on it. Server only, and only added to. */
  progress: 'progress',
  /** `note id → text`: why a cause got its priority. Server only. */
  reasons: 'reasons',
  /** `note id → text`: the person or body who could change a cause that is outside the group's power. Server only. */
  addressees: 'addressees',
  /** `comment id → {note, text, at, department, author?}`: what was said of causes. Server only. */
  comments: 'comments',
  /** `answer id → {fact, question, text?, reason?, at, department, author?, kept?}`: what was answered to questions about facts. Server only. */
  answers: 'answers',
} as const;

/** Keys of a bone. */
export const BRANCH = {
  /** String. */
  title: 'title',
  /** String: the guiding question. */
  question: 'question',
  /** String: fractional index; bones alternate above and below the spine in this order. */
  order: 'order',
  /** One of [`COLOURS`] or null: the colour in which it is drawn. */
  colour: 'colour',
} as const;

/** What `COLOUR` may be, in the order of the palette that departments have, too. */
export const BRANCH_COLOURS = ['blue', 'amber', 'green', 'plum', 'sky', 'rust', 'olive', 'grey'] as const;

/** Keys of a project. Texts are strings; the lists are nested Y.Maps of `item → order`. */
export const PROJECT = {
  /** String. */
  title: 'title',
  /** `"this-year"`, `"next-years"` or `"3-5-years"`. */
  horizon: 'horizon',
  /** Department id. */
  owner: 'owner',
  /** String: the sponsor from the board of directors. */
  sponsor: 'sponsor',
  /** String. */
  budget: 'budget',
  /** String. */
  duration: 'duration',
  /** String: how progress is measured. */
  measure: 'measure',
  /** `"planned"`, `"running"`, `"done"` or `"stopped"`. */
  status: 'status',
  /** String: how does it affect the customer? */
  affects: 'affects',
  /** String: what value does it bring? */
  value: 'value',
  /** String: how does it help? */
  helps: 'helps',
  /** String: how it fits the company's strategy. */
  strategy: 'strategy',
  /** String: who answers for it in the department that owns it. */
  person: 'person',
  /** `YYYY-MM-DD`: the day on which it starts. */
  start: 'start',
  /** `YYYY-MM-DD`: the day on which it is due. */
  due: 'due',
  /** Number: the budget, as far as it is a sum of money. */
  amount: 'amount',
  /** String: the currency of the amount, by ISO 4217. */
  currency: 'currency',
  /** String: the id of the fact by which its progress is measured. */
  fact: 'fact',
  /** Y.Map: `note id → order`. */
  notes: 'notes',
  /** Y.Map: `competence → order`. */
  competences: 'competences',
  /** Y.Map: `tool → order`. */
  tools: 'tools',
  /** Y.Map: `method → order`. */
  methods: 'methods',
  /** Y.Map: `department id → order`: who must accept it. */
  approvals: 'approvals',
  /** Y.Map: `department id → order`: whom it affects. */
  affectsDepartments: 'affects_departments',
} as const;

/** What `HORIZON` may be. */
export const PROJECT_HORIZONS = ['this-year', 'next-years', '3-5-years'] as const;

/** What `STATUS` may be. */
export const PROJECT_STATUSES = ['planned', 'running', 'done', 'stopped'] as const;

/** Keys of the root map `board`. */
export const BOARD = {
  /** Y.Text: the effect, the fish's head. */
  effect: 'effect',
  /** String. */
  title: 'title',
  /** String: the workshop's goal. */
  goalWorkshop: 'goal_workshop',
  /** String: the organisation's goal. */
  goalOrganisation: 'goal_organisation',
  /** String: what is asked on the axis of importance, in place of the screens' own question. */
  importanceQuestion: 'importance_question',
  /** String: what is asked on the axis of urgency. */
  urgencyQuestion: 'urgency_question',
  /** String: the names of the overseeing committee, one a line. */
  overseeing: 'overseeing',
  /** String: the names of those who execute, one a line. */
  executing: 'executing',
  /** String: why there is this team. */
  purpose: 'purpose',
  /** String or null: the id of the department that the team reports to formally. */
  reportsTo: 'reports_to',
  /** String or null: the id of the department that the team reports to functionally. */
  reportsFunctionallyTo: 'reports_functionally_to',
  /** String or null: the id of the department that is asked to accept every project. */
  acceptedBy: 'accepted_by',
  /** String: with whom the team must work. */
  mustWorkWith: 'must_work_with',
  /** String: with whom the team may work. */
  mayWorkWith: 'may_work_with',
  /** `"profit"`, `"cost"` or null: whether the team is a profit centre or a cost centre. */
  centre: 'centre',
  /** String: the principles that the team works by. */
  principles: 'principles',
  /** String: what is to be reached this year. */
  goalThisYear: 'goal_this_year',
  /** String: what is to be reached in three to five years. */
  goal35Years: 'goal_3_5_years',
  /** String: the company's strategy, as far as projects have to fit it. */
  strategy: 'strategy',
} as const;

/** What `CENTRE` may be. */
export const BOARD_CENTRES = ['profit', 'cost'] as const;

/** Keys of a note. */
export const NOTE = {
  /** Y.Text: what the cause says. */
  text: 'text',
  /** String: the bone it hangs on. */
  branch: 'branch',
  /** String: fractional index among its siblings. */
  order: 'order',
  /** String or null: the cause that it explains. */
  parent: 'parent',
  /** `"fact"`, `"assumption"`, `"verify"` or null. */
  evidence: 'evidence',
  /** String or null: the figure that supports it. */
  figure: 'figure',
  /** String or null: where the figure comes from. */
  reference: 'reference',
  /** `"results"`, `"quality"`, `"goals"` or null: which of the three lists it comes from. */
  list: 'list',
  /** String or null: the department that owns it. */
  owner: 'owner',
  /** String or null: who verifies it. */
  verifier: 'verifier',
  /** `YYYY-MM-DD` or null: until when it is verified. */
  verifyBy: 'verify_by',
  /** String or null: the fact of the board that it cites. */
  fact: 'fact',
  /** `"yes"` or null: the cause is parked. It is on no bone and on no ballot until it is taken back. */
  parked: 'parked',
  /** Bone ids, one a line, or null: the further bones on which the cause is shown. */
  also: 'also',
  /** `"this-year"`, `"3-5-years"` or null: of a goal, until when it is to be reached. None is this year. */
  horizon: 'horizon',
  /** String or null: the id of the goal that it follows from. */
  goal: 'goal',
} as const;

/** What `EVIDENCE` may be. */
export const NOTE_EVIDENCES = ['fact', 'assumption', 'verify'] as const;

/** What `LIST` may be. */
export const NOTE_LISTS = ['results', 'quality', 'goals'] as const;

/** What `PARKED` may be. */
export const NOTE_PARKS = ['yes'] as const;

/** What `HORIZON` may be. */
export const NOTE_HORIZONS = ['this-year', '3-5-years'] as const;

/** Keys of a fact: a figure that the workshop works with, and its values over time. */
export const FACT = {
  /** One of [`KINDS`]: what it is about. */
  kind: 'kind',
  /** String: what it is called. */
  label: 'label',
  /** String: what its values count, such as `%`. */
  unit: 'unit',
  /** String: where it comes from. */
  source: 'source',
  /** String: the department that it is about. */
  department: 'department',
  /** Y.Map: `YYYY-MM-DD → number`: its value on each day on which it was measured. */
  values: 'values',
  /** Number: the value that is to be reached. */
  target: 'target',
  /** `YYYY-MM-DD`: the day by which it is to be reached. */
  targetDate: 'target_date',
} as const;

/** What `KIND` may be. */
export const FACT_KINDS = ['nps', 'satisfaction', 'complaints', 'cost', 'quality', 'other'] as const;

/** What is said of a cause besides its text and its place. */
export interface NoteDetails {
  /** `"fact"`, `"assumption"`, `"verify"` or null. */
  evidence: (typeof NOTE_EVIDENCES)[number] | null;
  /** String or null: the figure that supports it. */
  figure: string | null;
  /** String or null: where the figure comes from. */
  reference: string | null;
  /** `"results"`, `"quality"`, `"goals"` or null: which of the three lists it comes from. */
  list: (typeof NOTE_LISTS)[number] | null;
  /** String or null: the department that owns it. */
  owner: string | null;
  /** String or null: who verifies it. */
  verifier: string | null;
  /** `YYYY-MM-DD` or null: until when it is verified. */
  verify_by: string | null;
  /** String or null: the fact of the board that it cites. */
  fact: string | null;
  /** `"yes"` or null: the cause is parked. It is on no bone and on no ballot until it is taken back. */
  parked: (typeof NOTE_PARKS)[number] | null;
  /** Bone ids, one a line, or null: the further bones on which the cause is shown. */
  also: readonly string[];
  /** `"this-year"`, `"3-5-years"` or null: of a goal, until when it is to be reached. None is this year. */
  horizon: (typeof NOTE_HORIZONS)[number] | null;
  /** String or null: the id of the goal that it follows from. */
  goal: string | null;
}

/** The form of each: a text that people wrote, the id of something, or one of these words. */
export const NOTE_DETAILS = {
  evidence: NOTE_EVIDENCES,
  figure: 'text',
  reference: 'text',
  list: NOTE_LISTS,
  owner: 'key',
  verifier: 'text',
  verify_by: 'date',
  fact: 'key',
  parked: NOTE_PARKS,
  also: 'keys',
  horizon: NOTE_HORIZONS,
  goal: 'key',
} as const;

/** The limits that the server keeps unless it was told others. */
export const LIMITS = {
  activities: 200,
  awareness: 8192,
  bin: 5000,
  binPerPerson: 500,
  branches: 24,
  clientsPerPerson: 2000,
  departments: 40,
  depth: 5,
  factValues: 500,
  facts: 100,
  fieldText: 2000,
  firstFrame: 4194304,
  frame: 262144,
  item: 256,
  key: 64,
  listItems: 100,
  meetings: 24,
  name: 80,
  noteText: 1000,
  notes: 5000,
  notesAddedPerPerson: 2000,
  notesPerPerson: 500,
  participants: 500,
  peopleEver: 5000,
  progress: 2000,
  progressPerPerson: 200,
  projects: 200,
} as const;

/** The stable codes of refusals. */
export const CODES = [
  'locked',
  'not-allowed',
  'not-yours',
  'server-owned',
  'schema',
  'too-long',
  'too-many',
  'forged',
  'malformed',
  'gap',
  'read-only',
  'finished',
  'not-now',
  'door-closed',
  'over-budget',
  'not-on-ballot',
  'unknown',
  'invalid',
] as const;

/** A stable code of a refusal. */
export type Code = (typeof CODES)[number];
