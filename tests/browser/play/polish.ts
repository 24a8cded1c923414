import { readFileSync } from 'node:fs';

const texts = JSON.parse(readFileSync(new URL('../../../web/messages/pl.json', import.meta.url), 'utf8')) as Record<string, Record<string, string>>;

/** A text as it stands on Polish screens, with its values put in. Plurals are written out where they are looked for. */
export function polish(area: string, name: string, values: Record<string, string> = {}): string {
  const text = texts[area]?.[name];
  if (text === undefined) throw new Error(`no text ${area}.${name}`);
  return text.replace(/\{(\w+)\}/g, (hole, value: string) => values[value] ?? hole);
}
