// A locked board refuses content from every client, a hand-written one included, and goes on serving all of them.

import assert from 'node:assert/strict'

import { Board, addition } from './play/board.js'
import { story } from './play/story.js'
import { until } from './play/until.js'
import { Wire, step2, update } from './play/wire.js'

story('a locked board refuses a hand-written client by Update and by SyncStep2', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const ewa = await board.person('Ewa', 'it')
  const oleh = await board.join('Oleh', 'sales')
  const facilitator = await board.facilitator()
  ewa.add('n1', { branch: 'people', text: 'before the lock', order: 'a1' })
  await facilitator.sees('n1', 'before the lock')
  await board.do({ do: 'lock' })

  const wire = new Wire(server, board.id, oleh.token)
  later(() => wire.destroy())
  const known = await wire.handshake()
  wire.send(update(addition(known, 'x1', 'smuggled as an update')))
  await wire.refused('locked')
  wire.send(step2(addition(known, 'x2', 'smuggled as a second step')))
  await wire.refused('locked')
  // The facilitator's own token opens nothing more while it is locked.
  const chief = new Wire(server, board.id, board.made.facilitator_token)
  later(() => chief.destroy())
  await chief.handshake()
  chief.send(update(addition(known, 'x3', 'smuggled by the facilitator')))
  await chief.refused('locked')
  assert.ok(wire.open && chief.open, 'the connections stay open')

  // The same socket goes on reading, and writes again once the board is open.
  await board.do({ do: 'unlock' })
  const after = await wire.handshake()
  wire.send(update(addition(after, 'n2', 'after the lock')))
  await Promise.all([ewa.sees('n2', 'after the lock'), facilitator.sees('n2', 'after the lock')])
  for (const one of [ewa, facilitator, await board.projector()]) {
    assert.deepEqual(Object.keys(one.root('notes')).sort(), ['n1', 'n2'], one.name)
    assert.ok(!one.heard.some((frame) => frame.includes('smuggled')), `${one.name} heard what was refused`)
  }
})

story('a stock client that wrote into a lock stays connected and goes on reading', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const [ewa, oleh] = [await board.person('Ewa', 'it'), await board.person('Oleh', 'sales')]
  ewa.add('n1', { branch: 'people', text: 'one', order: 'a1' })
  await oleh.sees('n1', 'one')

  await board.do({ do: 'lock' })
  await until('Ewa sees the lock', () => ewa.session.locked)
  ewa.add('n2', { branch: 'people', text: 'too late', order: 'a2' })
  await until('the refusal', () => ewa.refusals.length === 1)
  assert.match(ewa.refusals[0], /^locked: ./)

  await board.do({ do: 'unlock' })
  oleh.add('n3', { branch: 'people', text: 'three', order: 'a3' })
  await ewa.sees('n3', 'three')
  // Its own copy is ahead of the server's: what it writes next builds on what the server does not have.
  ewa.add('n4', { branch: 'people', text: 'four', order: 'a4' })
  await until('the gap', () => ewa.refusals.length === 2)
  assert.match(ewa.refusals[1], /^gap: ./)
  oleh.text('n3').insert(0, 'still ')
  await ewa.sees('n3', 'still three')
  assert.ok(ewa.provider.wsconnected)
  assert.deepEqual(ewa.closed, [])
  assert.deepEqual(Object.keys(oleh.root('notes')).sort(), ['n1', 'n3'])
})

story('an update is refused whole when a part of it may not be', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const [ewa, oleh] = [await board.person('Ewa', 'it'), await board.person('Oleh', 'sales')]
  ewa.add('n1', { branch: 'people', text: 'mine', order: 'a1' })
  await oleh.sees('n1', 'mine')
  oleh.doc.transact(() => {
    oleh.add('n2', { branch: 'people', text: 'allowed alone', order: 'a2' })
    oleh.text('n1').delete(0, 4)
  })
  await until('the refusal', () => oleh.refusals.length === 1)
  assert.match(oleh.refusals[0], /^not-yours: ./)
  ewa.add('n3', { branch: 'people', text: 'three', order: 'a3' })
  await oleh.sees('n3', 'three')
  assert.deepEqual(ewa.root('notes').n1.text, 'mine')
  assert.deepEqual(Object.keys(ewa.root('notes')).sort(), ['n1', 'n3'])
})

story('a ballot is cast on a locked board', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const ewa = await board.person('Ewa', 'it')
  ewa.add('n1', { branch: 'people', text: 'one', order: 'a1' })
  await until('the note is stored', () => ewa.root('attribution').n1)
  await board.do({ do: 'open_vote', dots: 3, per_note: 2 })
  await until('the vote is seen', () => ewa.session.locked && ewa.session.vote?.open)
  await board.do({ do: 'cast', note: 'n1', dots: 2 }, ewa.token)
  await until('one has voted', () => ewa.session.vote.voted === 1)
})
