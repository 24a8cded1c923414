// A Yjs client id belongs to whoever used it first. A thief is refused, and the victim writes on.

import assert from 'node:assert/strict'

import { Board, addition } from './play/board.js'
import { story } from './play/story.js'
import { until } from './play/until.js'
import { Wire, step2, update } from './play/wire.js'

story('a forged client id is refused, and its owner goes on', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const [ewa, oleh] = [await board.person('Ewa', 'it'), await board.person('Oleh', 'sales')]
  ewa.add('n1', { branch: 'people', text: 'mine', order: 'a1' })
  await oleh.sees('n1', 'mine')
  const mallory = await board.join('Mallory', 'legal')
  const wire = new Wire(server, board.id, mallory.token)
  later(() => wire.destroy())
  const known = await wire.handshake()
  wire.send(update(addition(known, 'x1', 'forged one', ewa.doc.clientID)))
  await wire.refused('forged')
  wire.send(step2(addition(known, 'x2', 'forged two', ewa.doc.clientID)))
  await wire.refused('forged')
  // The server is a client of the document too.
  wire.send(update(addition(known, 'x3', 'forged three', 1)))
  await wire.refused('forged')
  assert.ok(wire.open)

  // The clocks that the thief wanted are still the victim's.
  ewa.text('n1').insert(4, ' and more')
  ewa.add('n2', { branch: 'people', text: 'second', order: 'a2' })
  await oleh.sees('n1', 'mine and more')
  await oleh.sees('n2', 'second')
  assert.deepEqual(ewa.refusals, [])
  assert.deepEqual(Object.keys(oleh.root('notes')).sort(), ['n1', 'n2'])
  assert.deepEqual(oleh.root('attribution').n2, { department: 'it', author: ewa.person.id })
  assert.ok(!oleh.heard.some((frame) => frame.includes('forged')))
})

story('one person on two devices is two clients, each with what is theirs', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const phone = await board.person('Ewa', 'it')
  const laptop = await board.client(phone.token, 'Ewa’s laptop')
  phone.add('n1', { branch: 'people', text: 'from the phone', order: 'a1' })
  await laptop.sees('n1', 'from the phone')
  laptop.text('n1').insert(0, 'now ')
  laptop.add('n2', { branch: 'people', text: 'from the laptop', order: 'a2' })
  await phone.sees('n2', 'from the laptop')
  await phone.sees('n1', 'now from the phone')
  assert.deepEqual([...phone.refusals, ...laptop.refusals], [])
  assert.equal(phone.root('attribution').n2.author, phone.person.id)
})

story('who wrote a note is what the server knows, not what a client says', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const [ewa, oleh] = [await board.person('Ewa', 'it'), await board.person('Oleh', 'sales')]
  oleh.doc.transact(() => {
    oleh.add('n1', { branch: 'people', text: 'signed', order: 'a1' })
    oleh.notes.get('n1').set('author', ewa.person.id)
  })
  await until('refused', () => oleh.refusals.length === 1)
  assert.match(oleh.refusals[0], /^schema: ./)
  assert.equal(ewa.notes.size, 0)
})
