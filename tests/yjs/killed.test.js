// The plug is pulled while people type. What anybody else had seen is there again, and everybody comes back alone.

import assert from 'node:assert/strict'

import * as Y from 'yjs'

import { Board } from './play/board.js'
import { story } from './play/story.js'
import { until } from './play/until.js'

/** Types letters into a note of their own, one after the other, until told to stop. */
function typist(client, id) {
  let typed = 0
  const step = () => {
    const text = client.text(id)
    if (text.length < 900) text.insert(text.length, String.fromCharCode(97 + (typed++ % 26)))
  }
  const timer = setInterval(step, 3)
  return () => clearInterval(timer)
}

story('nothing that another client had seen is missing after kill −9, again and again', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const people = await Promise.all(['Ewa', 'Oleh', 'Anna', 'Kasia'].map((name) => board.person(name, 'it')))
  let watcher = await board.facilitator()
  for (const [n, one] of people.entries()) one.add(`n${n}`, { branch: 'people', text: '', order: `a${n}` })
  await until('the notes are there', () => watcher.notes.size === 4)

  let grown = 0
  for (let round = 0; round < 3; round++) {
    const before = watcher.root('notes')
    const stops = people.map((one, n) => typist(one, `n${n}`))
    await until('typing is seen', () => Object.entries(watcher.root('notes')).every(([id, note]) => note.text.length > before[id].text.length + 10))
    await server.kill()
    for (const stop of stops) stop()
    // What the watcher has, the server must have made durable before it told. The watcher is a reader: it
    // has nothing of its own, and so nothing that it could bring back by itself.
    const seen = { notes: watcher.root('notes'), vector: Y.encodeStateVector(watcher.doc) }
    watcher.destroy()
    for (const one of people) one.provider.disconnect()

    await server.start()
    const witness = await board.projector()
    for (const [id, note] of Object.entries(seen.notes)) {
      const kept = witness.root('notes')[id].text
      assert.ok(kept.startsWith(note.text), `round ${round}: ${id} has ${kept.length} letters, ${note.text.length} had been seen`)
    }
    const now = Y.decodeStateVector(Y.encodeStateVector(witness.doc))
    for (const [client, clock] of Y.decodeStateVector(seen.vector)) {
      assert.ok((now.get(client) ?? 0) >= clock, `round ${round}: client ${client} lost ${clock - (now.get(client) ?? 0)}`)
    }

    for (const one of people) one.provider.connect()
    const typed = Object.fromEntries(people.map((one, n) => [`n${n}`, one.text(`n${n}`).toString()]))
    await until('what was typed offline arrives', () =>
      Object.entries(typed).every(([id, text]) => witness.root('notes')[id]?.text === text)
    )
    for (const one of people) assert.deepEqual(one.refusals, [], one.name)
    grown += Object.values(typed).join('').length
    watcher = witness
  }
  assert.ok(grown > 100, 'the story was not trivial')
})

story('stock clients reconnect by themselves after kill −9 and agree', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const people = await Promise.all(['Ewa', 'Oleh', 'Anna'].map((name) => board.person(name, 'it')))
  for (const [n, one] of people.entries()) one.add(`n${n}`, { branch: 'people', text: `from ${one.name}: `, order: `a${n}` })
  await until('everybody has three notes', () => people.every((one) => one.notes.size === 3))
  const stops = people.map((one, n) => typist(one, `n${n}`))
  await until('typing', () => people.every((one) => one.root('notes').n0.text.length > 20))
  await server.kill()
  await until('they notice', () => people.every((one) => !one.provider.wsconnected))
  // They go on typing without a connection.
  const offline = people[0].text('n0').length
  await until('typing offline', () => people[0].text('n0').length > offline + 20)
  await server.start()
  await until('they are back', () => people.every((one) => one.provider.synced))
  for (const stop of stops) stop()
  await until('everybody has the same', () => {
    const [first, ...others] = people.map((one) => one.root('notes'))
    for (const other of others) assert.deepEqual(other, first)
    return true
  })
  for (const one of people) assert.deepEqual(one.refusals, [], one.name)
  const late = await board.projector()
  assert.deepEqual(late.root('notes'), people[0].root('notes'))
})

story('a command that was answered survives kill −9', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const person = await board.join('Ewa', 'it')
  const writer = await board.client(person.token, 'Ewa')
  writer.add('n1', { branch: 'people', text: 'one', order: 'a1' })
  await until('the note is stored', () => writer.root('attribution').n1)
  await board.do({ do: 'open_vote', dots: 3, per_note: 3, by_department: 'shown' })
  await board.do({ do: 'cast', note: 'n1', dots: 2 }, person.token)
  await server.kill()
  await server.start()
  assert.deepEqual((await board.get('/ballot', person.token)).json.vote.dots, { n1: 2 })
  await board.do({ do: 'close_vote' })
  await server.kill()
  await server.start()
  await board.do({ do: 'reveal_vote' })
  assert.deepEqual((await board.state()).vote.tally, { n1: { dots: 2, by_department: { it: 2 } } })
})

story('a clean stop closes sockets with 1012, and stock clients come back', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const ewa = await board.person('Ewa', 'it')
  const ends = []
  ewa.provider.on('connection-close', (event) => ends.push(event?.code))
  ewa.add('n1', { branch: 'people', text: 'kept', order: 'a1' })
  await until('the note is stored', () => ewa.root('attribution').n1)
  assert.equal(await server.stop(), 0)
  await until('the socket is closed', () => ends.length > 0)
  assert.equal(ends[0], 1012)
  await server.start()
  await until('it is back', () => ewa.provider.synced)
  ewa.text('n1').insert(4, ' and more')
  const reader = await board.projector()
  await reader.sees('n1', 'kept and more')
})
