// Bad input gets the stated answer, and nothing is lost by it.

import assert from 'node:assert/strict'

import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'

import { Board, Client } from './play/board.js'
import { story } from './play/story.js'
import { until } from './play/until.js'
import { Wire, awareness, step1, update } from './play/wire.js'

function problem(answer, status, code) {
  assert.equal(answer.status, status, answer.text)
  assert.match(answer.type, /^application\/problem\+json/)
  assert.equal(answer.json.status, status)
  assert.equal(answer.json.code, code)
  assert.ok(answer.json.detail.length > 10, 'a sentence for people')
}

story('HTTP says what was wrong, with a stable code', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const ewa = await board.person('Ewa', 'it')
  ewa.add('n1', { branch: 'people', text: 'one', order: 'a1' })
  await until('the note is stored', () => ewa.root('attribution').n1)
  const host = server.hostKey
  const post = (path, call) => server.call('POST', path, call)
  const commands = `/api/boards/${board.id}/commands`

  problem(await post('/api/join', { body: { code: 'ZZZZZZ', name: 'X', department: 'it' } }), 404, 'unknown-code')
  problem(await post('/api/join', { raw: '{"code":', headers: { 'content-type': 'application/json' } }), 400, 'broken-json')
  problem(await post('/api/join', { body: { name: 'X' } }), 422, 'invalid')
  problem(await post('/api/boards', { body: { title: 'x', template: 'cx-5m' } }), 401, 'token-missing')
  problem(await post('/api/boards', { token: 'wrong', body: { title: 'x', template: 'cx-5m' } }), 401, 'token-invalid')
  problem(await post('/api/boards', { token: host, body: { title: 'x', template: 'none' } }), 422, 'invalid')
  problem(await post('/api/boards', { token: host, body: { title: ' ', template: '6m' } }), 422, 'invalid')
  problem(await post('/api/boards/import', { token: host, raw: '{"format":' }), 400, 'broken-json')
  problem(await post('/api/boards/import', { token: host, body: { format: 'else' } }), 422, 'invalid')
  problem(await board.get('', 'wrong'), 401, 'token-invalid')
  problem(await server.call('GET', '/api/boards/nowhere', { token: ewa.token }), 404, 'no-such-board')
  problem(await server.call('GET', '/api/nowhere'), 404, 'not-found')
  problem(await board.get('/export/docx'), 404, 'no-such-format')
  problem(await board.get('/export/json', ewa.token), 403, 'not-allowed')
  problem(await board.get('/ballot'), 403, 'not-allowed')

  problem(await post(commands, { token: ewa.token, raw: '{"do"', headers: { 'content-type': 'application/json' } }), 400, 'broken-json')
  problem(await post(commands, { token: ewa.token, body: { do: 'fly' } }), 422, 'invalid')
  problem(await post(commands, { token: ewa.token, body: { do: 'join', participant: 'p', name: 'x', department: 'it', token_hash: '' } }), 422, 'invalid')
  problem(await post(commands, { token: ewa.token, body: { do: 'lock' } }), 403, 'not-allowed')
  problem(await post(commands, { token: board.made.projector_token, body: { do: 'lock' } }), 403, 'read-only')
  problem(await post(commands, { token: board.made.facilitator_token, body: { do: 'cast', note: 'n1', dots: 1 } }), 403, 'not-allowed')
  problem(await post(commands, { token: ewa.token, body: { do: 'cast', note: 'n1', dots: 1 } }), 409, 'not-now')
  await board.do({ do: 'open_vote', dots: 2, per_note: 1 })
  problem(await post(commands, { token: ewa.token, body: { do: 'cast', note: 'n1', dots: 2 } }), 409, 'over-budget')
  problem(await post(commands, { token: ewa.token, body: { do: 'cast', note: 'nowhere', dots: 1 } }), 422, 'unknown')
  problem(await post(commands, { token: ewa.token, body: { do: 'cast', note: 'n1', dots: -1 } }), 422, 'invalid')
  problem(await post(commands, { token: board.made.facilitator_token, body: { do: 'reveal_vote' } }), 409, 'not-now')
  await board.do({ do: 'close_vote' })
  await board.do({ do: 'unlock' })

  assert.equal((await server.call('GET', '/healthz')).status, 200)
  assert.deepEqual(Object.keys(ewa.root('notes')), ['n1'])
})

story('tokens that open nothing close the websocket, and the stock client does not come back', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const doomed = await board.person('Doomed', 'it')
  const check = async (id, token, code) => {
    const client = new Client(server, id, token, `a client for ${code}`)
    later(() => client.destroy())
    const [end] = await until(`closed with ${code}`, () => client.closed.length > 0 && client.closed)
    assert.equal(end.code, code)
    assert.equal(client.provider.shouldConnect, false)
  }
  await check(board.id, 'wrong', 4401)
  await check('00000000-0000-7000-8000-000000000000', doomed.token, 4404)
  const silent = new Wire(server, board.id, undefined)
  later(() => silent.destroy())
  await silent.closed(4401)

  await board.do({ do: 'remove_participant', participant: doomed.person.id })
  await until('the removed one is closed', () => doomed.closed[0]?.code === 4403)
  await check(board.id, doomed.token, 4403)
  assert.equal((await board.get('', doomed.token)).status, 403)

  const last = await board.person('Last', 'it')
  assert.equal((await server.call('DELETE', `/api/boards/${board.id}`, { token: last.token })).status, 403)
  assert.equal((await server.call('DELETE', `/api/boards/${board.id}`, { token: board.made.facilitator_token })).status, 204)
  await until('the deleted board is closed', () => last.closed[0]?.code === 4404)
  await check(board.id, last.token, 4404)
  assert.equal((await board.get()).status, 404)
})

story('malformed and oversized frames end their own connection only', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const ewa = await board.person('Ewa', 'it')
  const oleh = await board.join('Oleh', 'sales')
  const fresh = async () => {
    const wire = new Wire(server, board.id, oleh.token)
    later(() => wire.destroy())
    await wire.handshake()
    return wire
  }
  const malformed = [
    Uint8Array.of(),
    Uint8Array.of(9),
    Uint8Array.of(0),
    Uint8Array.of(0, 7, 0),
    Uint8Array.of(0, 2, 200),
    Uint8Array.of(0, 2, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1),
    Uint8Array.of(1, 5, 1)
  ]
  for (const bytes of malformed) {
    const wire = await fresh()
    wire.send(bytes)
    await wire.closed(4400)
  }
  const texting = await fresh()
  texting.send('hello')
  await texting.closed(4400)

  const huge = await fresh()
  huge.send(update(new Uint8Array(5 * 1024 * 1024)))
  await huge.closed(4413)
  // After the handshake's own answer a frame may have 256 KiB.
  const large = await fresh()
  large.send(update(new Uint8Array(300 * 1024)))
  await large.closed(4413)

  // A frame that is well-formed around an update that is not: refused, and the connection stays.
  const wire = await fresh()
  wire.send(update(Uint8Array.of(1, 2, 3)))
  await wire.refused('malformed')
  assert.ok(wire.open)

  ewa.add('n1', { branch: 'people', text: 'unharmed', order: 'a1' })
  await until('the board goes on', () => ewa.root('attribution').n1)
})

story('whoever is refused without end is shown out', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const oleh = await board.join('Oleh', 'sales')
  const wire = new Wire(server, board.id, oleh.token)
  later(() => wire.destroy())
  await wire.handshake()
  await until('patience ends', () => {
    for (let n = 0; n < 50 && wire.open; n++) wire.send(update(Uint8Array.of(1, 2, 3)))
    return wire.end
  })
  assert.equal(wire.end.code, 4429)
})

story('values that do not fit the schema are refused by name', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const check = async (code, change, before = () => {}) => {
    const client = await board.person('Somebody', 'it')
    await before(client)
    client.doc.transact(() => change(client))
    await until(`refused as ${code}`, () => client.refusals.length > 0)
    assert.ok(client.refusals[0].startsWith(`${code}: `), `${client.refusals[0]} is not ${code}`)
    client.destroy()
  }
  const note = { branch: 'people', text: 'x', order: 'a1' }
  await check('schema', (c) => c.notes.set('n1', 'no map'))
  await check('schema', (c) => c.add('n1', { ...note, branch: 'nowhere' }))
  await check('schema', (c) => c.add('n1', { ...note, parent: 'nowhere' }))
  await check('schema', (c) => c.doc.getMap('surprise').set('x', 1))
  await check('too-long', (c) => c.add('n1', { ...note, text: 'x'.repeat(1001) }))
  await check('server-owned', (c) => c.doc.getMap('session').set('locked', true))
  await check('server-owned', (c) => c.doc.getMap('attribution').set('n1', { department: 'it' }))
  await check('server-owned', (c) => c.doc.getMap('people').set('p', { name: 'x', department: 'it' }))
  await check('not-allowed', (c) => c.doc.getMap('branches').set('b', new Y.Map()))
  await check('not-allowed', (c) => c.doc.getMap('board').get('effect').insert(0, 'x'))
  await check(
    'too-many',
    (c) => c.add('d6', { ...note, parent: 'd5' }),
    async (c) => {
      for (let n = 1; n <= 5; n++) c.add(`d${n}`, { ...note, parent: n > 1 ? `d${n - 1}` : undefined })
      await until('five levels', () => c.root('attribution').d5)
    }
  )
  const reader = await board.facilitator()
  assert.deepEqual(Object.keys(reader.root('notes')).sort(), ['d1', 'd2', 'd3', 'd4', 'd5'])
})

story(
  'a full board takes nobody more, and a finished one changes no more',
  async ({ server, later }) => {
    const board = await Board.create(server)
    later(() => board.leave())
    const ewa = await board.person('Ewa', 'it')
    await board.join('Oleh', 'sales')
    problem(await server.call('POST', '/api/join', { body: { code: board.made.join_code, name: 'Third', department: 'it' } }), 422, 'too-many')
    ewa.add('n1', { branch: 'people', text: 'one', order: 'a1' })
    ewa.add('n2', { branch: 'people', text: 'two', order: 'a2' })
    ewa.add('n3', { branch: 'people', text: 'three', order: 'a3' })
    await until('the third note is one too many', () => ewa.refusals.length === 1)
    assert.match(ewa.refusals[0], /^too-many: ./)

    await board.do({ do: 'finish' })
    problem(await server.call('POST', '/api/join', { body: { code: board.made.join_code, name: 'Late', department: 'it' } }), 409, 'finished')
    problem(await board.try({ do: 'lock' }), 409, 'finished')
    const fresh = await board.client(ewa.token, 'Ewa again')
    fresh.text('n1').insert(0, 'no ')
    await until('finished', () => fresh.refusals.length === 1)
    assert.match(fresh.refusals[0], /^finished: ./)
    await board.do({ do: 'reopen' })
    const reader = await board.client(ewa.token, 'Ewa once more')
    assert.deepEqual(reader.root('notes').n1.text, 'one')
    reader.text('n1').insert(0, 'again ')
    await until('it changes again', () => reader.refusals.length === 0 && reader.root('notes').n1.text === 'again one')
  },
  { options: ['--limit-participants', '2', '--limit-notes', '2'] }
)

story('failed attempts to join are limited, successful ones are not', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const tries = () => server.call('POST', '/api/join', { body: { code: 'QQQQQQ', name: 'X', department: 'it' } })
  const limited = await until('an attempt too many', async () => {
    const answer = await tries()
    return answer.status === 429 && answer
  })
  problem(limited, 429, 'too-many-attempts')
  assert.ok(Number(limited.headers.get('retry-after')) > 0)
})

story('a room full of people joins within seconds', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const people = await Promise.all(Array.from({ length: 120 }, (_, n) => board.join(`Person ${n}`, 'it')))
  assert.equal(new Set(people.map((p) => p.token)).size, 120)
  assert.equal((await board.state()).people.length, 120)
})

story('a presence that is too large or not well-formed is refused', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const oleh = await board.join('Oleh', 'sales')
  const wire = new Wire(server, board.id, oleh.token)
  later(() => wire.destroy())
  await wire.handshake()
  const user = { id: oleh.id, name: 'Oleh', department: 'sales' }
  wire.send(awareness(4711, 1, { user, padding: 'x'.repeat(9000) }))
  await wire.refused('too-long')
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, 1)
  encoding.writeVarUint(encoder, 4711)
  encoding.writeVarUint(encoder, 1)
  encoding.writeVarString(encoder, '{"user":')
  const outer = encoding.createEncoder()
  encoding.writeVarUint(outer, 1)
  encoding.writeVarUint8Array(outer, encoding.toUint8Array(encoder))
  wire.send(encoding.toUint8Array(outer))
  await wire.refused('malformed')
  // A state vector that promises more than there is.
  wire.send(step1(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f)))
  await wire.refused('malformed')
  assert.ok(wire.open)
})
