import { addFact, factId } from '../../facts/edits';
import type { FacilitatorState } from '../facilitator-state.svelte';

/** Adds a fact and opens it, to be filled in. */
export function startFact(facilitation: FacilitatorState): void {
  const id = factId(facilitation.connection.serverNow());
  facilitation.connection.change((doc) => addFact(doc, id, {}));
  facilitation.lay({ what: 'fact', fact: id });
}
