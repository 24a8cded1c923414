/** Changes of the root `facts`, as plain Yjs. The caller opens the transaction. */
import * as Y from 'yjs';
import { put } from '../board/edits';
import { freshId } from '../board/ids';
import { merged } from '../board/merge';

type Text = 'kind' | 'label' | 'unit' | 'source' | 'department' | 'target_date';

/** What is known of a fact when it is added. */
export interface NewFact extends Partial<Record<Text, string>> {
  target?: number;
  values?: Record<string, number>;
}

const TEXTS = ['kind', 'label', 'unit', 'source', 'department', 'target_date'] as const;

function factOf(doc: Y.Doc, id: string): Y.Map<unknown> | null {
  const fact = doc.getMap('facts').get(id);
  return fact instanceof Y.Map ? fact : null;
}

function valuesOf(fact: Y.Map<unknown>): Y.Map<unknown> {
  let values = fact.get('values');
  if (!(values instanceof Y.Map)) fact.set('values', (values = new Y.Map()));
  return values as Y.Map<unknown>;
}

/** Facts stand in the order of their ids, so an id begins with the time; `place` is that among those added at once. */
export const factId = (now: number, place = 0): string =>
  `f${now.toString(36).padStart(9, '0')}${place.toString(36).padStart(2, '0')}${freshId('x', 6)}x`;

export function addFact(doc: Y.Doc, id: string, fact: NewFact): string {
  const map = new Y.Map<unknown>();
  for (const key of TEXTS) if (fact[key]) map.set(key, fact[key]);
  if (fact.target !== undefined) map.set('target', fact.target);
  map.set('values', new Y.Map(Object.entries(fact.values ?? {})));
  doc.getMap('facts').set(id, map);
  return id;
}

/** `opened` is what the text was changed from: what others wrote since then stays. */
export function setText(doc: Y.Doc, id: string, key: Text, wanted: string, opened?: string): void {
  const fact = factOf(doc, id);
  const now = fact?.get(key);
  if (fact) put(fact, key, (opened === undefined || typeof now !== 'string' ? wanted : merged(opened, wanted, now)) || null);
}

export function setTarget(doc: Y.Doc, id: string, value: number | null): void {
  const fact = factOf(doc, id);
  if (fact) put(fact, 'target', value);
}

/** The value of a day, or none. */
export function setValue(doc: Y.Doc, id: string, day: string, value: number | null): void {
  const fact = factOf(doc, id);
  if (!fact) return;
  const values = valuesOf(fact);
  if (value === null) values.delete(day);
  else put(values, day, value);
}

/** The same value on another day. A value that is there already is taken for the newer one. */
export function moveValue(doc: Y.Doc, id: string, from: string, to: string): void {
  const fact = factOf(doc, id);
  const value = fact && valuesOf(fact).get(from);
  if (typeof value !== 'number' || from === to) return;
  setValue(doc, id, to, value);
  setValue(doc, id, from, null);
}

export function removeFact(doc: Y.Doc, id: string): void {
  doc.getMap('facts').delete(id);
}
