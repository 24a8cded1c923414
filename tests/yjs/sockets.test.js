// Many connections of one person, by stock clients.

import assert from 'node:assert/strict'

import { Board } from './play/board.js'
import { story } from './play/story.js'
import { until } from './play/until.js'

story('the oldest of too many stock clients of one person stops, and does not come back', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const { token } = await board.join('Oleh', 'sales')
  const clients = []
  for (let n = 0; n < 6; n++) clients.push(await board.client(token, `Oleh ${n}`))
  const [first, second, ...others] = clients
  await until('the oldest are ended', () => !first.provider.wsconnected && !second.provider.wsconnected)
  others.at(-1).add('n1', { branch: 'people', text: 'still here', order: 'a1' })
  for (const client of others) await client.sees('n1', 'still here')
  // A provider that is going to connect again says so at once.
  for (const { provider } of [first, second]) assert.deepEqual([provider.shouldConnect, provider.wsconnecting], [false, false])
  for (const { provider } of others) assert.ok(provider.wsconnected)
  assert.equal(first.text('n1'), undefined)
}, { options: ['--sockets-per-participant', '4'] })
