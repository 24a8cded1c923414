/** Names in the document. `crates/board/src/schema.rs` is their home; `cargo xtask codegen` compares. */
export const ROOTS = {
  notes: 'notes',
  projects: 'projects',
  branches: 'branches',
  board: 'board',
  session: 'session',
  people: 'people',
  departments: 'departments',
  attribution: 'attribution',
  priorities: 'priorities',
  merges: 'merges',
  approvals: 'approvals',
} as const;

export type Root = keyof typeof ROOTS;

export const NOTE = {
  text: 'text',
  branch: 'branch',
  order: 'order',
  parent: 'parent',
} as const;
