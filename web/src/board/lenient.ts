import * as Y from 'yjs';
import { NOTE_DETAILS, type NoteDetails } from '../generated/schema';
import { isBlank, paragraphs } from './text';

// Reading what other clients wrote into the document, whatever version they are of: anything may be anything. What the server
// itself says is not read with these, it has the types of its OpenAPI document.

/** A text, plain or shared. */
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

/** Nested Yjs types as JSON. */
function plain(value: unknown): unknown {
  return value instanceof Y.AbstractType ? value.toJSON() : value;
}

/** A text, if anything of it can be seen. */
function said(value: unknown): string | null {
  const text = paragraphs(words(value));
  return isBlank(text) ? null : text;
}

/** What is said of a note besides its text and its place, each by the form that it has in the schema. */
export function readDetails(value: (key: string) => unknown): NoteDetails {
  const read = Object.entries(NOTE_DETAILS).map(([key, form]) => {
    const given = value(key);
    if (form === 'keys') return [key, words(given).split('\n').filter(Boolean)];
    return [key, form === 'text' ? said(given) : form === 'key' || form === 'date' ? one(given) : oneOf(given, form)];
  });
  return Object.fromEntries(read) as NoteDetails;
}
