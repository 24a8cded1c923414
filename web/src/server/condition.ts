// How the server is, and in what words its numbers are said.

import { ApiError, call } from '../api';
import type { components } from '../generated/api';

export type ServerCondition = components['schemas']['ServerCondition'];
export type Concern = ServerCondition['concerns'][number];

/** What the server says to the host; else why it does not. */
export async function condition(key: string | null): Promise<ServerCondition | 'key' | 'network'> {
  try {
    return (await call('get', '/api/server/condition', { token: key ?? undefined })).body;
  } catch (error) {
    const status = error instanceof ApiError ? error.status : 0;
    return status === 401 || status === 403 ? 'key' : 'network';
  }
}

const UNITS = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** A number of bytes in the largest unit of which there is one, as disks are sold: in thousands. */
export function size(bytes: number, language: string): string {
  const at = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3) - 1));
  const value = bytes / 1000 ** (at + 1);
  const unit = UNITS[at] ?? 'kilobyte';
  return new Intl.NumberFormat(language, { style: 'unit', unit, maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
}
