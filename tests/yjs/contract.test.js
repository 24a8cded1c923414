// The surface that others rely on, item by item, as a program that knows only the contract meets it.

import assert from 'node:assert/strict'

import * as Y from 'yjs'

import { Board } from './play/board.js'
import { story } from './play/story.js'
import { until } from './play/until.js'

const keys = (object) => Object.keys(object).sort()

story('a new board is as the contract says', async ({ server, later }) => {
  const board = await Board.create(server, { title: 'Plain', template: 'cx-5m', effect: 'The effect', goals: { workshop: 'W', organisation: 'O' } })
  later(() => board.leave())
  const { made } = board
  assert.deepEqual(keys(made.links), ['facilitator', 'join', 'projector'])
  assert.deepEqual(made.branches.map((b) => b.id), ['people', 'management', 'methods', 'material', 'machines'])
  assert.ok(made.branches.every((b) => b.title && b.question))
  assert.deepEqual(made.departments.map((d) => d.id), ['analysis', 'marketing', 'customer-service', 'it', 'legal', 'sales', 'back-office'])
  for (const link of Object.values(made.links)) {
    const url = new URL(link)
    assert.ok(url.hash.length > 1, 'the secret is in the fragment')
    assert.equal(url.search, '')
    const page = await server.call('GET', url.pathname)
    assert.equal(page.status, 200)
    assert.match(page.type, /^text\/html/)
  }

  const state = await board.state()
  assert.equal(state.id, made.id)
  assert.equal(state.title, 'Plain')
  assert.equal(state.effect, 'The effect')
  assert.equal(state.locked, false)
  assert.equal(state.activity, null)
  assert.equal(state.vote, null)
  assert.equal(state.rating, null)
  assert.equal(state.timer, null)
  assert.equal(state.finished, false)
  assert.deepEqual(state.permissions, { add: 'own', edit: 'own', move: 'own', remove: 'own' })
  assert.deepEqual(state.people, [])
  assert.ok(Math.abs(state.server_time - Date.now()) < 60_000, 'Unix milliseconds')
  const byQuery = await server.call('GET', `/api/boards/${board.id}?token=${made.projector_token}`)
  assert.equal(byQuery.status, 200)

  const reader = await board.facilitator()
  for (const key of ['locked', 'permissions', 'activity', 'agenda', 'timer', 'vote', 'rating', 'finished']) {
    assert.deepEqual(reader.session[key], state[key], key)
  }
  assert.ok(reader.doc.getMap('board').get('effect') instanceof Y.Text)
  assert.equal(reader.root('board').effect, 'The effect')
})

story('every template in every language makes a board', async ({ server }) => {
  for (const language of ['en', 'pl', 'uk']) {
    const templates = (await server.call('GET', `/api/templates?language=${language}`)).json
    assert.deepEqual(templates.map((t) => t.id).sort(), ['4p', '4s', '6m', '8p', 'blank', 'cx-5m'])
    for (const { id, branches } of templates) {
      const board = await Board.create(server, { template: id, language })
      assert.deepEqual(board.made.branches, branches, id)
    }
  }
  const cx = async (language) => (await Board.create(server, { language })).made.branches.map((b) => b.title)
  assert.deepEqual(await cx('en'), ['People', 'Management', 'Methods', 'Material', 'Machines'])
  assert.deepEqual(await cx('pl'), ['Człowiek', 'Zarządzanie', 'Metody', 'Materiał', 'Maszyny'])
  assert.deepEqual(await cx('uk'), ['Люди', 'Управління', 'Методи', 'Матеріал', 'Обладнання'])
})

story('health, metrics and the OpenAPI document are there for anyone', async ({ server }) => {
  for (const path of ['/healthz', '/readyz']) assert.equal((await server.call('GET', path)).status, 200)
  const metrics = await server.call('GET', '/metrics')
  assert.match(metrics.type, /^text\/plain/)
  assert.match(metrics.text, /^# TYPE herringbone_\w+ \w+$/m)
  const openapi = (await server.call('GET', '/api/openapi.json')).json
  assert.match(openapi.openapi, /^3\.1\./)
  const calls = [
    ['get', '/healthz'],
    ['get', '/readyz'],
    ['get', '/metrics'],
    ['get', '/api/templates'],
    ['post', '/api/boards'],
    ['post', '/api/join'],
    ['get', '/api/boards/{id}'],
    ['post', '/api/boards/{id}/commands'],
    ['get', '/api/boards/{id}/ballot'],
    ['get', '/api/boards/{id}/export/{format}'],
    ['post', '/api/boards/import'],
    ['delete', '/api/boards/{id}']
  ]
  for (const [method, path] of calls) assert.ok(openapi.paths[path]?.[method], `${method} ${path}`)
  const text = JSON.stringify(openapi)
  for (const command of ['lock', 'set_permissions', 'start_activity', 'open_vote', 'seal_note', 'approve', 'reopen']) {
    assert.ok(text.includes(`"${command}"`), command)
  }
})

story('every command of the contract is understood', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const ewa = await board.person('Ewa', 'it')
  const { token, person } = ewa
  for (const [n, id] of ['n1', 'n2', 'n3'].entries()) ewa.add(id, { branch: 'people', text: id, order: `a${n}` })
  await until('the notes are stored', () => ewa.root('attribution').n3)
  const agenda = [{ title: 'One', activities: [{ kind: 'collect', title: 'C', minutes: 5 }, { kind: 'silent', title: 'S', minutes: 5 }] }]

  let last = 0
  const step = async (command, who) => {
    const seq = await board.do(command, who)
    assert.ok(seq > last, 'the log grows')
    last = seq
  }
  await step({ do: 'lock' })
  await step({ do: 'unlock' })
  await step({ do: 'set_permissions', add: 'own', edit: 'any', move: 'any', remove: 'own' })
  await step({ do: 'set_agenda', agenda })
  const [collect] = (await board.state()).agenda[0].activities
  await step({ do: 'start_activity', activity: collect.id })
  const { timer, activity, server_time } = await board.state()
  assert.equal(activity, collect.id)
  assert.equal(timer.running, true)
  assert.ok(timer.ends_at > server_time && timer.ends_at <= server_time + 5 * 60_000)
  await step({ do: 'pause_timer' })
  const paused = (await board.state()).timer
  assert.equal(paused.running, false)
  assert.ok(paused.remaining_ms > 0 && paused.remaining_ms <= 5 * 60_000)
  await step({ do: 'extend_timer', seconds: 60 })
  assert.equal((await board.state()).timer.remaining_ms, paused.remaining_ms + 60_000)
  await step({ do: 'resume_timer' })
  await step({ do: 'summon', branch: 'people' })
  await step({ do: 'summon', note: 'n1' })
  await step({ do: 'summon', branch: null })
  await step({ do: 'next_activity' })
  await step({ do: 'seal_note', branch: 'people', text: 'sealed' }, token)
  await step({ do: 'done' }, token)
  await step({ do: 'reveal_notes', branch: 'people' })
  await until('revealed', () => Object.values(ewa.root('notes')).some((note) => note.text === 'sealed'))
  await step({ do: 'merge_notes', into: 'n1', notes: ['n2'] })
  await step({ do: 'unmerge', note: 'n2' })
  await step({ do: 'open_vote', dots: 5, per_note: 2, by_department: 'shown' })
  await step({ do: 'cast', note: 'n1', dots: 2 }, token)
  assert.equal(await board.do({ do: 'cast', note: 'n1', dots: 2 }, token), last, 'a repeat changes nothing')
  await step({ do: 'cast', note: 'n1', dots: 1 }, token)
  await step({ do: 'close_vote' })
  await board.refused({ do: 'cast', note: 'n1', dots: 2 }, token, 409, 'not-now')
  await step({ do: 'reveal_vote' })
  assert.deepEqual((await board.state()).vote.tally, { n1: { dots: 1, by_department: { it: 1 } } })
  await step({ do: 'open_rating', notes: ['n1', 'n3'] })
  await step({ do: 'rate', note: 'n1', importance: 5, urgency: 1 }, token)
  await board.refused({ do: 'rate', note: 'n1', importance: 6, urgency: 1 }, token, 422, 'invalid')
  await step({ do: 'close_rating' })
  await step({ do: 'reveal_rating' })
  await step({ do: 'set_priority', note: 'n1', priority: 'outside' })
  await board.refused({ do: 'set_priority', note: 'n1', priority: 'soon' }, board.made.facilitator_token, 422, 'invalid')
  await step({ do: 'create_project', title: 'P', notes: ['n1'], horizon: 'this-year', owner: 'it', approvals: ['it'] })
  const [project] = Object.keys(await until('a project', () => keys(ewa.root('projects')).length && ewa.root('projects')))
  await step({ do: 'approve', project, decision: 'decline', comment: 'not yet' }, token)
  await step({ do: 'finish' })
  assert.equal((await board.get('/export/json', token)).status, 200)
  await step({ do: 'reopen' })
  await step({ do: 'remove_participant', participant: person.id })
  assert.deepEqual((await board.state()).people, [])
  assert.equal((await board.state()).finished, false)
})

story('permissions decide what participants may do with whose notes', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const [ewa, facilitator] = [await board.person('Ewa', 'it'), await board.facilitator()]
  ewa.add('n1', { branch: 'people', text: 'hers', order: 'a1' })
  await facilitator.sees('n1')
  facilitator.add('n2', { branch: 'people', text: 'the facilitator’s', order: 'a2' })
  await ewa.sees('n2')
  assert.deepEqual(ewa.root('attribution').n2, { department: null })

  // Each try is a client of its own: after a refusal a stock client is ahead of the server.
  const may = async (change, refusal) => {
    const oleh = await board.person('Oleh', 'sales')
    const before = JSON.stringify(facilitator.root('notes'))
    change(oleh)
    if (refusal) {
      await until(`refused as ${refusal}`, () => oleh.refusals[0]?.startsWith(`${refusal}: `))
      assert.equal(JSON.stringify(facilitator.root('notes')), before)
    } else {
      await until('done', () => JSON.stringify(facilitator.root('notes')) !== before)
      assert.deepEqual(oleh.refusals, [])
    }
    oleh.destroy()
  }
  const edit = (one) => one.text('n1').insert(0, 'x')
  const move = (one) => one.notes.get('n1').set('branch', 'methods')
  const remove = (one) => one.notes.delete('n1')
  const add = (id) => (one) => one.add(id, { branch: 'people', text: id, order: 'a5' })

  await may(edit, 'not-yours')
  await may(move, 'not-yours')
  await may(remove, 'not-yours')
  await may(add('o1'))
  await board.do({ do: 'set_permissions', edit: 'any', move: 'any' })
  await may(edit)
  await may(move)
  await may(remove, 'not-yours')
  await board.do({ do: 'set_permissions', add: 'none', edit: 'none' })
  await may(add('o2'), 'not-allowed')
  await may(edit, 'not-allowed')
  await board.do({ do: 'set_permissions', remove: 'any' })
  await may(remove)

  // The facilitator is bound by the lock alone.
  facilitator.add('n3', { branch: 'people', text: 'still', order: 'a3' })
  facilitator.doc.getMap('branches').get('people').set('title', 'Persons')
  facilitator.doc.getMap('board').get('effect').insert(0, 'Changed ')
  await until('the facilitator writes everywhere', () => {
    const { people } = ewa.root('branches')
    return people.title === 'Persons' && ewa.root('board').effect.startsWith('Changed ') && ewa.text('n3')
  })
  assert.deepEqual(facilitator.refusals, [])
})

story('two moves that would close a circle: the second is refused', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  await board.do({ do: 'set_permissions', move: 'any' })
  const [ewa, oleh] = [await board.person('Ewa', 'it'), await board.person('Oleh', 'sales')]
  ewa.add('n1', { branch: 'people', text: 'one', order: 'a1' })
  ewa.add('n2', { branch: 'people', text: 'two', order: 'a2' })
  await oleh.sees('n2')
  ewa.notes.get('n1').set('parent', 'n2')
  oleh.notes.get('n2').set('parent', 'n1')
  await until('one of them is refused', () => ewa.refusals.length + oleh.refusals.length === 1)
  const reader = await board.projector()
  const parents = Object.values(reader.root('notes')).map((note) => note.parent ?? null)
  assert.equal(parents.filter(Boolean).length, 1)
})
