import * as Y from 'yjs';
import { BRANCH_COLOURS, PROJECT_HORIZONS, PROJECT_STATUSES, ROOT } from '../generated/schema';
import { dress } from './departments';
import { one, oneOf, readDetails, record, words } from './lenient';
import type {
  ApprovalView,
  BoardView,
  BranchView,
  NoteView,
  PersonView,
  PresenceView,
  ProgressView,
  ProjectView,
  SessionView,
} from './model';
import { nameOrder } from './names';
import { byCodePoint, byNumber, inOrder } from './order';
import { line, paragraphs } from './text';
import { hang } from './tree';

export const EMPTY_SESSION: SessionView = {
  locked: false,
  permissions: { add: 'own', edit: 'own', move: 'own', remove: 'own' },
  activity: null,
  agenda: [],
  timer: null,
  vote: null,
  rating: null,
  finished: false,
  summon: null,
  hidden: 0,
  hidden_by_branch: {},
  done: 0,
  competences: [],
  authors: 'shown',
  door: 'open',
  code_renewed: 0,
  returning: {},
  sealed_departments: 'all',
  title: '',
  language: 'en',
};

type Root = keyof typeof ROOT;

/** Roots that say something of single notes, under the note's id. */
const NOTE_ROOTS: ReadonlySet<Root> = new Set(['notes', 'attribution', 'priorities', 'reasons', 'addressees', 'merges']);

export interface Whose {
  /** This person's id, where the page belongs to a participant. */
  participant: string | null;
  /** Was this note written by one of this device's Yjs clients? */
  writtenHere: (note: string, client: number) => boolean;
  /** Had this person sealed this note? The document names no author of it. */
  hadSealed?: (note: string) => boolean;
}

/**
 * Reads a document into a `BoardView`, leniently: what does not fit is left out or read as its default, and
 * never blanks the rest. Only what changed is read again; whatever did not change stays the same object, so that
 * a screen with hundreds of causes redraws one.
 */
export class BoardReader {
  #raw = new Map<string, NoteView>();
  #dirty: Set<string> | 'all' = 'all';
  /** Roots that changed since they were last read. */
  #touched = new Set<Root>(Object.keys(ROOT) as Root[]);
  #stop: () => void;

  constructor(
    readonly doc: Y.Doc,
    private readonly whose: Whose,
    changed: () => void,
  ) {
    const stops = (Object.keys(ROOT) as Root[]).map((root) => {
      const map = doc.getMap(root);
      const seen = (events: Y.YEvent<Y.AbstractType<unknown>>[]): void => {
        this.#touched.add(root);
        if (NOTE_ROOTS.has(root)) this.#mark(events);
        changed();
      };
      map.observeDeep(seen);
      return () => map.unobserveDeep(seen);
    });
    this.#stop = () => stops.forEach((stop) => stop());
  }

  close(): void {
    this.#stop();
  }

  /** Reads every note anew, because something else than the document says more of them. */
  again(): void {
    this.#dirty = 'all';
  }

  read(before: BoardView | null, here: PresenceView[], loaded: boolean): BoardView {
    const fresh = <T>(roots: Root[], old: T | undefined, read: () => T): T =>
      old === undefined || roots.some((root) => this.#touched.has(root)) ? read() : old;
    this.#readNotes();
    const session = fresh(['session'], before?.session, () => this.#session());
    if (session.language !== before?.language) for (const root of ['people', 'departments'] as const) this.#touched.add(root);
    if (session.authors !== before?.session.authors) this.#touched.add('progress');
    const names = nameOrder(session.language);
    const board = this.doc.getMap('board');
    const branches = this.#branches();
    const notes = hang(branches, this.#raw, before?.notes ?? null);
    const view: BoardView = {
      title: line(words(board.get('title'))) || session.title,
      effect: paragraphs(words(board.get('effect'))),
      language: session.language,
      goals: fresh(['board'], before?.goals, () => ({
        workshop: paragraphs(words(board.get('goal_workshop'))),
        organisation: paragraphs(words(board.get('goal_organisation'))),
        thisYear: paragraphs(words(board.get('goal_this_year'))),
        years: paragraphs(words(board.get('goal_3_5_years'))),
      })),
      branches: kept(branches, before?.branches),
      notes,
      people: fresh(['people'], before?.people, () => this.#people(false, names)),
      former: fresh(['people'], before?.former, () => this.#people(true, names)),
      departments: fresh(['departments', 'people', 'attribution'], before?.departments, () =>
        unchanged(dress(this.#departments(names)), before?.departments),
      ),
      session,
      projects: fresh(['projects', 'approvals', 'progress'], before?.projects, () => this.#projects(session.authors === 'shown')),
      facts: fresh(['facts'], before?.facts, () => this.doc.getMap('facts').toJSON()),
      answers: fresh(['answers'], before?.answers, () => this.doc.getMap('answers').toJSON()),
      here,
      loaded,
    };
    this.#touched.clear();
    return view;
  }

  #branches(): BranchView[] {
    const branches = entries(this.doc, 'branches').map(([id, map]): BranchView => ({
      id,
      title: line(words(map.get('title'))),
      question: line(words(map.get('question'))),
      order: words(map.get('order')),
      colour: oneOf(map.get('colour'), BRANCH_COLOURS),
      notes: [],
    }));
    return branches.sort(inOrder);
  }

  #mark(events: Y.YEvent<Y.AbstractType<unknown>>[]): void {
    if (this.#dirty === 'all') return;
    for (const event of events) {
      const [id] = event.path;
      if (id !== undefined) this.#dirty.add(String(id));
      else for (const key of (event as Y.YMapEvent<unknown>).keysChanged) this.#dirty.add(key);
    }
  }

  #readNotes(): void {
    const root = this.doc.getMap('notes');
    const dirty = this.#dirty === 'all' ? root.keys() : this.#dirty;
    for (const id of dirty) {
      const note = this.#note(id, root);
      if (note) this.#raw.set(id, note);
      else this.#raw.delete(id);
    }
    this.#dirty = new Set();
  }

  #note(id: string, root: Y.Map<unknown>): NoteView | null {
    const map = root.get(id);
    if (!(map instanceof Y.Map)) return null;
    const about = record(this.doc.getMap('attribution').get(id));
    const author = one(about?.author);
    const client = map._item?.id.client ?? 0;
    return {
      id,
      branch: words(map.get('branch')),
      order: words(map.get('order')),
      parent: one(map.get('parent')),
      text: paragraphs(words(map.get('text'))),
      department: one(about?.department),
      author,
      mine: author ? author === this.whose.participant : this.whose.writtenHere(id, client) || (this.whose.hadSealed?.(id) ?? false),
      ...readDetails((key) => map.get(key)),
      priority: oneOf(this.doc.getMap('priorities').get(id), ['now', 'next', 'later', 'outside']),
      reason: one(this.doc.getMap('reasons').get(id)),
      addressee: one(this.doc.getMap('addressees').get(id)),
      mergedInto: one(this.doc.getMap('merges').get(id)),
      depth: 0,
    };
  }

  /**
   * Only the server writes this root, so it is taken as it is. A key that is not there came with a later version, or no copy of
   * the board has come yet: then it is what an empty board says.
   */
  #session(): SessionView {
    return { ...EMPTY_SESSION, ...(this.doc.getMap('session').toJSON() as Partial<SessionView>) };
  }

  /** Those who are on the board, or those who were removed from it, in the order of their names. */
  /** Those who are here, or those who are not: removed, or still to come. */
  #people(away: boolean, names: (a: string, b: string) => number): Map<string, PersonView> {
    const people: PersonView[] = [];
    for (const [id, value] of this.doc.getMap('people')) {
      const person = record(value);
      if (person && (person.removed === true || person.awaited === true) === away)
        people.push({
          id,
          name: line(words(person.name)),
          department: one(person.department),
          rehearsal: person.rehearsal === true,
          seat: person.seat === true,
          awaited: person.awaited === true && person.removed !== true,
          devices: typeof person.devices === 'number' ? person.devices : 1,
        });
    }
    people.sort((a, b) => names(a.name, b.name) || byCodePoint(a.id, b.id));
    return new Map(people.map((person) => [person.id, person]));
  }

  /** Those that are expected, in their order; then, by name, those that somebody came from all the same. */
  #departments(names: (a: string, b: string) => number): { id: string; name: string }[] {
    const expected = [...this.doc.getMap('departments')].map(([id, value]) => {
      const { name, place } = record(value) ?? {};
      return { id, name: words(name) || id, place: typeof place === 'number' ? place : Infinity };
    });
    expected.sort((a, b) => a.place - b.place || byCodePoint(a.id, b.id));
    const known = new Set(expected.map(({ id }) => id));
    const people = [...this.doc.getMap('people').values()].filter(
      (person) => record(person)?.removed !== true && record(person)?.awaited !== true,
    );
    const others = [...people, ...this.doc.getMap('attribution').values()];
    const came = others.map((value) => one(record(value)?.department)).filter((id) => id !== null && !known.has(id)) as string[];
    return [...expected.map(({ id, name }) => ({ id, name })), ...[...new Set(came)].sort(names).map((id) => ({ id, name: id }))];
  }

  /** While names are hidden no screen has those of the people who reported or answered (PROG-8). */
  #projects(named: boolean): ProjectView[] {
    const decisions = this.doc.getMap('approvals');
    // Only the server writes these. Their keys are numbers of one length.
    const said = [...this.doc.getMap('progress')]
      .sort(([a], [b]) => byCodePoint(a, b))
      .map(([, one]) => (named ? (one as ProgressView) : nameless(one as ProgressView)));
    const answers = (id: string): Record<string, ApprovalView> => {
      const given = Object.entries((record(decisions.get(id)) ?? {}) as Record<string, ApprovalView>);
      return Object.fromEntries(given.map(([of, one]) => [of, named ? one : nameless(one)]));
    };
    const projects = entries(this.doc, 'projects').map(([id, map]): ProjectView => {
      const text = <K extends string>(...keys: K[]) =>
        Object.fromEntries(keys.map((key) => [key, paragraphs(words(map.get(key)))])) as Record<K, string>;
      const list = <K extends string>(...keys: K[]) =>
        Object.fromEntries(keys.map((key) => [key, items(map.get(key))])) as Record<K, string[]>;
      const amount = map.get('amount');
      return {
        id,
        ...text('sponsor', 'budget', 'duration', 'measure', 'affects', 'value', 'helps', 'strategy', 'person', 'start', 'due'),
        ...text('currency', 'fact'),
        ...list('notes', 'competences', 'tools', 'methods'),
        title: line(words(map.get('title'))),
        horizon: oneOf(map.get('horizon'), PROJECT_HORIZONS) ?? 'this-year',
        owner: one(map.get('owner')),
        status: oneOf(map.get('status'), PROJECT_STATUSES) ?? 'planned',
        amount: typeof amount === 'number' ? amount : null,
        approvers: items(map.get('approvals')),
        affectsDepartments: items(map.get('affects_departments')),
        approvals: answers(id),
        progress: said.filter(({ project }) => project === id),
      };
    });
    return projects.sort(byNumber);
  }
}

function nameless<T extends { by?: unknown; name?: unknown }>(said: T): T {
  return { ...said, by: undefined, name: undefined };
}

function entries(doc: Y.Doc, root: Root): [string, Y.Map<unknown>][] {
  return [...doc.getMap(root)].filter((entry): entry is [string, Y.Map<unknown>] => entry[1] instanceof Y.Map);
}

/** A nested map `item → order`, as a list. */
function items(value: unknown): string[] {
  if (!(value instanceof Y.Map)) return [];
  return [...value]
    .map(([id, order]) => ({ id, order: words(order) }))
    .sort(inOrder)
    .map(({ id }) => id);
}

/** The old bones where nothing on them differs. */
function kept(now: BranchView[], before: BranchView[] | undefined): BranchView[] {
  const same = (a: BranchView, b: BranchView): boolean =>
    a.title === b.title &&
    a.question === b.question &&
    a.colour === b.colour &&
    a.order === b.order &&
    a.notes.length === b.notes.length &&
    a.notes.every((note, index) => note === b.notes[index]);
  const old = new Map(before?.map((branch) => [branch.id, branch]));
  return unchangedList(
    now.map((branch) => {
      const was = old.get(branch.id);
      return was && same(was, branch) ? was : branch;
    }),
    before,
  );
}

function unchanged<T extends object>(now: T[], before: T[] | undefined): T[] {
  return JSON.stringify(now) === JSON.stringify(before) ? before! : now;
}

function unchangedList<T>(now: T[], before: T[] | undefined): T[] {
  return before?.length === now.length && now.every((item, index) => item === before[index]) ? before : now;
}
