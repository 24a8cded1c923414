// What happens to a board next that nobody changes.

import type { components } from '../../generated/api';

export type Retained = components['schemas']['Retained'];

/** What happens and when, once that is near; nothing otherwise. */
export function nearest({ archives_at, deletes_at, expiring }: Retained): { does: 'archives' | 'deletes'; at: number } | null {
  if (!expiring) return null;
  if (archives_at !== undefined && (deletes_at === undefined || archives_at < deletes_at)) return { does: 'archives', at: archives_at };
  return deletes_at === undefined ? null : { does: 'deletes', at: deletes_at };
}
