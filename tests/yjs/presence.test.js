// Presence: everybody speaks for themselves, and is gone when they are gone.

import assert from 'node:assert/strict'

import { Board } from './play/board.js'
import { story } from './play/story.js'
import { until } from './play/until.js'
import { Wire, awareness } from './play/wire.js'

const present = (client) => [...client.provider.awareness.getStates().values()].map((state) => state.user?.name).filter(Boolean).sort()

function introduce(client) {
  const { id, name, department } = client.person
  client.provider.awareness.setLocalState({ user: { id, name, department } })
}

/** Ewa and Oleh, who see each other. */
async function couple(board) {
  const both = [await board.person('Ewa', 'it'), await board.person('Oleh', 'sales')]
  both.forEach(introduce)
  await until('both see both', () => both.every((one) => present(one).join() === 'Ewa,Oleh'))
  return both
}

story('people see who is here, and who left', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const [ewa, oleh] = await couple(board)
  const late = await board.projector()
  await until('whoever comes later sees both', () => present(late).join() === 'Ewa,Oleh')

  ewa.provider.awareness.setLocalStateField('at', { branch: 'people' })
  await until('a change is seen', () => [...oleh.provider.awareness.getStates().values()].some((s) => s.at?.branch === 'people'))

  // Pulled out, without a goodbye.
  oleh.provider.shouldConnect = false
  oleh.provider.ws.terminate()
  await until('who is gone is gone', () => [ewa, late].every((one) => present(one).join() === 'Ewa'))
  oleh.provider.connect()
  await until('who is back is back', () => [ewa, late].every((one) => present(one).join() === 'Ewa,Oleh'))
})

story('nobody is present as somebody else', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const [ewa, oleh] = await couple(board)
  const mallory = await board.join('Mallory', 'legal')
  const wire = new Wire(server, board.id, mallory.token)
  later(() => wire.destroy())
  await wire.handshake()

  const forged = { user: { id: ewa.person.id, name: 'Ewa', department: 'it' }, at: { branch: 'forged' } }
  // Under Ewa's name with a client id of her own; with Ewa's own client id; and taking Ewa away.
  wire.send(awareness(4711, 1, forged))
  await wire.refused('forged')
  wire.send(awareness(ewa.doc.clientID, 1000, { user: { id: mallory.id, name: 'Mallory', department: 'legal' } }))
  await wire.refused('forged')
  wire.send(awareness(ewa.doc.clientID, 1000, null))
  await wire.refused('forged')
  assert.ok(wire.open)

  // What she says of herself comes after all that, so when it is there the rest would be too.
  wire.send(awareness(4712, 1, { user: { id: mallory.id, name: 'Mallory', department: 'legal' } }))
  await until('Mallory herself is seen', () => present(oleh).join() === 'Ewa,Mallory,Oleh')
  assert.ok(!oleh.heard.some((frame) => frame.includes('forged')))
  ewa.provider.awareness.setLocalStateField('at', { branch: 'people' })
  await until('Ewa goes on', () => oleh.provider.awareness.getStates().get(ewa.doc.clientID)?.at?.branch === 'people')
})

story('somebody who was removed from the board is no longer present', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const [ewa, oleh] = await couple(board)
  await board.do({ do: 'remove_participant', participant: oleh.person.id })
  await until('closed', () => oleh.closed[0]?.code === 4403)
  await until('gone', () => present(ewa).join() === 'Ewa')
})
