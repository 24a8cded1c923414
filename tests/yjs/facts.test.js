// Facts by a stock client, progress on a finished board, and the board for the next meeting.

import assert from 'node:assert/strict'

import * as Y from 'yjs'

import { Board } from './play/board.js'
import { story } from './play/story.js'
import { until } from './play/until.js'

/** Writes a fact as the contract has it. */
function addFact(client, id, values) {
  client.doc.transact(() => {
    const fact = new Y.Map()
    for (const [key, value] of Object.entries({ kind: 'complaints', label: 'Complaints', unit: 'a month', source: 'CRM' }))
      fact.set(key, value)
    fact.set('target', 40.5)
    fact.set('target_date', '2027-12-31')
    const series = new Y.Map()
    for (const [day, value] of Object.entries(values)) series.set(day, value)
    fact.set('values', series)
    client.doc.getMap('facts').set(id, fact)
  })
}

story('facilitators write facts, everybody reads them, and a participant is refused', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const ewa = await board.person('Ewa', 'it')
  const facilitator = await board.facilitator()
  // Whole, negative, fractional, large: as Yjs writes each of them.
  const values = { '2026-01-31': 120, '2026-02-28': -0.1, '2026-03-31': 1234567.25, '2026-04-30': 5_000_000_000 }
  addFact(facilitator, 'f1', values)
  await until('Ewa sees the fact', () => ewa.root('facts').f1?.values?.['2026-04-30'] === 5_000_000_000)
  assert.deepEqual(ewa.root('facts').f1.values, values)
  assert.equal(ewa.root('facts').f1.target, 40.5)
  assert.deepEqual(facilitator.refusals, [])

  addFact(ewa, 'f2', { '2026-01-31': 1 })
  await until('the refusal', () => ewa.refusals.length === 1)
  assert.match(ewa.refusals[0], /^not-allowed: ./)
  // What is no fact is refused whole, and the connection goes on.
  facilitator.doc.getMap('facts').get('f1').get('values').set('2026-02-30', 1)
  await until('the refusal', () => facilitator.refusals.length === 1)
  assert.match(facilitator.refusals[0], /^schema: ./)
  const projector = await board.projector()
  assert.deepEqual(Object.keys(projector.root('facts')), ['f1'])
  assert.deepEqual(projector.root('facts').f1.values, values)
})

story('a measured value reaches everybody on a finished board, and the next board goes on from it', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const ewa = await board.person('Ewa', 'it')
  const facilitator = await board.facilitator()
  addFact(facilitator, 'f1', { '2026-01-31': 120 })
  await until('Ewa sees the fact', () => ewa.root('facts').f1 !== undefined)
  ewa.add('n1', { branch: 'people', text: 'nobody asks', order: 'a1' })
  await facilitator.sees('n1', 'nobody asks')
  await board.do({ do: 'create_project', title: 'Ask', owner: 'it', fact: 'f1', due: '2027-01-31', amount: 1200.5, currency: 'PLN' })
  await until('the project', () => Object.keys(ewa.root('projects')).length === 1)
  const [project] = Object.keys(ewa.root('projects'))
  assert.equal(ewa.root('projects')[project].amount, 1200.5)
  await board.do({ do: 'finish' })

  const said = { do: 'report_progress', project, status: 'running', word: 'Half of it', due: '2027-02-28', value: 99.5 }
  const answer = await server.call('POST', `/api/boards/${board.id}/commands`, { token: ewa.token, body: said })
  assert.equal(answer.status, 200, answer.text)
  await until('the value', () => Object.values(facilitator.root('facts').f1.values).includes(99.5))
  assert.equal(facilitator.root('projects')[project].due, '2027-02-28')
  assert.equal(facilitator.root('projects')[project].status, 'running')
  const history = Object.values(facilitator.root('progress'))
  assert.equal(history.length, 1)
  assert.deepEqual([history[0].name, history[0].department, history[0].word], ['Ewa', 'it', 'Half of it'])
  // Nobody but the server writes the history.
  facilitator.doc.getMap('progress').set('000000', { project, at: 1, word: 'It was otherwise' })
  await until('the refusal', () => facilitator.refusals.length > 0)
  assert.match(facilitator.refusals[0], /^(finished|server-owned): ./)

  const made = await server.call('POST', `/api/boards/${board.id}/next`, { token: board.made.facilitator_token })
  assert.equal(made.status, 201, made.text)
  const next = new Board(server, made.json)
  later(() => next.leave())
  const again = await next.facilitator()
  await again.sees('n1', 'nobody asks')
  assert.deepEqual(again.root('facts'), ewa.root('facts'))
  assert.equal(again.root('projects')[project].due, '2027-02-28')
  assert.equal(Object.values(again.root('progress'))[0].word, 'Half of it')
  assert.equal(again.session.previous.board, board.id)
  assert.equal(Object.values(again.root('people'))[0].seat, true)
  await until('the old board names the next', () => ewa.session.next?.[0]?.board === next.id)
  addFact(again, 'f2', { '2026-05-31': 7 })
  await until('the new board takes facts', () => again.root('facts').f2 !== undefined)
})
