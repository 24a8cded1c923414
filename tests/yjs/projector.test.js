// The projector reads everything that everybody may see, and writes nothing.

import assert from 'node:assert/strict'

import * as Y from 'yjs'

import { Board } from './play/board.js'
import { story } from './play/story.js'
import { until } from './play/until.js'

story('the projector reads and does not write', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const ewa = await board.person('Ewa', 'it')
  const projector = await board.projector()
  ewa.add('n1', { branch: 'people', text: 'for all to see', order: 'a1' })
  await projector.sees('n1', 'for all to see')

  projector.text('n1').insert(0, 'not ')
  await until('the refusal', () => projector.refusals.length === 1)
  assert.match(projector.refusals[0], /^read-only: ./)
  projector.doc.getMap('projects').set('p', new Y.Map())
  await until('the second refusal', () => projector.refusals.length === 2)

  ewa.add('n2', { branch: 'people', text: 'it reads on', order: 'a2' })
  await projector.sees('n2', 'it reads on')
  assert.ok(projector.provider.wsconnected)
  assert.equal(ewa.root('notes').n1.text, 'for all to see')

  for (const command of [{ do: 'lock' }, { do: 'cast', note: 'n1', dots: 1 }, { do: 'seal_note', branch: 'people', text: 'x' }, { do: 'finish' }]) {
    const answer = await board.try(command, board.made.projector_token)
    assert.equal(answer.status, 403, `${command.do}: ${answer.text}`)
  }
  for (const format of ['json', 'svg', 'md']) {
    assert.equal((await board.get(`/export/${format}`, board.made.projector_token)).status, 200)
  }
  assert.equal((await board.get('/bin', board.made.projector_token)).status, 403)
  assert.equal((await server.call('DELETE', `/api/boards/${board.id}`, { token: board.made.projector_token })).status, 403)
})
