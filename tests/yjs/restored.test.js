// The data directory is put back to a backup while stock clients keep what came after it.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

import * as Y from 'yjs'

import { Board, Client } from './play/board.js'
import { BIN } from './play/server.js'
import { story } from './play/story.js'
import { until } from './play/until.js'

const run = promisify(execFile)

/** A backup, taken while the server runs, and what puts it in the place of the data directory. */
async function backup(server) {
  const copy = join(server.home, 'backup')
  const { stdout } = await run(BIN, ['backup', copy, '--data', server.data])
  assert.match(stdout, /each of them was opened/)
  return async () => {
    await server.stop()
    rmSync(server.data, { recursive: true })
    await run(BIN, ['restore', copy, '--data', server.data])
    await server.start()
  }
}

/** The same document, on a connection of its own. */
const again = (server, board, client, doc = client.doc) => new Client(server, board.id, client.token, client.name, doc)

story('a stock client that is ahead of a restored board is closed with 4412 and a reason, and stays so', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const [ewa, oleh] = [await board.person('Ewa', 'it'), await board.person('Oleh', 'sales')]
  ewa.add('n1', { branch: 'people', text: 'before', order: 'a1' })
  await oleh.sees('n1', 'before')
  const restore = await backup(server)
  oleh.add('n2', { branch: 'people', text: 'after', order: 'a2' })
  await ewa.sees('n2', 'after')
  await restore()

  for (const one of [ewa, oleh]) {
    await until(`${one.name} is told`, () => one.closed.some(({ code }) => code === 4412))
    const told = one.closed.find(({ code }) => code === 4412)
    assert.match(String(told?.reason), /restored from a backup/)
    assert.equal(one.provider.wsconnected, false)
    assert.equal(one.provider.shouldConnect, false, 'the provider does not try again')
    assert.equal(one.provider.synced, false)
  }
  // Nothing of theirs is on the board; with an empty document they are in.
  const fresh = again(server, board, ewa, new Y.Doc())
  later(() => fresh.destroy())
  await fresh.synced()
  assert.deepEqual(Object.keys(fresh.root('notes')), ['n1'])

  // Once the board has gone on, what is known to both sides differs. A copy that comes back then is told as well.
  for (let n = 0; n < 20; n += 1) fresh.add(`f${n}`, { branch: 'people', text: 'since', order: 'a3' })
  await until('they are taken', () => Object.keys(fresh.root('attribution')).length === 21)
  const late = again(server, board, oleh)
  later(() => late.destroy())
  await until('the late one is told', () => late.closed.some(({ code }) => code === 4412))
})

story('clients that know the board come back to it after every restart', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const people = [await board.person('Ewa', 'it'), await board.person('Oleh', 'sales'), await board.facilitator(), await board.projector()]
  const [ewa, oleh, facilitator] = people
  for (let round = 0; round < 4; round += 1) {
    for (let n = 0; n < 6; n += 1) {
      ewa.add(`e${round}${n}`, { branch: 'people', text: `${round} ${n}`, order: 'a1' })
      await board.do({ do: n % 2 ? 'unlock' : 'set_permissions', ...(n % 2 ? {} : { edit: n % 4 ? 'own' : 'any' }) })
      await until('it is taken', () => Object.keys(oleh.root('attribution')).length === round * 6 + n + 1)
    }
    await server.stop()
    await server.start()
    await until('everybody is back', () => people.every((one) => one.provider.synced))
  }
  for (const one of people) {
    assert.ok(one.closed.every(({ code }) => code !== 4412), one.name)
    assert.deepEqual(one.root('attribution'), facilitator.root('attribution'), one.name)
    assert.deepEqual(one.session, facilitator.session, one.name)
  }
})
