import type { Ballot } from '../../board/model';
import type { Place } from '../facilitator-state.svelte';
import { leading } from './leading';

/** The ballot of somebody without a device: read from the server, changed by one command after another, so that the last one counts. */
export class SeatBallot {
  /** Null until the server has told it. */
  ballot = $state.raw<Ballot | null>(null);
  /** Why the last command, or reading, was refused. */
  refused = $state('');
  #sending: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly place: Place,
    private readonly person: string,
    private readonly why: (error: unknown) => string,
    private readonly read: () => Promise<Ballot> = () => leading.seatBallot(place, person),
  ) {}

  /** Once nothing is on its way to the server any more: until then it would tell less than was given. */
  async load(): Promise<void> {
    try {
      let ballot: Ballot;
      let sent: Promise<unknown>;
      do {
        await (sent = this.#sending);
        ballot = await this.read();
      } while (sent !== this.#sending);
      this.ballot = ballot;
    } catch (error) {
      this.refused = this.why(error);
    }
  }

  /** Shows at once what it will be; what is refused is read anew. True when it went through. */
  give(command: () => Promise<void>, shown: Partial<Ballot> = {}): Promise<boolean> {
    this.refused = '';
    if (this.ballot) this.ballot = { ...this.ballot, ...shown };
    const given = this.#sending.then(command).then(
      () => null,
      (error: unknown) => this.why(error),
    );
    this.#sending = given;
    return given.then(async (why) => {
      if (why === null) return true;
      await this.load();
      this.refused = why;
      return false;
    });
  }

  done(done: boolean): Promise<boolean> {
    return this.give(() => leading.done(this.place, this.person, done), { done });
  }
}
