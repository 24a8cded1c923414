// The CX workshop of the fixture: what it is about, who takes part, and how they write.

import { readFileSync } from 'node:fs'

export const cx = JSON.parse(readFileSync(new URL('../../fixtures/cx-workshop.json', import.meta.url), 'utf8'))

/** Writes a person's notes in their order, typing each in two goes; waits for causes of others it hangs under. */
export async function write(client) {
  for (const [n, note] of cx.notes.entries()) {
    if (note.author !== client.name) continue
    if (note.parent) await client.sees(note.parent)
    const half = Math.floor(note.text.length / 2)
    client.add(note.key, { ...note, text: note.text.slice(0, half), order: `a${n.toString(36).padStart(2, '0')}V` })
    client.text(note.key).insert(half, note.text.slice(half))
  }
}
