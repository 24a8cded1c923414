// Generated from crates/board by `cargo xtask codegen`; change it there.

/** What somebody is on a board. */
export type Role = keyof typeof TABLE;

/** A change to the document, as the rules see it. */
export type Change = keyof typeof GOVERNS;

/** The part of the session that the rules depend on; `planning` while an activity of the kind `plan` runs. */
export interface Moment {
  finished: boolean;
  locked: boolean;
  planning: boolean;
  permissions: { add: string; edit: string; move: string; remove: string };
}

/** Why something is refused. */
export type Refused = (typeof CODES)[number];

/** From this median on, on the scale of 1 to 5, a cause counts as important, or as urgent. */
export const HIGH = 3.5;
/** From this disagreement on a cause counts as disputed. */
export const DISPUTED = 1;

const CODES = ['locked', 'finished', 'not-allowed', 'not-yours', 'read-only'] as const;

const GOVERNS = {
  addNote: null,
  restoreNote: 'remove',
  editNote: 'edit',
  moveNote: 'move',
  removeNote: 'remove',
  writeProjects: null,
  editProject: null,
  writeBranches: null,
  writeBoard: null,
  writeFacts: null,
} as const;

const TABLE = {
  facilitator: {
    addNote: '........aaaaaaaabbbbbbbbbbbbbbbb',
    restoreNote: '........................aaaaaaaaaaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb',
    editNote: '........................aaaaaaaaaaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb',
    moveNote: '........................aaaaaaaaaaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb',
    removeNote: '........................aaaaaaaaaaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb',
    writeProjects: '........aaaaaaaabbbbbbbbbbbbbbbb',
    editProject: '........aaaaaaaabbbbbbbbbbbbbbbb',
    writeBranches: '........aaaaaaaabbbbbbbbbbbbbbbb',
    writeBoard: '........aaaaaaaabbbbbbbbbbbbbbbb',
    writeFacts: '........aaaaaaaabbbbbbbbbbbbbbbb',
  },
  participant: {
    addNote: 'cc..cc..aaaaaaaabbbbbbbbbbbbbbbb',
    restoreNote: 'dcd.d.d.d.d.dcd.d.d.d.d.aaaaaaaaaaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb',
    editNote: 'ccd...ccd...ccd...ccd...aaaaaaaaaaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb',
    moveNote: 'ccd...ccd...ccd...ccd...aaaaaaaaaaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb',
    removeNote: 'ccd...ccd...ccd...ccd...aaaaaaaaaaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb',
    writeProjects: 'ccccccccaaaaaaaabbbbbbbbbbbbbbbb',
    editProject: 'cccc....aaaaaaaabbbbbbbbbbbbbbbb',
    writeBranches: 'ccccccccaaaaaaaabbbbbbbbbbbbbbbb',
    writeBoard: 'ccccccccaaaaaaaabbbbbbbbbbbbbbbb',
    writeFacts: 'ccccccccaaaaaaaabbbbbbbbbbbbbbbb',
  },
  projector: {
    addNote: 'eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee',
    restoreNote: 'eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee',
    editNote: 'eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee',
    moveNote: 'eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee',
    removeNote: 'eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee',
    writeProjects: 'eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee',
    editProject: 'eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee',
    writeBranches: 'eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee',
    writeBoard: 'eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee',
    writeFacts: 'eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee',
  },
} as const;

const RIGHTS = ['none', 'own', 'any'];

/** The code with which the server would refuse a change, or null if it may happen. */
export function refusal(role: Role, moment: Moment, change: Change, own = true): Refused | null {
  const governs = GOVERNS[change];
  const right = governs ? Math.max(0, RIGHTS.indexOf(moment.permissions[governs])) : 0;
  const add = moment.permissions.add === 'own' ? 1 : 0;
  const state = (Number(moment.finished) * 2 + Number(moment.locked)) * 2 + Number(moment.planning);
  const rights = governs ? 3 : 1;
  const cell = TABLE[role][change][((state * 2 + add) * rights + right) * 2 + Number(own)];
  return cell === '.' || cell === undefined ? null : (CODES[cell.charCodeAt(0) - 97] ?? null);
}
