// Makes fixtures/sessions.json: simulated workshops of real Yjs clients with delays, undo and redo, merged
// updates, reconnects and concurrent edits, as the list of updates in the order a server would take them.
// Run in this folder: npm install --no-save yjs@13 && node sessions.mjs
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import * as Y from 'yjs'

console.warn = () => {}
const hex = bytes => Buffer.from(bytes).toString('hex')
const base = Buffer.from(
  execFileSync('cargo', ['run', '-q', '--example', 'gate_base', '--', 'wide'], { input: '' }).toString().trim(), 'hex')
const WORDS = ['plan ', 'pomysł ', 'ä', '😀', 'x', 'разом ', 'risk']

function session(seed, steps) {
  let s = seed
  const random = n => { s = (s * 1103515245 + 12345) & 0x7fffffff; return Math.floor((s / 0x7fffffff) * n) % n }
  const log = []
  const owner = new Map()
  const hub = new Y.Doc()
  hub.clientID = 4_000_000_001
  Y.applyUpdate(hub, base, 'base')
  const people = ['facilitator', 'alice', 'bob', 'carol', 'dave'].map((who, at) => {
    const doc = new Y.Doc()
    doc.clientID = 1000 + at * 7919 + seed
    Y.applyUpdate(doc, base, 'remote')
    const one = { who, any: at === 0, doc, inbox: [], outbox: [] }
    doc.on('update', (update, origin) => { if (origin !== 'remote') one.outbox.push(update) })
    one.undo = new Y.UndoManager(doc.getMap('notes'), { captureTimeout: 0, trackedOrigins: new Set([null]) })
    return one
  })
  const take = (one, raw) => {
    let changed = false
    const on = update => { changed = true; for (const other of people) if (other !== one) other.inbox.push(update) }
    hub.on('update', on)
    Y.applyUpdate(hub, raw, one)
    hub.off('update', on)
    log.push({ who: one.who, update: hex(raw), changed })
  }
  const push = one => {
    const updates = one.outbox.splice(0)
    if (!updates.length) return
    for (const raw of random(2) ? [updates.length > 1 ? Y.mergeUpdates(updates) : updates[0]] : updates) take(one, raw)
  }
  const drain = (one, n) => { while (n-- > 0 && one.inbox.length) Y.applyUpdate(one.doc, one.inbox.shift(), 'remote') }
  let made = 0
  const act = one => {
    const notes = one.doc.getMap('notes')
    const ids = [...notes.keys()].filter(id => one.any || owner.get(id) === one.who)
    const dice = random(100)
    if (ids.length < 3 || dice < 12) {
      const id = `n${seed}-${made++}`
      owner.set(id, one.who)
      one.doc.transact(() => {
        const note = new Y.Map()
        notes.set(id, note)
        const text = new Y.Text()
        note.set('text', text)
        text.insert(0, WORDS[random(WORDS.length)])
        note.set('branch', random(2) ? 'people' : 'methods')
        note.set('order', `a${random(1000)}`)
      })
      return
    }
    const note = notes.get(ids[random(ids.length)])
    const text = note.get('text')
    if (dice < 55) { if (text.length < 300) text.insert(random(text.length + 1), WORDS[random(WORDS.length)]) }
    else if (dice < 70) { if (text.length > 0) { const at = random(text.length); text.delete(at, Math.min(1 + random(4), text.length - at)) } }
    else if (dice < 78) note.set('branch', random(2) ? 'people' : 'methods')
    else if (dice < 84) note.set('order', `a${random(1000)}`)
    else if (dice < 87) note.set('evidence', ['fact', 'assumption', null][random(3)])
    else if (dice < 91) notes.delete(ids[random(ids.length)])
    else if (dice < 97) one.undo.undo()
    else one.undo.redo()
  }
  for (let i = 0; i < steps; i++) {
    const one = people[random(people.length)]
    const dice = random(100)
    if (dice < 60) act(one)
    else if (dice < 76) drain(one, 1 + random(20))
    else if (dice < 97) push(one)
    else {
      one.outbox.length = 0
      take(one, Y.encodeStateAsUpdate(one.doc, Y.encodeStateVector(hub)))
      one.inbox.length = 0
      Y.applyUpdate(one.doc, Y.encodeStateAsUpdate(hub, Y.encodeStateVector(one.doc)), 'remote')
    }
  }
  for (const one of people) push(one)
  for (const one of people) drain(one, Infinity)
  const notes = doc => JSON.stringify(Object.entries(doc.getMap('notes').toJSON()).sort())
  for (const one of people) if (notes(one.doc) !== notes(hub)) throw new Error(`seed ${seed}: ${one.who} differs`)
  console.log(`seed ${seed}: ${log.length} updates, ${hub.getMap('notes').size} notes`)
  return { seed, log, notes: hub.getMap('notes').toJSON() }
}
const sessions = [11, 12, 13].map(seed => session(seed, 1200))
fs.writeFileSync('fixtures/sessions.json', JSON.stringify(sessions) + '\n')
