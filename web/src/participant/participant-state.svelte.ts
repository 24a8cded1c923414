import { createContext } from 'svelte';
import { ApiError } from '../api';
import { activityNow, type ActivityView, type BranchView, type DepartmentView, type NoteView } from '../board/model';
import { cut, fits } from '../board/length';
import { may, NOTE_TEXT_LIMIT, type Deed } from '../board/rules';
import type { TakingBack } from '../board/taking-back';
import { BoardStore } from '../board/store.svelte';
import { participant } from '../i18n/messages/participant';
import { texts } from '../i18n/index.svelte';
import { undoing } from '../ui/undoing';
import { toasts } from '../ui/toast.svelte';
import { shared } from '../i18n/messages/shared';
import { Ballots } from './ballots.svelte';
import { Draft } from './draft.svelte';
import { edit } from './later';
import { modeOf, type Mode } from './mode';
import type { Me } from '../device/me';
import { refusalText } from './refusal-text';

/** One person's place at the table: the board, who they are, and what they have in hand. */
export class ParticipantState {
  readonly store: BoardStore;
  readonly ballots: Ballots;
  /** The bone that is looked at. */
  #bone = $state<string | null>(null);
  /** The cause under which the next one goes, if nothing is written yet. */
  #under = $state<string | null>(null);
  /** The cause that lies open for editing. */
  editing = $state<string | null>(null);
  /** The hidden cause that lies open. */
  resealing = $state<string | null>(null);
  /** The project whose form lies open; it stays open when the activity ends, with what is in it. */
  planning = $state<string | null>(null);
  /** The cause that everybody is asked to look at. */
  called = $state<string | null>(null);
  readonly draft: Draft;
  /** The cause that this person has just written or moved: its list brings it into sight, once. */
  acted = $state<string | null>(null);
  /** Counts up when the field should take the focus. */
  focus = $state(0);
  #t = texts(participant);
  #s = texts(shared);
  #arrived = new Map<string, number>();

  constructor(
    readonly board: string,
    readonly token: string,
    private readonly joined: Me | null,
  ) {
    const me = joined;
    this.store = new BoardStore({
      board,
      token,
      role: 'participant',
      participant: me ? { id: me.participant, name: me.name, department: me.department } : null,
    });
    const { connection } = this.store;
    this.ballots = new Ballots(
      {
        command: (command) => connection.command(command),
        ballot: () => connection.ballot(),
        rounds: () => {
          const { vote, rating, poll, activity } = this.view.session;
          return { vote: vote?.id, rating: rating?.id, poll: poll?.id, activity };
        },
        revealed: (notes) => connection.revealed(notes),
      },
      (code) =>
        toasts.say(code === 'not-now' && this.view.session.vote ? this.#t.vote_closed : refusalText(this.#t, this.#s, code), {
          tone: 'danger',
        }),
    );
    this.draft = new Draft(board);
  }

  get view() {
    return this.store.view;
  }

  /** Who this person is, as the board says now; until it has come, as they joined. */
  get me(): Me | null {
    const { joined } = this;
    const shown = joined && this.view.people.get(joined.participant);
    return shown ? { ...joined, name: shown.name, department: shown.department } : joined;
  }

  /** How many devices this person is on. */
  get devices(): number {
    return (this.joined && this.view.people.get(this.joined.participant)?.devices) ?? 1;
  }

  get mode(): Mode {
    return modeOf(this.view.session);
  }

  get activity(): ActivityView | null {
    return activityNow(this.view.session);
  }

  get activityTitle(): string {
    const { activity } = this;
    return activity ? activity.title || this.#s[`activity_${activity.kind}`] : this.#s.activity_none;
  }

  get bone(): BranchView | null {
    const { branches } = this.view;
    return branches.find(({ id }) => id === this.#bone) ?? branches.find(({ id }) => this.isOpen(id)) ?? branches[0] ?? null;
  }

  /** The person goes to another bone, and what they write goes there with them. */
  look(bone: string): void {
    if (this.#bone !== bone) this.#under = null;
    this.#bone = bone;
    if (this.draft.aim?.bone !== bone) this.draft.turn({ bone, under: null });
  }

  /** The page goes to another bone; what is being written stays where it is meant to go. */
  turnTo(bone: string): void {
    if (this.#bone !== bone) this.#under = null;
    this.#bone = bone;
  }

  get under(): string | null {
    return this.draft.aim ? this.draft.aim.under : this.#under;
  }

  set under(note: string | null) {
    this.#under = note;
    const bone = note && this.view.notes.get(note)?.branch;
    this.draft.turn(bone ? { bone, under: note } : { under: note });
  }

  /** Where what is written goes: a bone, which may be gone by now, or the one that is looked at. */
  get aim(): BranchView | null {
    const { aim } = this.draft;
    return aim ? (this.view.branches.find(({ id }) => id === aim.bone) ?? null) : this.bone;
  }

  get mayAdd(): boolean {
    return this.mode === 'silent' ? !this.view.session.locked : this.may('add');
  }

  /** Whether the activity takes new causes on a bone. */
  isOpen(bone: string): boolean {
    return this.activity?.branches?.includes(bone) ?? true;
  }

  mayAddOn(bone: string | undefined): boolean {
    return this.mayAdd && (bone === undefined || this.isOpen(bone));
  }

  /** What this person may do now, as the board says it: a control that reads it follows the board. */
  may(deed: Deed, note?: NoteView | null): boolean {
    return may(this.view.session, 'participant', deed, note);
  }

  mayTouch(note: NoteView): boolean {
    return (['edit', 'move', 'remove'] as const).some((deed) => this.may(deed, note));
  }

  department(id: string | null): DepartmentView | null {
    return id ? (this.view.departments.find((department) => department.id === id) ?? null) : null;
  }

  write(text: string): void {
    // Whoever writes may want to change it, also without a network.
    void edit().catch(() => {});
    this.draft.write(text, { bone: this.bone?.id ?? '', under: this.#under, silent: this.mode === 'silent' });
  }

  /** Sends what is in the field; the field is empty afterwards, and the text is on the board or in the tray. */
  send(): void {
    const text = cut(this.draft.text.trim(), (part) => fits(part, NOTE_TEXT_LIMIT));
    const { aim } = this.draft;
    if (!text || !aim || !this.mayAdd) return;
    const above = aim.under ? this.view.notes.get(aim.under) : undefined;
    const bone = above?.branch ?? aim.bone;
    if (!this.isOpen(bone)) return;
    if (!this.view.branches.some(({ id }) => id === bone))
      this.store.connection.keep({ kind: 'added', note: '', text, branch: bone, parent: null, reason: 'no-bone' });
    else if (this.mode === 'silent') void this.seal(bone, text);
    else this.acted = this.store.connection.addNote({ branch: bone, text, parent: aim.under });
    this.draft.clear();
    this.#under = null;
    this.focus += 1;
  }

  /** Hands a cause in that nobody else sees yet; what cannot be handed in goes to the tray. */
  async seal(branch: string, text: string, note?: string): Promise<void> {
    const { ballots, store } = this;
    const before = ballots.sealed;
    const was = before.find(({ id }) => id === note);
    // Until it is shown nobody else can change it.
    const taking: TakingBack = { back: [], stands: () => taking.back.length > 0 && ballots.sealed.some(({ id }) => id === note) };
    if (was) taking.back = [{ do: 'seal_note', branch: was.branch, text: was.text, note: was.id }];
    try {
      await store.connection.command({ do: 'seal_note', branch, text, note }, taking);
      await ballots.load();
      if (was) return;
      this.acted = ballots.sealed.at(-1)?.id ?? null;
      note = ballots.sealed.find(({ id }) => !before.some((old) => old.id === id))?.id;
      if (note) taking.back = [{ do: 'withdraw_note', note }];
    } catch (error) {
      const reason = error instanceof ApiError ? error.code : 'network';
      store.connection.keep({ kind: 'added', note: '', text, branch, parent: null, reason });
    }
  }

  /** Takes back what was done last here, or does it again. */
  async takeBack(which: 'undo' | 'redo'): Promise<void> {
    await undoing(this.store.connection, which, this.#s, (error) =>
      refusalText(this.#t, this.#s, error instanceof ApiError ? error.code : 'network'),
    );
    if (this.ballots.sealed.length > 0) await this.ballots.load();
  }

  remove(note: NoteView): void {
    this.editing = null;
    this.store.connection.removeNote(note.id);
    toasts.say(this.#t.removed_cause, { action: { label: this.#s.undo, run: () => this.store.connection.bringBack(note) } });
  }

  /** Did it come within the last moments? Then it may show that it is new. */
  fresh(id: string): boolean {
    const first = this.#arrived.get(id);
    const now = performance.now();
    if (first === undefined) this.#arrived.set(id, this.view.loaded && this.#settled ? now : -Infinity);
    return now - (this.#arrived.get(id) ?? 0) < 1500;
  }

  #settled = false;

  /** From now on, what appears is new. */
  settle(): void {
    for (const id of this.view.notes.keys()) if (!this.#arrived.has(id)) this.#arrived.set(id, -Infinity);
    this.#settled = true;
  }

  destroy(): void {
    this.ballots.stop();
    this.store.destroy();
  }
}

export const [useParticipation, setParticipation] = createContext<ParticipantState>();
