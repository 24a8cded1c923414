import * as Y from 'yjs';

/** Reading what somebody else wrote: anything may be anything. */
export function words(value: unknown): string {
  if (typeof value === 'string') return value;
  return value instanceof Y.Text ? value.toString() : '';
}

export function one(value: unknown): string | null {
  return words(value) || null;
}

export function oneOf<const T extends string>(value: unknown, allowed: readonly T[]): T | null {
  return allowed.includes(value as T) ? (value as T) : null;
}

export function record(value: unknown): Record<string, unknown> | null {
  const read = plain(value);
  return typeof read === 'object' && read !== null && !Array.isArray(read) ? (read as Record<string, unknown>) : null;
}

export function many(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Nested Yjs types as JSON. */
export function plain(value: unknown): unknown {
  return value instanceof Y.AbstractType ? value.toJSON() : value;
}
