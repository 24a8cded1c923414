// One participant who shows, asks and pretends as much as they can: everybody else stays, and stays themselves.

import assert from 'node:assert/strict'

import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'

import { Board, Client } from './play/board.js'
import { story } from './play/story.js'
import { until } from './play/until.js'
import { AWARENESS, Wire, awareness, step2, update } from './play/wire.js'

const QUERY = Uint8Array.of(3)

/** A note under this client id in a document of its own, whole. */
function anew(client, id, text, known) {
  const doc = new Y.Doc()
  if (known) Y.applyUpdate(doc, known)
  doc.clientID = client
  doc.transact(() => {
    const note = new Y.Map()
    note.set('text', new Y.Text(text))
    note.set('branch', 'people')
    note.set('order', 'a5')
    doc.getMap('notes').set(id, note)
  })
  return Y.encodeStateAsUpdate(doc)
}

const names = (client) => [...client.provider.awareness.getStates().values()].map((state) => state.user?.name).filter(Boolean).sort()

/** Says who they are, as people's pages do. */
function introduce(client, more = {}) {
  const { id, name, department } = client.person
  client.provider.awareness.setLocalState({ user: { id, name, department }, ...more })
}

story('ten sockets full of presence close nobody, and a newcomer stays', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const [ewa, oleh] = [await board.person('Ewa', 'it'), await board.person('Oleh', 'sales')]
  ;[ewa, oleh].forEach((one) => introduce(one))
  await until('both see both', () => [ewa, oleh].every((one) => names(one).join() === 'Ewa,Oleh'))
  const mallory = await board.join('Mallory', 'legal')
  const wires = Array.from({ length: 10 }, () => new Wire(server, board.id, mallory.token))
  later(() => wires.forEach((wire) => wire.destroy()))
  // Numbers that a stock client writes five times as long as it read them.
  const long = `[${Array.from({ length: 1_570 }, () => '1e20').join()}]`
  for (const [n, wire] of wires.entries()) {
    await wire.opened()
    for (let id = 0; id < 4; id++) {
      const encoder = encoding.createEncoder()
      for (const number of [1, 700_000 + 10 * n + id, 1]) encoding.writeVarUint(encoder, number)
      encoding.writeVarString(encoder, id % 2 ? `{"x":"${'y'.repeat(7_900)}"}` : `{"x":${long}}`)
      const frame = encoding.createEncoder()
      encoding.writeVarUint(frame, AWARENESS)
      encoding.writeVarUint8Array(frame, encoding.toUint8Array(encoder))
      wire.send(encoding.toUint8Array(frame))
    }
  }
  await until('most of it was refused', () => wires.filter((wire) => wire.refusals.some((why) => why.startsWith('too-many: '))).length >= 9)
  const late = await board.person('Late', 'it')
  introduce(late)
  await until('the newcomer sees both, and is seen', () => [late, ewa].every((one) => names(one).join() === 'Ewa,Late,Oleh'))
  // Whoever heard it has echoed it by the time that what they write comes back.
  for (const one of [ewa, oleh, late]) {
    one.add(`by ${one.name}`, { branch: 'people', text: one.name, order: 'a1' })
    await ewa.sees(`by ${one.name}`, one.name)
  }
  for (const one of [ewa, oleh, late]) {
    assert.deepEqual([one.closed, one.refusals], [[], []])
    const largest = Math.max(...one.heard.filter((frame) => frame[0] === AWARENESS).map((frame) => frame.length))
    assert.ok(largest <= 32 * 1024, `${largest} bytes in one frame of presence`)
  }
  assert.ok(ewa.heard.some((frame) => frame[0] === AWARENESS && frame.length > 7_000), 'not trivial')
})

story('whoever asks for presence over and over is hung up on', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  for (let n = 0; n < 8; n++) introduce(await board.person(`Person ${n}`, 'it'), { x: 'y'.repeat(7_000) })
  const mallory = await board.join('Mallory', 'legal')
  const wire = new Wire(server, board.id, mallory.token)
  later(() => wire.destroy())
  await wire.handshake()
  await until('they are all seen', () => wire.heard.filter((frame) => frame[0] === AWARENESS).join().length > 50_000)
  const before = wire.heard.length
  let asked = 0
  while (wire.open && asked < 100_000) {
    for (let n = 0; n < 100; n++) wire.send(QUERY)
    asked += 100
    await new Promise((resolve) => setImmediate(resolve))
  }
  await wire.closed(4429)
  const answered = wire.heard.slice(before).reduce((sum, frame) => sum + frame.length, 0)
  console.log(`${asked} questions of one byte; ${answered} bytes answered`)
  assert.ok(answered < 6 * 1024 * 1024, `${answered} bytes`)
})

story('an id that presence has shown is its owner’s, also while they are offline and after a kill', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const anna = await board.person('Anna', 'it')
  introduce(anna)
  const oleh = await board.person('Oleh', 'sales')
  await until('Anna is seen', () => names(oleh).includes('Anna'))
  const mallory = await board.join('Mallory', 'legal')
  async function steal() {
    const wire = new Wire(server, board.id, mallory.token)
    const known = await wire.handshake()
    wire.send(update(anew(anna.doc.clientID, 'stolen', 'by Mallory', known)))
    await wire.refused('forged')
    wire.destroy()
  }
  await steal()
  anna.provider.disconnect()
  await until('Anna has gone', () => !names(oleh).includes('Anna'))
  anna.add('n1', { branch: 'people', text: 'written offline', order: 'a1' })
  await steal()
  // Somebody writes, so it is on the disk; then the plug is pulled.
  oleh.add('n2', { branch: 'people', text: 'meanwhile', order: 'a2' })
  await until('it is durable', async () => oleh.heard.some((frame) => frame.includes('meanwhile')))
  await server.kill()
  await server.start()
  await steal()
  anna.provider.connect()
  await until('Oleh is back', () => oleh.provider.synced)
  await oleh.sees('n1', 'written offline')
  assert.deepEqual([anna.refusals, Object.keys(oleh.root('notes')).sort()], [[], ['n1', 'n2']])
  assert.equal(oleh.root('attribution').n1.author, anna.person.id)
})

story('a document that began anew under an old client id is refused, not passed over', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const ewa = await board.person('Ewa', 'it')
  const oleh = await board.person('Oleh', 'sales')
  ewa.add('n1', { branch: 'people', text: 'the first words', order: 'a1' })
  await oleh.sees('n1', 'the first words')
  const client = ewa.doc.clientID
  ewa.destroy()
  // By hand, in each of the two ways.
  const wire = new Wire(server, board.id, ewa.token)
  later(() => wire.destroy())
  await wire.handshake()
  for (const [id, text] of [['n2', 'other'], ['n2', 'the other words'], ['n1', 'the worst words'], ['n2', 'words and words and words and words']]) {
    wire.send(update(anew(client, id, text)))
    await wire.refused('forged')
    wire.send(step2(anew(client, id, text)))
    await wire.refused('forged')
  }
  wire.destroy()
  // By a stock client, which sends only what the server lacks.
  for (const text of ['other', 'the other words', 'words that are longer than the first words']) {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, anew(client, 'n2', text))
    doc.clientID = client
    const again = new Client(server, board.id, ewa.token, 'Ewa again', doc)
    await until(`"${text}" is refused`, () => again.refusals.some((why) => why.startsWith('forged: ')))
    // Yjs may have taken another id by now, and the provider does not know what to say of that one.
    doc.clientID = again.provider.awareness.clientID
    again.destroy()
  }
  assert.deepEqual(Object.keys(oleh.root('notes')), ['n1'])
  assert.equal(oleh.text('n1').toString(), 'the first words')
})

story('whoever says the same again, in whatever pieces, is never refused', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const people = [await board.person('Ewa', 'it'), await board.person('Oleh', 'sales'), await board.facilitator()]
  const sent = people.map(() => [])
  people.forEach((one, n) => one.doc.on('update', (bytes, origin) => origin !== one.provider && sent[n].push(bytes)))
  let seed = 20261126
  const random = (most) => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % most
  const say = (one, bytes) => one.provider.ws.send(update(bytes))
  let repeats = 0
  for (let round = 0; round < 150; round++) {
    const n = random(3)
    const one = people[n]
    const mine = [...one.notes.keys()].filter((id) => id.startsWith(`${n}-`))
    const text = mine.length > 3 && one.text(mine[random(mine.length)])
    if (!text) one.add(`${n}-${round}`, { branch: 'people', text: 'zażółć 😀', order: `a${round}` })
    else if (random(4) === 0 && text.length > 2) text.delete(random(text.length - 1), 1)
    else if (random(9) === 0) one.notes.delete(mine[0])
    else text.insert(random(text.length + 1), ['x', 'żó', '😀', 'разом '][random(4)])
    if (random(3) === 0) {
      const own = sent[n]
      if (own.length) say(one, random(2) ? own[random(own.length)] : Y.mergeUpdates(own.slice(random(own.length))))
      say(one, Y.encodeStateAsUpdate(one.doc))
      repeats += 2
    }
    if (random(12) === 0) {
      one.provider.disconnect()
      one.add(`${n}-offline-${round}`, { branch: 'people', text: 'w windzie', order: 'a9' })
      one.provider.connect()
    }
    await until('what was written is there', () => one.provider.synced)
  }
  people[0].add('last', { branch: 'people', text: 'the end', order: 'a1' })
  for (const one of people) await one.sees('last', 'the end')
  const same = () => people.every((one) => JSON.stringify(Object.entries(one.root('notes')).sort()) === JSON.stringify(Object.entries(people[0].root('notes')).sort()))
  await until('all have the same', same)
  assert.deepEqual(people.map((one) => one.refusals), [[], [], []])
  assert.ok(repeats > 60)
})

story('while names are hidden, nothing that is sent leads from a cause to a person', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const [ewa, oleh] = [await board.person('Ewa', 'it'), await board.person('Oleh', 'sales')]
  ;[ewa, oleh].forEach((one) => introduce(one, { me: one.person.name, at: { branch: 'people' } }))
  await until('both see both', () => [ewa, oleh].every((one) => names(one).join() === 'Ewa,Oleh'))
  const told = (one, from) => one.heard.slice(from).filter((frame) => frame[0] === AWARENESS).map(String)
  for (let round = 0; round < 2; round++) {
    const marks = [ewa, oleh].map((one) => one.heard.length)
    await board.do({ do: 'set_authors', shown: false })
    const department = (one, of) => one.provider.awareness.getStates().get(of.doc.clientID)?.user
    await until('Oleh sees a department', () => JSON.stringify(department(oleh, ewa)) === '{"department":"it"}')
    await until('Ewa sees a department', () => JSON.stringify(department(ewa, oleh)) === '{"department":"sales"}')
    ewa.provider.awareness.setLocalStateField('at', { branch: 'methods' })
    ewa.add(`n${round}`, { branch: 'people', text: `whose is this ${round}`, order: 'a1' })
    await oleh.sees(`n${round}`)
    const late = await board.projector()
    const writer = ewa.notes.get(`n${round}`)._item.id.client
    await until('somebody who comes now sees the writer, too', () => late.provider.awareness.getStates().has(writer))
    for (const [n, one] of [ewa, oleh, late].entries()) {
      const frames = told(one, marks[n] ?? 0)
      for (const person of [ewa.person, oleh.person]) {
        const named = frames.filter((frame) => frame.includes(person.name) || frame.includes(person.id))
        // Nobody's own words are sent back to them, so what a page says of itself is not among these.
        assert.deepEqual(named, [], `${one.name} is told who ${person.name} is`)
      }
    }
    assert.deepEqual(oleh.root('attribution')[`n${round}`], { department: 'it' })
    assert.equal(ewa.provider.awareness.getLocalState().user.name, 'Ewa', 'her own state is untouched')
    late.destroy()
    await board.do({ do: 'set_authors', shown: true })
    // A stock client writes under the id that it is present under, and what it wrote tells that id: her name stays away.
    await until('Ewa sees Oleh again', () => names(ewa).join() === 'Ewa,Oleh')
    // What was there under that id goes first, and what may be known comes then.
    await until('Oleh sees of Ewa what he may know', () => {
      const seen = oleh.provider.awareness.getStates().get(ewa.doc.clientID)
      return JSON.stringify(seen) === '{"user":{"department":"it"}}'
    })
    assert.equal(names(oleh).join(), 'Oleh')
    assert.deepEqual(oleh.root('attribution')[`n${round}`], { department: 'it' })
  }
})

story('sealed causes of a department of one or two name no department, anywhere', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const people = []
  for (const [name, department] of [['Ewa', 'legal'], ['Oleh', 'it'], ['Ada', 'it'], ['Jan', 'it']]) people.push(await board.join(name, department))
  for (const [n, { token }] of people.slice(0, 2).entries()) await board.do({ do: 'seal_note', branch: 'people', text: `sealed ${n}` }, token)
  await board.do({ do: 'reveal_notes' })
  const screen = await board.projector()
  await until('both are there', () => screen.notes.size === 2)
  const said = () => Object.fromEntries([...screen.notes].map(([id, note]) => [note.get('text').toString(), screen.root('attribution')[id]?.department ?? null]))
  assert.deepEqual(said(), { 'sealed 0': null, 'sealed 1': 'it' })
  const json = (await board.get('/export/json')).text
  const of = (text) => JSON.parse(json).notes?.find?.((note) => note.text === text)
  if (of('sealed 0')) assert.deepEqual([of('sealed 0').department ?? null, of('sealed 1').department], [null, 'it'])
  const csv = (await board.get('/export/csv')).text.split('\n')
  assert.ok(csv.some((row) => row.includes('sealed 0')) && !csv.some((row) => row.includes('sealed 0') && /legal/i.test(row)))
  assert.equal((await board.state()).sealed_departments, 'large')
  await board.refused({ do: 'set_sealed_departments', named: 'all' }, people[0].token, 403, 'not-allowed')
  await board.do({ do: 'set_sealed_departments', named: 'all' })
  await until('everybody knows', () => screen.session.sealed_departments === 'all')
  await board.do({ do: 'seal_note', branch: 'people', text: 'sealed 2' }, people[0].token)
  await board.do({ do: 'reveal_notes' })
  await until('the third is there', () => screen.notes.size === 3)
  assert.deepEqual(said(), { 'sealed 0': null, 'sealed 1': 'it', 'sealed 2': 'legal' })
})
