import { api } from '../../api';
import type { Place } from '../desk.svelte';

interface Links {
  join?: string;
  projector?: string;
}

/** How people and the projector get in. Asked for once; a failure is asked again when somebody looks. */
class Doors {
  code = $state('');
  links = $state.raw<Links>({});
  #asked: Promise<void> | null = null;

  ask(place: Place): void {
    this.#asked ??= api
      .state(place.board, place.token)
      .then(({ body }) => {
        const state = body as typeof body & { links?: Links };
        this.code = state.join_code ?? '';
        this.links = state.links ?? {};
      })
      .catch(() => void (this.#asked = null));
  }

  /** The address that people type or scan; the code is in the fragment. */
  get join(): string {
    return this.links.join ?? `${location.origin}/join#${this.code}`;
  }

  /** The code as it is read out: in threes. */
  get spoken(): string {
    return this.code.replace(/(.{3})(?=.)/g, '$1 ');
  }
}

export const doors = new Doors();
