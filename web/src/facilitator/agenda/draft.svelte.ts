import { createContext } from 'svelte';
import type { Command } from '../../api';
import type { FacilitatorState } from '../facilitator-state.svelte';
import { activityAt, find, type Meeting } from './agenda';

/** The agenda while it is being dragged: shown at once, sent when let go, dropped on Escape. */
export class AgendaDraft {
  #draft = $state.raw<Meeting[] | null>(null);

  constructor(private readonly facilitation: FacilitatorState) {}

  get meetings(): Meeting[] {
    return this.#draft ?? this.facilitation.session.agenda;
  }

  preview(meetings: Meeting[]): void {
    this.#draft = meetings;
  }

  cancel(): void {
    this.#draft = null;
  }

  /** Sends the agenda; time given to or taken from the running activity goes onto its clock as well. */
  async commit(meetings: Meeting[]): Promise<boolean> {
    const { agenda, activity, timer } = this.facilitation.session;
    if (JSON.stringify(meetings) === JSON.stringify(agenda)) {
      this.cancel();
      return true;
    }
    this.#draft = meetings;
    const commands: Command[] = [{ do: 'set_agenda', agenda: meetings }];
    const minutes = (all: Meeting[]) => activityAt(all, find(all, activity))?.minutes;
    const [before, after] = [minutes(agenda), minutes(meetings)];
    if (timer && before !== undefined && after !== undefined && before !== after) {
      commands.push({ do: 'extend_timer', seconds: (after - before) * 60 });
    }
    const done = await this.facilitation.send(...commands);
    this.cancel();
    return done;
  }
}

export const [useAgenda, setAgenda] = createContext<AgendaDraft>();
