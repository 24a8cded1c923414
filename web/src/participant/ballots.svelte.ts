import { ApiError, type Command } from '../api';
import type { Ballot, RatedAxes } from '../board/model';

/** What a ballot belongs to, by id, as the board says now. */
export type Rounds = Partial<Record<'vote' | 'rating' | 'poll' | 'activity', string | null>>;

interface Wire {
  command: (command: Command) => Promise<unknown>;
  ballot: () => Promise<Ballot>;
  rounds: () => Rounds;
  /** Hears which causes on the board this person had sealed. */
  revealed: (notes: string[]) => void;
}

/** What was tapped, and the round that it was tapped for. */
interface Wanted {
  command: Command;
  kind: keyof Rounds;
  round: Rounds[keyof Rounds];
}

/** Until what found no connection is tried again. */
const AGAIN_MS = 2000;

/**
 * This person's dots, ratings and hidden causes. What is tapped shows at once; each command says how many dots
 * *should* lie there, so a repeat after a lost answer is harmless. What the server refuses is read anew from it.
 */
export class Ballots {
  dots = $state.raw<Record<string, number>>({});
  ratings = $state.raw<Record<string, Partial<RatedAxes>>>({});
  sealed = $state.raw<Ballot['sealed']>([]);
  /** Causes on the board that this person had sealed. */
  revealed = $state.raw<string[]>([]);
  done = $state(false);
  /** What this person said at the end. */
  said = $state.raw<NonNullable<Ballot['said']> | null>(null);
  /** The grades that this person gave in the open poll, by the place of what is graded. */
  grades = $state.raw<Record<string, number>>({});
  /** Commands that the server has not answered. */
  waiting = $state.raw(0);
  /** The last try found no connection; another follows. */
  unsent = $state(false);
  #rounds: Rounds = {};
  #wanted = new Map<string, Wanted>();
  #running = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  /** The read that began last: what earlier ones answer is older. */
  #reading: Promise<void> | undefined;
  #reads = 0;
  #reread: ReturnType<typeof setTimeout> | undefined;
  /** How many commands the server has answered. */
  #answered = 0;
  #stopped = false;

  constructor(
    private readonly wire: Wire,
    private readonly refused: (code: string) => void,
  ) {}

  get placed(): number {
    return Object.values(this.dots).reduce((sum, n) => sum + n, 0);
  }

  /** Reads the server's ballot, again and again while there is no connection; what is still on its way keeps showing as tapped. */
  load(): Promise<void> {
    this.#turn();
    return (this.#reading = this.#read(++this.#reads));
  }

  async #read(read: number): Promise<void> {
    clearTimeout(this.#reread);
    let ballot: Ballot;
    let answered: number;
    do {
      answered = this.#answered;
      try {
        ballot = await this.wire.ballot();
      } catch (error) {
        if (read === this.#reads && passes(error) && !this.#stopped) this.#reread = setTimeout(() => void this.load(), AGAIN_MS);
        return;
      }
      if (this.#stopped) return;
      if (read !== this.#reads) return this.#reading;
      // What was answered meanwhile may not be in it.
    } while (answered !== this.#answered);
    this.#turn();
    this.#show(ballot);
  }

  #show(ballot: Ballot): void {
    const { vote, rating, poll } = this.#rounds;
    // Of a round that the board on this page has not come to, or has left, it says nothing.
    if (ballot.vote?.id === vote) this.dots = { ...ballot.vote?.dots };
    if (ballot.rating?.id === rating) this.ratings = { ...halves(this.ratings), ...ballot.rating?.ratings };
    if (ballot.poll?.id === poll) this.grades = { ...ballot.poll?.grades };
    this.done = ballot.done;
    for (const { command, kind, round } of this.#wanted.values()) if (this.#rounds[kind] === round) this.#mark(command);
    this.sealed = ballot.sealed;
    this.revealed = ballot.revealed;
    this.wire.revealed(ballot.revealed);
    this.said = ballot.said ?? null;
  }

  /** Shows what was tapped. */
  #mark(command: Command): void {
    if (command.do === 'cast') this.dots = { ...this.dots, [command.note]: command.dots };
    if (command.do === 'rate') this.#setRating(command.note, command);
    if (command.do === 'grade') this.grades = { ...this.grades, [command.item]: command.grade };
    if (command.do === 'done') this.done = command.done ?? true;
  }

  place(note: string, dots: number): void {
    this.#want('vote', note, { do: 'cast', note, dots });
  }

  rate(note: string, value: Partial<RatedAxes>): void {
    this.#turn();
    const { importance, urgency } = { ...this.ratings[note], ...value };
    if (importance && urgency) return this.#want('rating', note, { do: 'rate', note, importance, urgency });
    this.#setRating(note, { importance, urgency });
  }

  #setRating(note: string, { importance, urgency }: Partial<RatedAxes>): void {
    this.ratings = { ...this.ratings, [note]: { importance, urgency } };
  }

  grade(item: number, grade: number): void {
    this.#want('poll', `${item}`, { do: 'grade', item, grade });
  }

  setDone(done: boolean): void {
    this.#want('activity', '', { do: 'done', done });
  }

  /** Tries at once what waits for a connection. */
  wake(): void {
    clearTimeout(this.#retry);
    void this.#run();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#retry);
    clearTimeout(this.#reread);
    this.#wanted.clear();
  }

  /** A round that the board has begun starts empty, until its ballot is read. */
  #turn(): void {
    const was = this.#rounds;
    const now = (this.#rounds = this.wire.rounds());
    if (was.vote !== now.vote) this.dots = {};
    if (was.rating !== now.rating) this.ratings = {};
    if (was.poll !== now.poll) this.grades = {};
    if (was.activity !== now.activity) this.done = false;
  }

  #want(kind: keyof Rounds, on: string, command: Command): void {
    this.#turn();
    this.#mark(command);
    const key = `${kind} ${on}`;
    // A later wish for the same cause takes the place of one that has not left yet.
    this.#wanted.delete(key);
    this.#wanted.set(key, { command, kind, round: this.#rounds[kind] });
    this.waiting = this.#wanted.size;
    void this.#run();
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    for (let entry = this.#first(); entry; entry = this.#first()) {
      const [key, wanted] = entry;
      this.#turn();
      let refusal: string | null = null;
      try {
        // Of a round that is over, it would count in the next one without anybody knowing.
        if (this.#rounds[wanted.kind] === wanted.round) await this.wire.command(wanted.command);
        else if (wanted.kind !== 'activity') refusal = 'not-now';
      } catch (error) {
        if (passes(error)) {
          this.unsent = !this.#stopped;
          if (this.unsent) this.#retry = setTimeout(() => void this.#run(), AGAIN_MS);
          break;
        }
        refusal = (error as ApiError).code;
      }
      this.unsent = false;
      this.#answered += 1;
      if (this.#wanted.get(key) === wanted) this.#wanted.delete(key);
      if (refusal !== null) {
        this.refused(refusal);
        await this.load();
      }
      this.waiting = this.#wanted.size;
    }
    this.#running = false;
  }

  #first(): [string, Wanted] | undefined {
    return this.#wanted.entries().next().value;
  }
}

/** There was no connection, or the server could not do it just now. */
const passes = (error: unknown): boolean => !(error instanceof ApiError) || error.code === 'network' || error.status >= 500;

/** Of which only one axis is said: the server does not know these yet. */
const halves = (ratings: Record<string, Partial<RatedAxes>>): Record<string, Partial<RatedAxes>> =>
  Object.fromEntries(Object.entries(ratings).filter(([, { importance, urgency }]) => !importance || !urgency));
