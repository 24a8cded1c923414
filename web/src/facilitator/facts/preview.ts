import { ApiError } from '../../api';
import type { BoardView } from '../../board/model';
import { addFact, factId, setValue, type NewFact } from '../../facts/edits';
import type { components } from '../../generated/api';
import type { FacilitatorState } from '../facilitator-state.svelte';
import { fetched, SILENT_FILE_MS } from '../../device/fetched';
import { root } from '../../device/root';

type Schemas = components['schemas'];
export type FactsPreview = Schemas['FactsPreview'];
export type FactFault = Schemas['FactFault'];

/** What a spreadsheet comes to, as the server reads it. Nothing is added. */
export async function previewFacts({ board, token }: FacilitatorState['place'], file: Blob | string): Promise<FactsPreview> {
  let response: Response;
  try {
    response = await fetched(
      `${root}/api/boards/${encodeURIComponent(board)}/facts/preview`,
      {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': typeof file === 'string' ? 'text/csv' : 'application/octet-stream' },
        body: file,
        cache: 'no-store',
      },
      SILENT_FILE_MS,
    );
  } catch (cause) {
    throw new ApiError('network', 0, String(cause));
  }
  if (!response.ok) throw new ApiError(`http-${response.status}`, response.status, '');
  return (await response.json()) as FactsPreview;
}

/** Values in one frame: far from the server's 256 KiB. */
const PART = 2_000;

/** What adding needs of the facilitator's screen. */
export interface Desk {
  view: Pick<BoardView, 'facts'>;
  connection: Pick<FacilitatorState['connection'], 'change' | 'serverNow'>;
}

/** Adds the facts of a preview, and the values of those that are there, as one step for undo. */
export function apply(facilitation: Desk, { facts }: FactsPreview): void {
  const [now, step] = [facilitation.connection.serverNow(), `facts ${facilitation.connection.serverNow()}`];
  const { facts: there } = facilitation.view;
  facts.forEach(({ label, kind, unit, source, department, target, target_date, values, same }, place) => {
    const known = same !== undefined && same in there;
    const id = known ? same : factId(now, place);
    const about: NewFact = {
      label,
      kind: kind as NewFact['kind'],
      unit,
      source,
      department,
      target_date,
      ...(target === undefined ? {} : { target }),
    };
    if (!known) facilitation.connection.change((doc) => addFact(doc, id, about), step);
    const all = Object.entries(values);
    for (let at = 0; at < all.length; at += PART)
      facilitation.connection.change((doc) => {
        for (const [day, value] of all.slice(at, at + PART)) setValue(doc, id, day, value);
      }, step);
  });
}
