import { createContext } from 'svelte';
import { pointBack, type Point } from './preparation/checklist';
import { api, type Command } from '../api';
import { takingBack, type TakingBack } from '../board/taking-back';
import type { BoardStore } from '../board/store.svelte';
import { invitedAt, originOf, type Invitation, type Invite } from '../invite/invite.svelte';
import { facilitatorNext } from '../i18n/messages/facilitator-next';
import { facilitatorTrouble } from '../i18n/messages/facilitator-trouble';
import { shared } from '../i18n/messages/shared';
import { speech, texts } from '../i18n/index.svelte';
import { signIn } from '../sign-in/sign-in.svelte';
import { toasts } from '../ui/toast.svelte';
import { undoing } from '../ui/undoing';
import { suggestedShortlist } from './result/shortlist';
import { ballots, nextRound, opening, type Round, type Split } from './result/round';
import { nextThing, ORDINARY_VOTE, type NextThing } from './next/next';
import { possibleDuplicates, type Pair } from './causes/duplicates';
import { missing, type Missing } from './people/waiting';
import type { BranchView, MeetingView, NoteView } from '../board/model';
import { bringingNotesBack, notesOf, withoutNotes, type Notes } from './agenda/notes';
import { storedJson, storeJson } from '../device/storage';
import { counting, FIRST_CHOICE, momentOf, wallChoice, wallShows, type WallChoice } from '../projector/wall';
import { openProjector } from './header/projecting';
import { shown, type Filter } from './stage/filter';
import { refusalKey } from './refusal-text';
import { root } from '../device/root';

/** Under which something about a board is kept on this device. */
const key = (board: string, what: string): string => `herringbone:desk:${board}:${what}`;

export const PANELS = ['people', 'facts', 'causes', 'result', 'projects', 'export'] as const;
export type Panel = (typeof PANELS)[number];

/** What the facilitator gives for somebody without a device. */
export type SeatDeed = 'seat-dots' | 'seat-rating' | 'seat-cause';

/** Something that lies over the screen until it is answered or closed. */
export type Open =
  | {
      what:
        'join' | 'board' | 'charter' | 'lists' | 'competences' | 'agenda' | 'course' | 'shortcuts' | 'next' | 'rehearsal' | 'preparation';
    }
  | { what: 'remove'; person?: string }
  | { what: 'add-seat' }
  | { what: 'seat-link' | SeatDeed; person: string }
  | { what: 'same'; note: string }
  | { what: 'progress'; project: string }
  | { what: 'cause'; branch?: string; parent?: string }
  | { what: 'project'; project?: string; notes?: string[] }
  | { what: 'fact'; fact: string }
  | { what: 'facts-import'; text?: string };

export interface Question {
  title: string;
  /** What exactly will happen, to how many things. */
  text: string;
  action: string;
  /** What can be taken back later is no danger. */
  tone?: 'danger' | 'accent';
  run: () => void | Promise<unknown>;
}

/** What the facilitation needs of a board's store; a page with made-up data has one without a server. */
export type FacilitatorStore = Pick<BoardStore, 'view' | 'status' | 'restored' | 'tray' | 'canUndo' | 'canRedo' | 'editIsLast' | 'kept'> & {
  readonly connection: Pick<
    BoardStore['connection'],
    | 'addNote'
    | 'addNotes'
    | 'editNote'
    | 'moveNote'
    | 'removeNote'
    | 'bringBack'
    | 'setField'
    | 'undo'
    | 'redo'
    | 'setBranch'
    | 'addBranch'
    | 'change'
    | 'removeBranch'
    | 'setBoard'
    | 'setProject'
    | 'setProjectAmount'
    | 'setProjectList'
    | 'removeProject'
    | 'command'
    | 'serverNow'
    | 'resend'
    | 'mayResend'
    | 'discard'
    | 'subscribe'
    | 'setPresence'
    | 'root'
  >;
};

/** Where the board is, for links and downloads. */
export interface Place {
  board: string;
  token: string;
}

/**
 * The facilitator's screen: the board together with what lies open on the screen. Components read it from the
 * context; everything that reaches the server goes through `send`, so that a refusal is always told.
 */
export class FacilitatorState {
  panel = $state<Panel>('people');
  /** The cause that is looked at closely; its panel then stands in front of the others. */
  chosen = $state<string | null>(null);
  open = $state<Open | null>(null);
  /** What it says may follow the board while it is open. */
  question = $state.raw<Question | null>(null);
  /** Commands under way: what would send another waits. */
  sending = $state(0);
  front = $state<'board' | 'panels'>('board');
  /** The server's time, a tick ago. */
  now = $state(0);
  ordinary = $state({ ...ORDINARY_VOTE });
  /** The short list as chosen by hand; null: as the vote suggests. */
  shortlist = $state<string[] | null>(null);
  /** How the next rating is split by department, as chosen by hand; null: as the last one. */
  ratingSplit = $state<Split | null>(null);
  /** Pairs that were looked at and left; remembered on this device. */
  looked = $state.raw<ReadonlySet<string>>(new Set());
  /** Whether the facilitator has joined once to see what people see; only for the checklist. */
  rehearsed = $state(false);
  /** The causes as a list of bones instead of the fishbone. */
  listed = $state(typeof matchMedia !== 'undefined' && matchMedia('(max-width: 700px)').matches);
  /** What the board and the list are narrowed to. */
  filter = $state.raw<Filter | null>(null);
  /** What is looked for in the causes. */
  search = $state('');
  /** The causes that are chosen together, for something that is done with all of them. */
  picked = $state.raw<ReadonlySet<string>>(new Set());
  /** The causes that were chosen for the next ballot. */
  forBallot = $state.raw<readonly string[]>([]);
  /** The bone that is looked at closely in the fishbone. */
  focus = $state<string | null>(null);
  /** The notes for facilitators, as the server last told them; null until it has. */
  notes = $state.raw<Notes | null>(null);
  /** The checklist, as the server last told it; null until it has. */
  points = $state.raw<readonly Point[] | null>(null);
  /** Who is not finished with the running activity, as the server last told it; null until it has. */
  waiting = $state.raw<readonly string[] | null>(null);
  #reading = 0;
  /** What this page chose for the wall. */
  wall = $state.raw<WallChoice>(FIRST_CHOICE);
  /** Whether single letters are shortcuts; somebody who dictates or types with a switch turns them off. */
  letters = $state(true);
  #round = $state.raw<Round>(nextRound(null));
  #trouble = texts(facilitatorTrouble);
  #n = texts(facilitatorNext);
  #s = texts(shared);
  /** The bones a tick ago: while forty people type, looking for duplicates twice a second is enough. */
  #settled = $state.raw<BranchView[]>([]);

  /** Who is not finished; null if nobody, or as long as the server has not told it. */
  readonly missing: Missing | null = $derived.by(
    () => this.waiting && missing(this.view, this.waiting, speech.current, this.#n.more_people),
  );

  readonly next: NextThing = $derived.by(() =>
    nextThing({
      view: this.view,
      now: this.now,
      duplicates: this.duplicates.length,
      missing: this.missing,
      panel: this.chosen ? '' : this.panel,
      opening: this.opening,
      shortlist: this.shortlist ?? undefined,
      split: this.splitOfRating,
    }),
  );

  /** What is chosen for the next vote. */
  readonly round: Round = $derived.by(() => {
    const after = this.session.vote?.id ?? null;
    return this.#round.after === after ? this.#round : nextRound(after, this.#round.split);
  });

  /** What the next vote may be about. */
  readonly ballots = $derived.by(() =>
    ballots(this.view, { shown: this.shown, shortlist: this.shortlist ?? suggestedShortlist(this.view), chosen: this.forBallot }),
  );
  readonly opening = $derived.by(() => opening(this.view, this.ordinary, this.round, this.ballots));
  /** The causes that fit the filter and the search; null where neither narrows anything. */
  readonly shown = $derived.by(() => shown(this.view.branches, this.filter, this.search));

  get splitOfRating(): Split {
    return this.ratingSplit ?? this.session.rating?.by_department ?? 'groups';
  }

  readonly duplicates: Pair[] = $derived.by(() => {
    const notes = this.#settled.flatMap((branch) => branch.notes);
    return possibleDuplicates(notes, this.looked).filter(({ keep, other }) => this.#stands(keep) && this.#stands(other));
  });

  constructor(
    readonly store: FacilitatorStore,
    readonly place: Place,
    readonly invite: Invitation & Pick<Invite, 'projector'>,
  ) {
    this.now = store.connection.serverNow();
    this.#settled = store.view.branches;
    this.looked = new Set(storedJson<string[]>(key(place.board, 'looked')) ?? []);
    this.rehearsed = storedJson<boolean>(key(place.board, 'rehearsed')) ?? false;
    this.letters = storedJson<boolean>(key('any', 'letters')) ?? true;
    const wall = storedJson<WallChoice>(key(place.board, 'wall'));
    if (wall) this.#choose({ ...FIRST_CHOICE, ...wall });
    this.panel = PANELS.find((panel) => panel === storedJson(key(place.board, 'panel'))) ?? 'people';
  }

  get view() {
    return this.store.view;
  }

  get connection() {
    return this.store.connection;
  }

  /** Causes on the bones; those that were merged into others are not counted. */
  get causes(): NoteView[] {
    return this.view.branches.flatMap(({ notes }) => notes);
  }

  #stands({ id }: NoteView): boolean {
    const note = this.view.notes.get(id);
    return note !== undefined && note.mergedInto === null && note.parked === null;
  }

  get session() {
    return this.store.view.session;
  }

  /** Content can be changed now; the server refuses it otherwise, the facilitator's too. */
  get writable(): boolean {
    return !this.session.locked && !this.session.finished;
  }

  tick(): void {
    this.now = this.store.connection.serverNow();
    this.#settled = this.view.branches;
  }

  /** What was chosen for the wall and has passed does not come back when the workshop comes to the same moment again. */
  forgetPassed(): void {
    const wall = counting(this.session, this.wall);
    if (wall !== this.wall) this.#choose(wall);
  }

  /** Lays something over the screen, or takes it away. */
  lay(open: Open | null): void {
    this.open = open;
  }

  /** On a narrow screen the board and the panels take turns. */
  turn(front: 'board' | 'panels'): void {
    this.front = front;
    if (front === 'board') this.chosen = null;
  }

  show(panel: Panel): void {
    this.panel = panel;
    this.chosen = null;
    this.front = 'panels';
    storeJson(key(this.place.board, 'panel'), panel);
  }

  /** Sends commands one after another; the first refusal stops them and is told. True when all went through. */
  async send(...commands: Command[]): Promise<boolean> {
    this.sending += 1;
    try {
      for (const command of commands) await this.store.connection.command(command, this.#takingBack(command));
      return true;
    } catch (error) {
      const trouble = refusalKey(error);
      if (trouble === 'sign_in') void signIn.ask();
      toasts.say(this.#trouble[trouble], { tone: 'danger' });
      return false;
    } finally {
      this.sending -= 1;
    }
  }

  #takingBack(command: Command): TakingBack | null {
    if (command.do === 'set_point') return pointBack(command, this.points ?? [], () => this.points ?? []);
    if (command.do !== 'set_agenda') return takingBack(command, this.view);
    const agenda = command.agenda as MeetingView[];
    const taking = takingBack({ ...command, agenda: withoutNotes(agenda) }, this.view);
    return taking && bringingNotesBack(taking, agenda, this.notes ?? {});
  }

  /** Asks for what only facilitators are told: the notes, and who is not finished. Of several questions the last one's answer stays. Null if there was no answer. */
  async readNotes(): Promise<Notes | null> {
    const reading = ++this.#reading;
    try {
      const { body } = await api.state(this.place.board, this.place.token);
      const notes = notesOf((body.agenda ?? []) as MeetingView[]);
      if (reading === this.#reading) {
        this.notes = notes;
        this.waiting = body.waiting ?? null;
        this.points = body.preparation ?? [];
      }
      return notes;
    } catch {
      return null;
    }
  }

  /** Takes back what was done last here, or does it again. */
  takeBack(which: 'undo' | 'redo'): void {
    void undoing(this.store.connection, which, this.#s, (error) => this.#trouble[refusalKey(error)]).then(() => this.readNotes());
  }

  /** Chooses something for the next vote. */
  choose(change: Partial<Omit<Round, 'after'>>): void {
    this.#round = { ...this.round, ...change };
  }

  look(pair: string): void {
    this.looked = new Set([...this.looked, pair]);
    storeJson(key(this.place.board, 'looked'), [...this.looked]);
  }

  setLetters(on: boolean): void {
    this.letters = on;
    storeJson(key('any', 'letters'), on);
  }

  /** Opens what people see when they join, in a window of its own. */
  rehearse(): void {
    const { link, code } = this.invite;
    if (!link && !code) return;
    // The join link may name an address of this computer that only others use; here its own is right.
    window.open(`${root}/join?rehearsal#${code ?? ''}`, 'rehearsal', 'popup,width=400,height=820');
  }

  /** Whoever has joined to rehearse is forgotten by the board when people come; that it was rehearsed is remembered here. */
  noticeRehearsal(): void {
    if (!this.rehearsed && [...this.view.people.values()].some((person) => person.rehearsal)) this.hasRehearsed();
  }

  hasRehearsed(): void {
    this.rehearsed = true;
    storeJson(key(this.place.board, 'rehearsed'), true);
  }

  /** What holds for the wall now: of several facilitators' choices the last one. */
  get chosenForWall(): WallChoice {
    const other = wallChoice(this.view.here);
    return counting(this.session, other && other.at > this.wall.at ? other : this.wall);
  }

  /** How people join, by the address that was chosen: here and on the wall. */
  get invitation(): Invitation {
    return invitedAt(this.invite, this.chosenForWall.address);
  }

  /** The projector's link by the same address. */
  get projectorLink(): string | null {
    const { link } = this.invitation;
    const { projector } = this.invite;
    return projector && link ? projector.replace(originOf(projector), originOf(link)) : projector;
  }

  /** Chooses what the wall shows, or moves its tour. A picture is chosen for this moment of the workshop. */
  steer(change: Partial<Omit<WallChoice, 'at' | 'during'>>): void {
    const during = change.picture ? { during: momentOf(this.session) } : {};
    this.#choose({ ...this.chosenForWall, ...change, ...during, at: this.store.connection.serverNow() });
    // A question that the projector does not show any more has passed on phones, too.
    if (change.picture && change.picture !== 'facts' && this.session.asked) void this.send({ do: 'ask' });
  }

  /** The wall follows the workshop again, with the whole fish. */
  release(change: Pick<Partial<WallChoice>, 'view'> = {}): void {
    this.steer({ picture: 'auto', bone: null, note: null, tour: 'auto', steps: this.chosenForWall.steps + 1, to: 'whole', ...change });
  }

  #choose(choice: WallChoice): void {
    this.wall = choice;
    storeJson(key(this.place.board, 'wall'), choice);
    this.store.connection.setPresence('wall', choice);
  }

  /** The whole fish again: here, and on the wall whatever was shown there to everybody. */
  showAll(): void {
    this.focus = null;
    if (this.session.summon) void this.send({ do: 'summon' });
    if (this.away) this.release();
  }

  /** The wall was led away from what the workshop is at. */
  get away(): boolean {
    const { picture, tour } = this.chosenForWall;
    return picture !== 'auto' || tour === 'held';
  }

  /** Whether a projector shows the board, whoever opened it. */
  get projected(): boolean {
    return wallShows(this.view.here) !== null;
  }

  /** Shows the board to the room. */
  project(): void {
    openProjector(this.place, this.invite.projector);
  }
}

export const [useFacilitation, setFacilitation] = createContext<FacilitatorState>();
