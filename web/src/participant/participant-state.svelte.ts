import { createContext } from 'svelte';
import { ApiError } from '../api';
import { activityNow, type ActivityView, type BranchView, type DepartmentView, type NoteView, type TrayItem } from '../board/model';
import { NOTE_TEXT_LIMIT, why } from '../board/rules';
import { BoardStore } from '../board/store.svelte';
import { participant } from '../i18n/messages/participant';
import { texts } from '../i18n/index.svelte';
import { toasts } from '../ui/toast.svelte';
import { shared } from '../i18n/messages/shared';
import { Ballots } from './ballots.svelte';
import { modeOf, type Mode } from './mode';
import { remember, type Me } from '../device/me';
import { refusalText } from './refusal-text';

/** One person's place at the table: the board, who they are, and what they have in hand. */
export class ParticipantState {
  readonly store: BoardStore;
  readonly ballots: Ballots;
  /** The bone that is looked at. */
  #bone = $state<string | null>(null);
  /** The cause under which the next one goes. */
  under = $state<string | null>(null);
  /** The cause that lies open for editing. */
  editing = $state<string | null>(null);
  /** The project whose form lies open; it stays open when the activity ends, with what is in it. */
  planning = $state<string | null>(null);
  /** The cause that everybody is asked to look at. */
  called = $state<string | null>(null);
  /** The cause that this person has just written or moved: its list brings it into sight, once. */
  acted = $state<string | null>(null);
  draft = $state('');
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
    this.ballots = new Ballots({ command: (command) => connection.command(command), ballot: () => connection.ballot() }, (code) =>
      toasts.say(code === 'not-now' && this.view.session.vote ? this.#t.vote_closed : refusalText(this.#t, this.#s, code), {
        tone: 'danger',
      }),
    );
    this.draft = this.#keptDraft();
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

  /** Changes one's own name or department; false if that was refused, which is told. */
  async introduce(change: { name: string; department?: string }): Promise<boolean> {
    try {
      await this.store.connection.command({ do: 'set_person', ...change });
    } catch (error) {
      toasts.say(refusalText(this.#t, this.#s, error instanceof ApiError ? error.code : 'network'), { tone: 'danger' });
      return false;
    }
    if (this.joined) remember(this.board, { ...this.joined, ...change });
    return true;
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
    return this.view.branches.find(({ id }) => id === this.#bone) ?? this.view.branches[0] ?? null;
  }

  look(bone: string): void {
    if (this.#bone !== bone) this.under = null;
    this.#bone = bone;
  }

  get mayAdd(): boolean {
    return this.mode === 'silent' ? !this.view.session.locked : this.store.connection.may('add');
  }

  /** May projects be filled in now? */
  get mayPlan(): boolean {
    return why(this.view.session, 'participant', 'editProject') === null;
  }

  mayTouch(note: NoteView): boolean {
    const { connection } = this.store;
    return connection.may('edit', note) || connection.may('move', note) || connection.may('remove', note);
  }

  department(id: string | null): DepartmentView | null {
    return id ? (this.view.departments.find((department) => department.id === id) ?? null) : null;
  }

  write(text: string): void {
    this.draft = text;
    try {
      sessionStorage.setItem(`herringbone:draft:${this.board}`, text);
    } catch {
      // Kept until the page is left.
    }
  }

  /** Sends what is in the field; the field is empty afterwards, and the text is on the board or in the tray. */
  send(): void {
    const text = this.draft.trim().slice(0, NOTE_TEXT_LIMIT);
    const bone = this.bone;
    if (!text || !bone || !this.mayAdd) return;
    if (this.mode === 'silent') void this.seal(bone.id, text);
    else this.acted = this.store.connection.addNote({ branch: bone.id, text, parent: this.under });
    this.write('');
    this.under = null;
    this.focus += 1;
  }

  /** Hands a cause in that nobody else sees yet; what cannot be handed in goes to the tray. */
  async seal(branch: string, text: string): Promise<void> {
    try {
      await this.store.connection.command({ do: 'seal_note', branch, text });
      await this.ballots.load();
      this.acted = this.ballots.sealed.at(-1)?.id ?? null;
    } catch (error) {
      const reason = error instanceof ApiError ? error.code : 'network';
      this.store.connection.keep({ kind: 'added', note: '', text, branch, parent: null, reason });
    }
  }

  async withdraw(id: string): Promise<void> {
    try {
      await this.store.connection.command({ do: 'withdraw_note', note: id });
      await this.ballots.load();
    } catch (error) {
      toasts.say(refusalText(this.#t, this.#s, error instanceof ApiError ? error.code : 'network'), { tone: 'danger' });
    }
  }

  remove(note: NoteView): void {
    this.store.connection.removeNote(note.id);
    this.editing = null;
    toasts.say(this.#t.removed_cause, { action: { label: this.#s.undo, run: () => this.store.connection.undo() } });
  }

  mayResend(item: TrayItem): boolean {
    if (this.mode === 'silent' && item.kind === 'added') return this.mayAdd;
    return this.store.connection.mayResend(item.id);
  }

  resend(item: TrayItem): void {
    const { connection } = this.store;
    if (!this.mayResend(item)) return;
    if (this.mode === 'silent' && item.kind === 'added') {
      connection.discard(item.id);
      void this.seal(item.branch, item.text);
    } else connection.resend(item.id);
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

  #keptDraft(): string {
    try {
      return sessionStorage.getItem(`herringbone:draft:${this.board}`) ?? '';
    } catch {
      return '';
    }
  }
}

export const [useParticipation, setParticipation] = createContext<ParticipantState>();
