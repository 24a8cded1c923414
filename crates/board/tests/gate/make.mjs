// Makes fixtures/cases.json: real bytes of real Yjs for everything that the gate must accept or refuse.
// Run in this folder: npm install --no-save yjs@13 && node make.mjs
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import * as Y from 'yjs'
import * as encoding from 'lib0/encoding'

const SERVER = 1, ALICE = 100, NEW = 101, BOB = 200, LEAD = 300
const hex = bytes => Buffer.from(bytes).toString('hex')
const base = lines =>
  Buffer.from(
    execFileSync('cargo', ['run', '-q', '--example', 'gate_base'], { input: lines.join('\n') }).toString().trim(),
    'hex',
  )

/** A document that holds `state` and writes as `client` from now on. */
function open(state, client) {
  const doc = new Y.Doc()
  doc.clientID = 4_000_000_000
  if (state) Y.applyUpdate(doc, state)
  doc.clientID = client
  return doc
}
/** The update that `change` makes, several merged into one. */
function updateOf(state, client, change, post) {
  const doc = open(state, client)
  const updates = []
  doc.on('update', update => updates.push(update))
  change(doc)
  const merged = updates.length === 1 ? updates[0] : Y.mergeUpdates(updates)
  return post ? post(merged, doc, updates) : merged
}
function addNote(doc, id, text = 'a cause', fields = {}) {
  doc.transact(() => {
    const note = new Y.Map()
    doc.getMap('notes').set(id, note)
    note.set('text', new Y.Text(text))
    for (const [key, value] of Object.entries({ branch: 'people', order: 'a0', ...fields }))
      if (value !== undefined) note.set(key, value)
  })
}
function addProject(doc, id, fields = { title: 'A project' }, lists = {}) {
  doc.transact(() => {
    const project = new Y.Map()
    doc.getMap('projects').set(id, project)
    for (const [key, value] of Object.entries(fields)) project.set(key, value)
    for (const [key, items] of Object.entries(lists)) {
      const list = new Y.Map()
      project.set(key, list)
      items.forEach((item, at) => list.set(item, `a${at}`))
    }
  })
}
const note = (doc, id) => doc.getMap('notes').get(id)
const text = (doc, id) => note(doc, id).get('text')

// --- the stage: n1, n3 of alice, n2 of bob, n4 of bob removed, n5 under n1, p1 of the facilitator
const first = base([])
const setup = []
let state = first
const step = (who, client, change) => {
  setup.push({ who, update: hex(updateOf(state, client, change)) })
  state = base(setup.map(s => `${s.who} ${s.update}`))
}
step('alice', ALICE, doc => { addNote(doc, 'n1', 'hello world'); addNote(doc, 'n3', 'third') })
step('alice', ALICE, doc => addNote(doc, 'n5', 'below the first', { parent: 'n1' }))
step('bob', BOB, doc => { addNote(doc, 'n2', 'bob wrote this'); addNote(doc, 'n4', 'to be removed') })
step('bob', BOB, doc => doc.getMap('notes').delete('n4'))
step('facilitator', LEAD, doc => addProject(doc, 'p1', { title: 'First', owner: 'it' }, { competences: ['patience'] }))

const cases = []
/** expect: applied | nothing | a code. `how`: who (alice), mode, flow, client, post, state. */
function say(name, expect, change, how = {}) {
  const who = how.who ?? 'alice'
  const client = how.client ?? (who === 'facilitator' ? 301 : who === 'projector' ? 400 : who === 'bob' ? 201 : NEW)
  const bytes = updateOf(how.state ?? state, client, change, how.post)
  cases.push({ name, expect, who, mode: how.mode ?? 'open', flow: how.flow ?? 'update', update: hex(bytes) })
}
const undo = (doc, ...roots) => new Y.UndoManager(roots.map(r => doc.getMap(r)), { captureTimeout: 0 })

// --- honest people
say('types a character', 'applied', d => text(d, 'n1').insert(5, 'x'))
say('deletes characters', 'applied', d => text(d, 'n1').delete(2, 3))
say('replaces the text', 'applied', d => d.transact(() => { const t = text(d, 'n1'); t.delete(0, t.length); t.insert(0, 'neu ä😀') }))
say('deletes half of a surrogate pair', 'applied', d => { text(d, 'n1').insert(0, '😀😀'); text(d, 'n1').delete(1, 2) })
say('adds a note', 'applied', d => addNote(d, 'n9'))
say('adds a note with the client id of before', 'applied', d => addNote(d, 'n9'), { client: ALICE })
say('adds an empty note', 'applied', d => addNote(d, 'n9', ''))
say('adds a note with all its fields', 'applied', d => addNote(d, 'n9', 'x', { parent: 'n2', evidence: 'fact', figure: '12 %', reference: 'survey', list: 'results', owner: 'it' }))
say('adds a note and one below it', 'applied', d => { addNote(d, 'n9'); addNote(d, 'n10', 'why', { parent: 'n9' }) })
say('adds a note without bone and order', 'applied', d => addNote(d, 'n9', 'x', { branch: undefined, order: undefined }))
say('adds a note under one just removed', 'applied', d => addNote(d, 'n9', 'x', { parent: 'n4' }))
say('moves its note', 'applied', d => note(d, 'n1').set('branch', 'methods'))
say('moves its note twice, squashed', 'applied', d => { note(d, 'n1').set('branch', 'methods'); note(d, 'n1').set('branch', 'people') })
say('hangs its note under another', 'applied', d => note(d, 'n1').set('parent', 'n2'))
say('takes its note back to the bone', 'applied', d => note(d, 'n5').set('parent', null))
say('marks its note as a fact', 'applied', d => note(d, 'n1').set('evidence', 'fact'))
say('unmarks evidence', 'applied', d => note(d, 'n1').set('evidence', null))
say('removes its note', 'applied', d => d.getMap('notes').delete('n1'))
say('removes its note with one below it', 'applied', d => { d.getMap('notes').delete('n1'); d.getMap('notes').delete('n5') })
say('adds and removes a note at once', 'applied', d => { addNote(d, 'n9'); d.getMap('notes').delete('n9') })
say('adds and removes a note offline', 'applied', d => { addNote(d, 'n9'); d.getMap('notes').delete('n9') }, { flow: 'handshake', post: (u, d) => Y.encodeStateAsUpdate(d, Y.encodeStateVectorFromUpdate(state)) })
say('shakes hands with nothing new', 'nothing', () => {}, { flow: 'handshake', post: (u, d) => Y.encodeStateAsUpdate(d, Y.encodeStateVectorFromUpdate(state)) })
say('shakes hands with everything again', 'nothing', () => {}, { flow: 'handshake', post: (u, d) => Y.encodeStateAsUpdate(d) })
say('shakes hands with nothing new while locked', 'nothing', () => {}, { mode: 'locked', flow: 'handshake', post: (u, d) => Y.encodeStateAsUpdate(d) })
say('sends everything and an edit', 'applied', d => text(d, 'n1').insert(0, 'Z'), { flow: 'handshake', post: (u, d) => Y.encodeStateAsUpdate(d) })
say('sends an edit again', 'nothing', () => {}, { client: ALICE, post: () => Buffer.from(setup[0].update, 'hex') })
say('undoes a removal', 'applied', d => { const um = undo(d, 'notes'); d.getMap('notes').delete('n1'); um.undo() })
say('undoes typing', 'applied', d => { const um = undo(d, 'notes'); text(d, 'n1').insert(3, 'abc'); um.undo() })
say('undoes and redoes a move', 'applied', d => { const um = undo(d, 'notes'); note(d, 'n1').set('branch', 'methods'); um.undo(); um.redo() })
say('undoes adding a note', 'applied', d => { const um = undo(d, 'notes'); addNote(d, 'n9'); um.undo() })
say('redoes adding a note', 'applied', d => { const um = undo(d, 'notes'); addNote(d, 'n9', 'xyz'); um.undo(); um.redo() })
say('loses an optional key, as an undo may', 'applied', d => note(d, 'n1').delete('branch'))
say('writes under two client ids of one person', 'applied', d => { text(d, 'n1').insert(0, '1'); d.clientID = ALICE; text(d, 'n1').insert(1, '2'); text(d, 'n1').insert(0, '0') })
say('types a surrogate pair', 'applied', d => text(d, 'n1').insert(0, '👩‍👩‍👧'))
say('edits late in a note that was removed', 'applied', () => {}, { state: base(setup.slice(0, 3).map(s => `${s.who} ${s.update}`)), who: 'bob', post: (u, d) => { let out; d.on('update', x => (out = x)); text(d, 'n4').insert(2, 'late'); return out } })
say('edits its note beside the bin', 'applied', d => text(d, 'n2').insert(0, 'x'), { who: 'bob' })
// --- the facilitator
for (const [name, change] of Object.entries({
  'edits anybody’s text': d => text(d, 'n2').insert(0, 'x'),
  'removes anybody’s note': d => d.getMap('notes').delete('n2'),
  'moves anybody’s note': d => note(d, 'n2').set('branch', 'methods'),
  'undoes removing another’s note': d => { const um = undo(d, 'notes'); d.getMap('notes').delete('n2'); um.undo() },
  'edits a bone': d => d.getMap('branches').get('people').set('title', 'Staff'),
  'adds a bone': d => d.transact(() => { const b = new Y.Map(); d.getMap('branches').set('money', b); b.set('title', 'Money'); b.set('order', 'b0') }),
  'adds a bone and a note on it': d => { const b = new Y.Map(); b.set('title', 'Money'); d.getMap('branches').set('money', b); addNote(d, 'n9', 'x', { branch: 'money' }) },
  'removes a bone': d => d.getMap('branches').delete('methods'),
  'edits the effect': d => d.getMap('board').get('effect').insert(0, 'Why: '),
  'edits the title': d => d.getMap('board').set('title', 'New title'),
  'adds a project': d => addProject(d, 'p2', { title: 'x', horizon: '3-5-years', status: 'planned' }, { tools: ['CRM'], approvals: ['sales'] }),
  'edits a project': d => d.getMap('projects').get('p1').get('competences').set('care', 'a5'),
  'removes a project': d => d.getMap('projects').delete('p1'),
})) say(`facilitator ${name}`, 'applied', change, { who: 'facilitator' })
say('participant edits a project while planning', 'applied', d => d.getMap('projects').get('p1').set('measure', 'NPS'), { mode: 'planning' })

// --- locked, finished, projector: every kind of change, everybody
const kinds = {
  'types': d => text(d, 'n1').insert(5, 'x'),
  'deletes only': d => text(d, 'n1').delete(0, 1),
  'adds': d => addNote(d, 'n9'),
  'removes': d => d.getMap('notes').delete('n1'),
}
for (const [name, change] of Object.entries(kinds)) {
  for (const who of ['alice', 'facilitator'])
    for (const [mode, code] of [['locked', 'locked'], ['finished', 'finished']])
      for (const flow of ['update', 'handshake']) say(`${mode}: ${who} ${name} by ${flow}`, code, change, { who, mode, flow })
  say(`projector ${name}`, 'read-only', change, { who: 'projector' })
}
// --- permissions
for (const [mode, change, code] of [
  ['none', d => addNote(d, 'n9'), 'not-allowed'],
  ['none', d => text(d, 'n1').insert(0, 'x'), 'not-allowed'],
  ['none', d => note(d, 'n1').set('branch', 'methods'), 'not-allowed'],
  ['none', d => d.getMap('notes').delete('n1'), 'not-allowed'],
  ['any', d => text(d, 'n2').insert(0, 'x'), 'applied'],
  ['any', d => note(d, 'n2').set('branch', 'methods'), 'applied'],
  ['any', d => note(d, 'n2').set('evidence', 'assumption'), 'applied'],
  ['any', d => d.getMap('notes').delete('n2'), 'applied'],
  ['edit-any', d => text(d, 'n2').insert(0, 'x'), 'applied'],
  ['edit-any', d => note(d, 'n2').set('branch', 'methods'), 'not-yours'],
  ['edit-any', d => d.getMap('notes').delete('n2'), 'not-yours'],
]) say(`permissions ${mode}: ${change}`, code, change, { mode })
// --- not yours
for (const [name, change] of Object.entries({
  'edits': d => text(d, 'n2').insert(0, 'x'),
  'deletes characters of': d => text(d, 'n2').delete(0, 2),
  'removes': d => d.getMap('notes').delete('n2'),
  'moves': d => note(d, 'n2').set('branch', 'methods'),
  'hangs': d => note(d, 'n2').set('parent', 'n1'),
  'overwrites': d => addNote(d, 'n2', 'mine now'),
  'marks': d => note(d, 'n2').set('evidence', 'fact'),
  'takes a key of': d => note(d, 'n2').delete('order'),
  'brings back a removed note of': d => addNote(d, 'n4', 'again'),
  'overwrites and removes': d => { addNote(d, 'n2', 'm'); d.getMap('notes').delete('n2') },
})) say(`${name} another’s note`, 'not-yours', change)
// --- server-owned
for (const root of ['session', 'people', 'departments', 'attribution', 'priorities', 'merges', 'approvals'])
  say(`writes ${root}`, 'server-owned', d => d.getMap(root).set('x', 1))
say('overwrites a server key', 'server-owned', d => d.getMap('session').set('locked', false))
say('removes a server key', 'server-owned', d => d.getMap('people').delete('bob'))
say('facilitator writes session', 'server-owned', d => d.getMap('session').set('locked', true), { who: 'facilitator' })
say('writes a server root as a text', 'server-owned', () => {}, { post: () => { const d = open(null, NEW); d.getText('session').insert(0, 'junk'); return Y.encodeStateAsUpdate(d) } })
// --- not allowed to participants
say('edits a bone', 'not-allowed', d => d.getMap('branches').get('people').set('title', 'x'))
say('adds a bone', 'not-allowed', d => d.getMap('branches').set('b', new Y.Map()))
say('removes a bone', 'not-allowed', d => d.getMap('branches').delete('people'))
say('edits the effect', 'not-allowed', d => d.getMap('board').get('effect').insert(0, 'x'))
say('edits the title', 'not-allowed', d => d.getMap('board').set('title', 'x'))
say('adds a project', 'not-allowed', d => addProject(d, 'p9'))
say('edits a project', 'not-allowed', d => d.getMap('projects').get('p1').set('measure', 'x'))
say('removes a project while planning', 'not-allowed', d => d.getMap('projects').delete('p1'), { mode: 'planning' })
// --- schema
for (const [name, change] of Object.entries({
  'unknown root as map': d => d.getMap('evil').set('x', 1),
  'unknown root as text': d => d.getText('eviltext').insert(0, 'x'),
  'unknown root as array': d => d.getArray('evilarray').push([1]),
  'unknown root as xml': d => d.getXmlFragment('evilxml').insert(0, [new Y.XmlElement('p')]),
  'new note without a text': d => { const n = new Y.Map(); n.set('branch', 'people'); d.getMap('notes').set('n9', n) },
  'text of its note taken away': d => note(d, 'n1').delete('text'),
  'text of its note replaced': d => note(d, 'n1').set('text', new Y.Text('x')),
  'text as a string': d => { const n = new Y.Map(); n.set('text', 'plain'); n.set('branch', 'people'); d.getMap('notes').set('n9', n) },
  'note as a string': d => d.getMap('notes').set('n9', 'str'),
  'note as a text': d => d.getMap('notes').set('n9', new Y.Text('x')),
  'note as an array': d => d.getMap('notes').set('n9', new Y.Array()),
  'note as xml': d => d.getMap('notes').set('n9', new Y.XmlElement('p')),
  'note as a document': d => d.getMap('notes').set('n9', new Y.Doc()),
  'note as null': d => d.getMap('notes').set('n9', null),
  'unknown key': d => note(d, 'n1').set('evil', 'x'),
  'author as a key': d => note(d, 'n1').set('author', 'bob'),
  'unknown key with a map': d => note(d, 'n1').set('evil', new Y.Map()),
  'bone as a number': d => note(d, 'n1').set('branch', 7),
  'bone as an object': d => note(d, 'n1').set('branch', { a: 1 }),
  'bone as bytes': d => note(d, 'n1').set('branch', new Uint8Array([1, 2])),
  'bone as a document': d => note(d, 'n1').set('branch', new Y.Doc()),
  'bone as null': d => note(d, 'n1').set('branch', null),
  'bone as an array': d => note(d, 'n1').set('branch', ['people']),
  'bone as a map': d => note(d, 'n1').set('branch', new Y.Map()),
  'order as a number': d => note(d, 'n1').set('order', 1),
  'unknown bone': d => note(d, 'n1').set('branch', 'nowhere'),
  'new note on an unknown bone': d => addNote(d, 'n9', 'x', { branch: 'nowhere' }),
  'unknown parent': d => note(d, 'n1').set('parent', 'nobody'),
  'squashed sets hide a bad value': d => { note(d, 'n1').set('branch', { a: 1 }); note(d, 'n1').set('branch', 'people') },
  'unknown evidence': d => note(d, 'n1').set('evidence', 'rumour'),
  'unknown list': d => note(d, 'n1').set('list', 'wishes'),
  'formatted text': d => text(d, 'n1').format(0, 3, { bold: true }),
  'inserted with a format': d => text(d, 'n1').insert(0, 'x', { bold: true }),
  'embed': d => text(d, 'n1').insertEmbed(0, { img: 1 }),
  'embedded type': d => text(d, 'n1').insertEmbed(0, new Y.Map()),
  'attribute on a text': d => text(d, 'n1').setAttribute('k', 'v'),
  'note under itself': d => note(d, 'n1').set('parent', 'n1'),
  'circle of two': d => note(d, 'n1').set('parent', 'n5'),
  'circle of new notes': d => { addNote(d, 'x1', 'x', { parent: 'n3' }); addNote(d, 'x2', 'x', { parent: 'x1' }); note(d, 'x1').set('parent', 'x2') },
  'empty note id': d => addNote(d, ''),
  'note id with a control character': d => addNote(d, 'a\u0007b'),
})) say(`schema: ${name}`, 'schema', change)
say('schema: list item in a root map', 'schema', () => {}, { post: () => { const d = open(null, NEW); d.getText('notes').insert(0, 'junk'); return Y.encodeStateAsUpdate(d) } })
say('schema: list item hidden beside an edit', 'schema', d => text(d, 'n1').insert(5, 'x'), { post: (u, d) => { const e = open(null, NEW); const m = e.getText('notes'); Y.applyUpdate(e, Y.encodeStateAsUpdate(d)); m.insert(0, 'junk'); return Y.encodeStateAsUpdate(e, Y.encodeStateVectorFromUpdate(state)) } })
for (const [name, change] of Object.entries({
  'unknown field of a project': d => d.getMap('projects').get('p1').set('evil', 'x'),
  'unknown horizon': d => d.getMap('projects').get('p1').set('horizon', 'never'),
  'list of a project as an array': d => d.getMap('projects').get('p1').set('tools', new Y.Array()),
  'field of a project as a map': d => d.getMap('projects').get('p1').set('title', new Y.Map()),
  'project as a string': d => d.getMap('projects').set('p9', 'x'),
  'unknown field of a bone': d => d.getMap('branches').get('people').set('evil', 'x'),
  'title of a bone as a number': d => d.getMap('branches').get('people').set('title', 1),
  'unknown field of the board': d => d.getMap('board').set('evil', 'x'),
  'effect as a string': d => d.getMap('board').set('effect', 'x'),
  'effect taken away': d => d.getMap('board').delete('effect'),
})) say(`schema: ${name}`, 'schema', change, { who: 'facilitator' })
// --- too long, too many
say('text too long', 'too-long', d => text(d, 'n1').insert(0, 'x'.repeat(600)))
say('text too long in many small', 'too-long', d => { for (let i = 0; i < 60; i++) text(d, 'n1').insert(0, '0123456789') })
say('new text too long', 'too-long', d => addNote(d, 'n9', 'y'.repeat(501)))
say('order too long', 'too-long', d => note(d, 'n1').set('order', 'a'.repeat(65)))
say('note id too long', 'too-long', d => addNote(d, 'n'.repeat(65)))
say('figure too long', 'too-long', d => note(d, 'n1').set('figure', 'x'.repeat(2001)))
say('title too long', 'too-long', d => d.getMap('board').set('title', 'x'.repeat(2001)), { who: 'facilitator' })
say('too many notes', 'too-many', d => { for (let i = 0; i < 30; i++) addNote(d, `m${i}`) })
say('too many projects', 'too-many', d => { for (let i = 0; i < 5; i++) addProject(d, `q${i}`) }, { who: 'facilitator' })
say('too many bones', 'too-many', d => { for (let i = 0; i < 5; i++) d.getMap('branches').set(`b${i}`, new Y.Map()) }, { who: 'facilitator' })
say('too many items of a list', 'too-many', d => { for (let i = 0; i < 120; i++) d.getMap('projects').get('p1').get('competences').set(`c${i}`, 'a') }, { who: 'facilitator' })
say('causes too deep', 'too-many', d => { let up = 'n5'; for (let i = 0; i < 4; i++) { addNote(d, `x${i}`, 'why', { parent: up }); up = `x${i}` } })
say('causes too deep by moving the top', 'too-many', d => { for (let i = 0; i < 4; i++) addNote(d, `x${i}`, 'why', { parent: i ? `x${i - 1}` : 'n3' }); note(d, 'n1').set('parent', 'x3') })
// --- forged
say('writes as the client of another', 'forged', d => text(d, 'n1').insert(0, 'x'), { client: BOB })
say('writes as the server', 'forged', d => text(d, 'n1').insert(0, 'x'), { client: SERVER })
say('carries structs of another', 'forged', d => { text(d, 'n1').insert(0, 'x'); d.clientID = BOB; text(d, 'n2').insert(0, 'y') })
say('facilitator writes as a participant', 'forged', d => text(d, 'n1').insert(0, 'x'), { who: 'facilitator', client: ALICE })
// --- gaps
const two = d => { text(d, 'n1').insert(0, 'x'); text(d, 'n1').insert(5, 'y') }
say('second of two updates', 'gap', two, { post: (u, d, all) => all[1] })
say('second of two updates as a handshake', 'gap', two, { flow: 'handshake', post: (u, d, all) => all[1] })
say('second of two updates before the handshake', 'nothing', two, { flow: 'before', post: (u, d, all) => all[1] })
say('a hole between merged updates', 'gap', d => { two(d); text(d, 'n1').insert(7, 'z') }, { post: (u, d, all) => Y.mergeUpdates([all[0], all[2]]) })
say('builds on what another has not sent', 'gap', () => {}, { mode: 'any', post: () => { const b = open(state, BOB); text(b, 'n2').insert(0, 'Q'); const a = open(Y.encodeStateAsUpdate(b), NEW); let out; a.on('update', x => (out = x)); text(a, 'n2').insert(1, 'W'); return out } })
say('deletes what was never sent', 'gap', d => { text(d, 'n1').insert(0, 'xyz'); text(d, 'n1').delete(0, 2) }, { post: (u, d, all) => all[1] })

// --- by hand
const raw = (name, expect, write, how = {}) =>
  say(name, expect, () => {}, { ...how, post: (u, d) => { const e = encoding.createEncoder(); write(e, n => encoding.writeVarUint(e, n), d); return encoding.toUint8Array(e) } })
const string = (e, s) => encoding.writeVarString(e, s)
raw('deletes of an unknown client', 'gap', (e, w) => [0, 1, 777, 1, 0, 5].forEach(w))
raw('deletes a character of another', 'not-yours', (e, w, d) => { const s = text(d, 'n2')._start; [0, 1, s.id.client, 1, s.id.clock, 1].forEach(w) })
raw('tombstone over another’s note', 'not-yours', (e, w, d) => { const it = d.getMap('notes')._map.get('n2'); w(1); w(1); w(NEW); w(0); encoding.writeUint8(e, 0x81); w(it.id.client); w(it.id.clock); w(1); w(0) })
raw('padding with a billion collected clocks', 'too-many', (e, w) => { w(1); w(1); w(NEW); w(0); encoding.writeUint8(e, 0); w(1000000000); w(0) })
raw('padding with deleted content', 'too-many', (e, w, d) => { const s = text(d, 'n1')._start; w(1); w(1); w(NEW); w(0); encoding.writeUint8(e, 0x81); w(s.id.client); w(s.id.clock); w(1000000000); w(0) })
raw('writes into a removed note', 'applied', (e, w, d) => { let it; for (const s of d.store.clients.get(BOB)) if (s.parentSub === 'n4') it = s; w(1); w(1); w(NEW); w(0); encoding.writeUint8(e, 0x28); w(0); w(it.id.client); w(it.id.clock); string(e, 'junk'); w(1); encoding.writeAny(e, 'A'.repeat(50)); w(0) })
raw('neighbours in different texts', 'malformed', (e, w, d) => { const a = text(d, 'n1')._start, c = text(d, 'n3')._start; w(1); w(1); w(NEW); w(0); encoding.writeUint8(e, 0xc4); w(a.id.client); w(a.id.clock); w(c.id.client); w(c.id.clock); string(e, 'x'); w(0) })
raw('a character as parent', 'malformed', (e, w, d) => { const a = text(d, 'n1')._start; w(1); w(1); w(NEW); w(0); encoding.writeUint8(e, 4); w(0); w(a.id.client); w(a.id.clock); string(e, 'x'); w(0) })
raw('a neighbour of itself', 'gap', (e, w) => { w(1); w(1); w(NEW); w(0); encoding.writeUint8(e, 0x84); w(NEW); w(0); string(e, 'x'); w(0) })
raw('two sections that wait for each other', 'gap', (e, w) => { w(2); for (const [me, other] of [[NEW, 102], [102, NEW]]) { w(1); w(me); w(0); encoding.writeUint8(e, 0x84); w(other); w(0); string(e, 'x') } w(0) })
raw('a map value with a right neighbour', 'malformed', (e, w, d) => { const it = note(d, 'n1')._map.get('branch'); w(1); w(1); w(NEW); w(0); encoding.writeUint8(e, 0x48); w(it.id.client); w(it.id.clock); w(1); encoding.writeAny(e, 'people'); w(0) })
raw('a string in a map', 'schema', (e, w, d) => { const it = note(d, 'n1')._item; w(1); w(1); w(NEW); w(0); encoding.writeUint8(e, 0x24); w(0); w(it.id.client); w(it.id.clock); string(e, 'branch'); string(e, 'people'); w(0) })
raw('nested two hundred thousand deep', 'too-many', (e, w, d) => { const it = note(d, 'n1')._item; w(1); w(1); w(NEW); w(0); encoding.writeUint8(e, 0x28); w(0); w(it.id.client); w(it.id.clock); string(e, 'evil'); w(1); for (let i = 0; i < 100000; i++) { encoding.writeUint8(e, 117); w(1) } encoding.writeUint8(e, 126); w(0) })
raw('a client in two sections', 'malformed', (e, w) => { w(2); for (let i = 0; i < 2; i++) { w(1); w(NEW); w(0); encoding.writeUint8(e, 4); w(1); string(e, 'notes'); string(e, 'abc') } w(0) })
raw('an empty range of deletions', 'malformed', (e, w) => [0, 1, ALICE, 1, 0, 0].forEach(w))
raw('a client id beyond 53 bits', 'malformed', (e, w) => { w(1); w(1); [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x1f].forEach(b => encoding.writeUint8(e, b)); w(0); encoding.writeUint8(e, 0); w(1); w(0) })
raw('a clock beyond 31 bits', 'malformed', (e, w) => { w(1); w(1); w(NEW); w(0x80000000); encoding.writeUint8(e, 0); w(1); w(0) })
raw('four billion clients declared', 'malformed', (e) => [0xff, 0xff, 0xff, 0xff, 0x0f, 1, 1, 0].forEach(b => encoding.writeUint8(e, b)))
raw('two billion structs declared', 'malformed', (e) => [1, 0xff, 0xff, 0xff, 0xff, 0x07, 1, 1, 0].forEach(b => encoding.writeUint8(e, b)))
raw('broken UTF-8', 'malformed', (e, w, d) => { const a = text(d, 'n1')._start; w(1); w(1); w(NEW); w(0); encoding.writeUint8(e, 0x84); w(a.id.client); w(a.id.clock); w(2); encoding.writeUint8(e, 0xff); encoding.writeUint8(e, 0xfe); w(0) })
raw('no bytes', 'malformed', () => {})
raw('parts that are known lie elsewhere', 'forged', (e, w, d) => { const c = text(d, 'n3')._start; w(1); w(1); w(ALICE); const end = Y.getState(d.store, ALICE); w(end - 1); encoding.writeUint8(e, 0x84); w(c.id.client); w(c.id.clock); string(e, 'xyz'); w(0) })
say('bytes after the end', 'malformed', d => text(d, 'n1').insert(0, 'x'), { post: u => Uint8Array.from([...u, 0, 0]) })
say('the v2 encoding', 'malformed', d => text(d, 'n1').insert(0, 'x'), { post: (u, d) => Y.encodeStateAsUpdateV2(d) })

fs.mkdirSync('fixtures', { recursive: true })
fs.writeFileSync('fixtures/cases.json', JSON.stringify({ setup, cases }, null, 1) + '\n')
console.log(`${cases.length} cases, ${new Set(cases.map(c => c.name)).size} names`)
