import { ApiError, type Command } from '../api';
import type { Ballot, RatedAxes } from '../board/model';

interface Wire {
  command: (command: Command) => Promise<unknown>;
  ballot: () => Promise<Ballot>;
  /** Hears which causes on the board this person had sealed. */
  revealed: (notes: string[]) => void;
}

/**
 * This person's dots, ratings and hidden causes. What is tapped shows at once; each command says how many dots
 * *should* lie there, so a repeat after a lost answer is harmless. What the server refuses is read anew from it.
 */
export class Ballots {
  vote = $state<string | null>(null);
  dots = $state<Record<string, number>>({});
  rating = $state<string | null>(null);
  ratings = $state<Record<string, Partial<RatedAxes>>>({});
  sealed = $state<Ballot['sealed']>([]);
  /** Causes on the board that this person had sealed. */
  revealed = $state.raw<string[]>([]);
  done = $state(false);
  /** What this person said at the end. */
  said = $state.raw<NonNullable<Ballot['said']> | null>(null);
  /** The grades that this person gave in the open poll, by the place of what is graded. */
  grades = $state.raw<Record<string, number>>({});
  /** Commands that the server has not answered. */
  waiting = $state(0);
  /** The last try found no connection; another follows. */
  unsent = $state(false);
  #wanted = new Map<string, Command>();
  #running = false;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly wire: Wire,
    private readonly refused: (code: string) => void,
  ) {}

  get placed(): number {
    return Object.values(this.dots).reduce((sum, n) => sum + n, 0);
  }

  /** Reads the server's ballot; what is still on its way keeps showing as tapped. */
  async load(): Promise<void> {
    let ballot: Ballot;
    try {
      ballot = await this.wire.ballot();
    } catch {
      return;
    }
    const same = this.vote === (ballot.vote?.id ?? null);
    const dots = { ...ballot.vote?.dots };
    const ratings: Record<string, Partial<RatedAxes>> = { ...ballot.rating?.ratings };
    for (const command of this.#wanted.values()) {
      if (command.do === 'cast' && same) dots[command.note] = command.dots;
      if (command.do === 'rate') ratings[command.note] = { importance: command.importance, urgency: command.urgency };
    }
    this.vote = ballot.vote?.id ?? null;
    this.dots = dots;
    if (this.rating !== (ballot.rating?.id ?? null)) this.ratings = ratings;
    else this.ratings = { ...this.ratings, ...ratings };
    this.rating = ballot.rating?.id ?? null;
    this.sealed = ballot.sealed;
    this.revealed = ballot.revealed;
    this.wire.revealed(ballot.revealed);
    this.done = ballot.done;
    this.said = ballot.said ?? null;
    const grades: Record<string, number> = { ...ballot.poll?.grades };
    for (const command of this.#wanted.values()) if (command.do === 'grade') grades[command.item] = command.grade;
    this.grades = grades;
  }

  place(note: string, dots: number): void {
    this.dots = { ...this.dots, [note]: dots };
    this.#send(`cast ${note}`, { do: 'cast', note, dots });
  }

  rate(note: string, value: Partial<RatedAxes>): void {
    const rated = { ...this.ratings[note], ...value };
    this.ratings = { ...this.ratings, [note]: rated };
    if (rated.importance && rated.urgency)
      this.#send(`rate ${note}`, { do: 'rate', note, importance: rated.importance, urgency: rated.urgency });
  }

  grade(item: number, grade: number): void {
    this.grades = { ...this.grades, [item]: grade };
    this.#send(`grade ${item}`, { do: 'grade', item, grade });
  }

  setDone(done: boolean): void {
    this.done = done;
    this.#send('done', { do: 'done', done });
  }

  /** Tries at once what waits for a connection. */
  wake(): void {
    clearTimeout(this.#retry);
    void this.#run();
  }

  stop(): void {
    clearTimeout(this.#retry);
    this.#wanted.clear();
  }

  #send(key: string, command: Command): void {
    // A later wish for the same cause takes the place of one that has not left yet.
    this.#wanted.delete(key);
    this.#wanted.set(key, command);
    this.waiting = this.#wanted.size;
    void this.#run();
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    for (let entry = this.#first(); entry; entry = this.#first()) {
      const [key, command] = entry;
      try {
        await this.wire.command(command);
        this.unsent = false;
        if (this.#wanted.get(key) === command) this.#wanted.delete(key);
      } catch (error) {
        const code = error instanceof ApiError ? error.code : 'network';
        if (code === 'network' || (error instanceof ApiError && error.status >= 500)) {
          this.unsent = true;
          this.#retry = setTimeout(() => void this.#run(), 2000);
          break;
        }
        this.#wanted.delete(key);
        this.refused(code);
        await this.load();
      }
      this.waiting = this.#wanted.size;
    }
    this.#running = false;
  }

  #first(): [string, Command] | undefined {
    return this.#wanted.entries().next().value;
  }
}
