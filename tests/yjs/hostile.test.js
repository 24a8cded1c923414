// What one hostile participant can do to a board: bounded, and undone by the facilitator in a few commands.

import assert from 'node:assert/strict'

import * as Y from 'yjs'

import { Board } from './play/board.js'
import { story } from './play/story.js'
import { until } from './play/until.js'
import { Wire, step2, update } from './play/wire.js'

/** Frames that a Yjs client sends, one for each of so many changes of its document. */
function frames(count, change, doc = new Y.Doc()) {
  const made = []
  doc.on('update', (bytes) => made.push(update(bytes)))
  for (let at = 0; at < count; at += 1) doc.transact(() => change(doc.getMap('notes'), at))
  return made
}

function addNote(notes, id, text) {
  const note = new Y.Map()
  note.set('text', new Y.Text(text))
  note.set('branch', 'people')
  notes.set(id, note)
}

async function flood(board, token, sent) {
  const wire = new Wire(board.server, board.id, token)
  await wire.handshake()
  wire.send(step2(Uint8Array.of(0, 0)))
  for (const frame of sent) wire.send(frame)
  return wire
}

story('share_1: one participant cannot fill the board, is removed with all of it, and stays out', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const leader = await board.facilitator()
  const bob = await board.person('Bob', 'sales')
  bob.add('bob', { branch: 'people', text: 'a cause', order: 'a1' })
  const mallory = await board.join('Mallory', 'it')
  const begun = performance.now()
  const wire = await flood(board, mallory.token, frames(5_000, (notes, at) => addNote(notes, `m${at}`, 'spam')))
  later(() => wire.destroy())
  await until('the share is used up', () => leader.notes.size >= 501 && wire.refusals.length > 0)
  await wire.closed(4429)
  assert.ok(wire.refusals[0].startsWith('too-many: '), wire.refusals[0])
  assert.equal(leader.notes.size, 501)
  console.log(`5,000 notes sent in ${Math.round(performance.now() - begun)} ms: ${leader.notes.size - 1} are on the board`)

  // Everybody else writes on, and a new connection does not help.
  bob.add('bob2', { branch: 'people', text: 'another cause', order: 'a2' })
  await leader.sees('bob2')
  const again = await flood(board, mallory.token, frames(1, (notes) => addNote(notes, 'again', 'spam')))
  later(() => again.destroy())
  await again.refused('too-many')

  const people = (await board.get('/people')).json
  const counted = people.find(({ participant }) => participant === mallory.id)
  assert.deepEqual([counted.notes, counted.in_bin, counted.active], [500, 0, true])
  await board.do({ do: 'close_door' })
  await board.do({ do: 'renew_code' })
  await board.do({ do: 'remove_participant', participant: mallory.id, notes: true })
  await again.closed(4403)
  await until('all of it is gone', () => leader.notes.size === 2)
  const rejoin = () => server.call('POST', '/api/join', { body: { code: board.made.join_code, name: 'Mallory', department: 'it' } })
  assert.equal((await rejoin()).json.code, 'unknown-code')
  const { join_code: code } = await board.state()
  board.made.join_code = code
  assert.equal((await rejoin()).json.code, 'door-closed')

  // It was a mistake after all: everything is back, under its own ids.
  const bin = (await board.get('/bin')).json
  assert.equal(bin.length, 500)
  assert.ok(bin.every(({ author, text }) => author === mallory.id && text === 'spam'))
  await board.do({ do: 'restore_notes', participant: mallory.id })
  await until('all of it is back', () => leader.notes.size === 502)
  assert.equal(leader.text('m499').toString(), 'spam')
  assert.equal(leader.root('attribution').m499.author, mallory.id)
  assert.deepEqual(bob.refusals, [])
})

story('door_3: whoever takes all seats is put out at once, and those who did something stay', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const ewa = await board.person('Ewa', 'it')
  ewa.add('n1', { branch: 'people', text: 'a cause', order: 'a1' })
  const seat = (at) => server.call('POST', '/api/join', { body: { code: board.made.join_code, name: `Seat ${at}`, department: 'it' } })
  let taken = 0
  for (let at = 0; at < 1_000; at += 50) {
    const answers = await Promise.all(Array.from({ length: 50 }, (_, more) => seat(at + more)))
    taken += answers.filter(({ status }) => status === 201).length
    if (answers.some(({ status }) => status !== 201)) {
      assert.ok(answers.filter(({ status }) => status !== 201).every(({ json }) => json.code === 'too-many'))
      break
    }
  }
  assert.equal(taken, 499)
  const people = (await board.get('/people')).json
  const idle = people.filter(({ active }) => !active).map(({ participant }) => participant)
  assert.equal(idle.length, 499)
  await board.do({ do: 'renew_code' })
  const begun = performance.now()
  await board.do({ do: 'remove_participants', participants: idle })
  console.log(`499 seats freed in ${Math.round(performance.now() - begun)} ms`)
  const { people: left, join_code: code } = await board.state()
  assert.deepEqual(left.map(({ name }) => name), ['Ewa'])
  board.made.join_code = code
  await board.person('Oleh', 'sales')
  ewa.add('n2', { branch: 'people', text: 'another', order: 'a2' })
  await until('Ewa writes on', () => board.clients.at(-1).text('n2'))
  assert.deepEqual(ewa.refusals, [])
})

story('cmd_12: two hundred times the same word is one entry, and nobody hears of the others', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const leader = await board.facilitator()
  const ewa = await board.join('Ewa', 'it')
  const first = await board.do({ do: 'done', done: true }, ewa.token)
  await until('it is counted', () => leader.session.done === 1)
  const heard = leader.heard.length
  const seqs = new Set()
  for (let at = 0; at < 200; at += 1) seqs.add(await board.do({ do: 'done', done: true }, ewa.token))
  for (const command of [{ do: 'unlock' }, { do: 'set_permissions', edit: 'own' }, { do: 'summon' }, { do: 'open_door' }, { do: 'reopen' }]) {
    seqs.add(await board.do(command))
  }
  assert.deepEqual([...seqs], [first])
  const next = await board.do({ do: 'done', done: false }, ewa.token)
  assert.equal(next, first + 1)
  await until('it is taken back', () => leader.session.done === 0)
  const sync = leader.heard.slice(heard).filter((frame) => frame[0] === 0)
  assert.equal(sync.length, 1, 'the one change is told, and nothing of the others')
})

story('pace_1: whoever writes faster than anybody waits, loses nothing, and nobody else does', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const leader = await board.facilitator()
  const bob = await board.person('Bob', 'sales')
  const mallory = await board.join('Mallory', 'it')
  const own = new Y.Doc()
  const sent = frames(6_200, (notes, at) => {
    if (at === 0) addNote(notes, 'm', '')
    // Half of it is taken back, so that the text stays within its limit.
    else if (at % 2) notes.get('m').get('text').insert(0, 'x')
    else notes.get('m').get('text').delete(0, 1)
  }, own)
  const begun = performance.now()
  const wire = await flood(board, mallory.token, sent)
  later(() => wire.destroy())
  await until('the flood has begun', () => leader.text('m'))
  const said = performance.now()
  bob.add('b', { branch: 'people', text: 'meanwhile', order: 'a1' })
  await leader.sees('b')
  console.log(`meanwhile a cause of somebody else took ${Math.round(performance.now() - said)} ms`)
  const written = Y.getState(own.store, own.clientID)
  await until('all of it is in', () => Y.getState(leader.doc.store, own.clientID) === written)
  await leader.sees('m', 'x')
  const took = performance.now() - begun
  console.log(`6,200 edits of one person took ${Math.round(took)} ms`)
  assert.ok(took > 3_000, `200 more than the burst, sixty a second: ${took} ms`)
  assert.deepEqual([wire.refusals, wire.end], [[], undefined])
})
