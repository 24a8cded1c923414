// Secret means not sent: sealed notes and ballots are in no frame and no answer to anybody else.

import assert from 'node:assert/strict'

import { Board } from './play/board.js'
import { story } from './play/story.js'
import { until } from './play/until.js'

const SECRET = 'Tajemnica-Ewy-7319'

/** Everything that a token can ask for over HTTP. */
async function everything(board, token) {
  const paths = ['', '/ballot', '/bin', '/export/json', '/export/md', '/export/svg', '/export/csv', '/export/html']
  const answers = await Promise.all(paths.map((path) => board.get(path, token)))
  const others = await Promise.all(['/metrics', '/api/openapi.json', '/api/templates'].map((path) => board.server.call('GET', path)))
  return [...answers, ...others].map((answer) => answer.bytes.toString('latin1')).join('\n')
}

const captured = (client) => client.heard.map((frame) => frame.toString('latin1')).join('\n')

story('a sealed note is with its author alone until the reveal, and anonymous after it', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const [ewa, oleh, anna] = await Promise.all([board.person('Ewa', 'it'), board.person('Oleh', 'sales'), board.person('Anna', 'it')])
  // With two people a department would not be told, either.
  await board.join('Jan', 'it')
  const others = [oleh, anna, await board.facilitator(), await board.projector()]
  const activities = [{ kind: 'silent', title: 'Silence', minutes: 5 }]
  await board.do({ do: 'set_agenda', agenda: [{ title: 'One', activities }] })
  await board.do({ do: 'next_activity' })
  await until('the silence begins', () => others.every((one) => one.session.permissions?.add === 'none'))
  await board.do({ do: 'seal_note', branch: 'people', text: SECRET }, ewa.token)
  await board.do({ do: 'seal_note', branch: 'people', text: 'Tajemnica-Anny-1' }, anna.token)
  await until('the count is seen', () => others.every((one) => one.session.hidden === 2))

  const sealed = (await board.get('/ballot', ewa.token)).json.sealed
  assert.deepEqual(sealed.map((note) => note.text), [SECRET])
  for (const one of others) {
    assert.ok(!captured(one).includes(SECRET), `${one.name} was sent the secret`)
    assert.ok(!(await everything(board, one.token)).includes(SECRET), `${one.name} was answered the secret`)
  }
  // Not even its author's own socket carries it: it is no part of the document.
  assert.ok(!captured(ewa).includes(SECRET))
  const late = await board.client(oleh.token, 'a late comer')
  assert.ok(!captured(late).includes(SECRET))

  await board.do({ do: 'reveal_notes' })
  await until('all see it', () => others.every((one) => Object.values(one.root('notes')).some((note) => note.text === SECRET)))
  // The capture would have shown it: now that it is revealed, it does.
  for (const one of others) assert.ok(captured(one).includes(SECRET), one.name)
  const [id] = Object.entries(oleh.root('notes')).find(([, note]) => note.text === SECRET)
  assert.deepEqual(oleh.root('attribution')[id], { department: 'it' }, 'only the department is told')
  const owner = oleh.notes.get(id)._item.id.client
  assert.notEqual(owner, ewa.doc.clientID, 'not even the Yjs client id tells')
  for (const one of others) {
    const answers = await everything(board, one.token)
    const near = answers.split('\n').filter((line) => line.includes(SECRET))
    assert.ok(near.every((line) => !line.includes(ewa.person.id) && !line.includes('"Ewa"')), `${one.name} is told who wrote it`)
  }
})

story('a sealed note that is changed is with its author alone, and theirs to edit once it is revealed', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const [ewa, oleh] = await Promise.all([board.person('Ewa', 'it'), board.person('Oleh', 'sales')])
  const others = [oleh, await board.facilitator(), await board.projector()]
  await board.do({ do: 'seal_note', branch: 'people', text: 'Pierwsza-wersja-1001' }, ewa.token)
  const [{ id }] = (await board.get('/ballot', ewa.token)).json.sealed
  await board.do({ do: 'seal_note', branch: 'methods', text: SECRET, note: id }, ewa.token)
  await until('the count is on the other bone', () => others.every((one) => one.session.hidden_by_branch?.methods === 1))
  assert.deepEqual((await board.get('/ballot', ewa.token)).json.sealed, [{ id, branch: 'methods', text: SECRET }])
  for (const one of [...others, ewa]) for (const text of [SECRET, 'Pierwsza-wersja-1001']) assert.ok(!captured(one).includes(text), `${one.name} was sent ${text}`)
  for (const one of others) assert.ok(!(await everything(board, one.token)).includes(SECRET), `${one.name} was answered the secret`)
  // The answer tells nobody else that there is one.
  for (const other of [id, 's999']) await board.refused({ do: 'seal_note', branch: 'people', text: 'cudze', note: other }, oleh.token, 422, 'unknown')

  await board.do({ do: 'reveal_notes' })
  await until('all see it', () => others.every((one) => Object.values(one.root('notes')).some((note) => note.text === SECRET)))
  const [note] = Object.entries(oleh.root('notes')).find(([, one]) => one.text === SECRET)
  assert.deepEqual((await board.get('/ballot', ewa.token)).json.revealed, [note])
  assert.deepEqual((await board.get('/ballot', oleh.token)).json.revealed, [])
  for (const one of others) assert.ok(!captured(one).includes('Pierwsza-wersja-1001'), 'what was replaced is told to nobody, ever')

  ewa.notes.get(note).get('text').insert(SECRET.length, ' i dopisek')
  await until('her edit is with all', () => others.every((one) => one.root('notes')[note].text === `${SECRET} i dopisek`))
  assert.deepEqual(oleh.root('attribution')[note]?.author, undefined)
  oleh.notes.get(note).get('text').insert(0, 'nie ')
  await until('another person is refused', () => oleh.refusals.some((reason) => reason.startsWith('not-yours')))
})

story('who gave which dots and ratings is told to nobody', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const [ewa, oleh] = await Promise.all([board.person('Ewa', 'it'), board.person('Oleh', 'sales')])
  const others = [oleh, await board.facilitator(), await board.projector()]
  // Ids that stand out in any frame.
  ewa.add('note-one-4141', { branch: 'people', text: 'one', order: 'a1' })
  ewa.add('note-two-4242', { branch: 'people', text: 'two', order: 'a2' })
  await until('the notes are stored', () => oleh.root('attribution')['note-two-4242'])
  await board.do({ do: 'open_vote', dots: 5, per_note: 5 })
  await until('the vote is open', () => others.every((one) => one.session.vote?.open))

  // From here on nobody else may hear the note's name at all: the only news of it is the ballot.
  for (const one of others) one.heard.length = 0
  await board.do({ do: 'cast', note: 'note-one-4141', dots: 4 }, ewa.token)
  await until('it is told that one has voted', () => others.every((one) => one.session.vote.voted === 1))
  await board.do({ do: 'close_vote' })
  await until('it is closed', () => others.every((one) => one.session.vote.open === false))
  for (const one of others) {
    assert.ok(!captured(one).includes('note-one-4141'), `${one.name} was sent the ballot`)
    const state = (await board.get('', one.token)).json
    assert.equal(state.vote.tally, undefined)
    assert.ok(!JSON.stringify(state.vote).includes('note-one-4141'))
    assert.ok(!('ballots' in state.vote))
  }
  const exported = (await board.get('/export/json')).json
  assert.ok(exported.notes.every((note) => !note.dots), 'no dots before the reveal')
  assert.deepEqual((await board.get('/ballot', oleh.token)).json.vote.dots, {})
  await board.do({ do: 'reveal_vote' })
  await until('the sum is told', () => others.every((one) => one.session.vote.tally?.['note-one-4141']?.dots === 4))

  for (const one of others) assert.ok(captured(one).includes('note-one-4141'), `${one.name}: the capture shows what is told`)

  await board.do({ do: 'open_rating', notes: ['note-one-4141', 'note-two-4242'] })
  await until('the rating is open', () => others.every((one) => one.session.rating?.open))
  for (const one of others) one.heard.length = 0
  await board.do({ do: 'rate', note: 'note-two-4242', importance: 5, urgency: 1 }, ewa.token)
  await until('it is told that one has rated', () => others.every((one) => one.session.rating.voted === 1))
  for (const one of others) {
    assert.ok(!captured(one).includes('importance'), `${one.name} was sent the rating`)
    assert.equal((await board.get('', one.token)).json.rating.tally, undefined)
  }
  assert.deepEqual((await board.get('/ballot', oleh.token)).json.rating.ratings, {})
})

story('a board tells its secrets to nobody without its token', async ({ server, later }) => {
  const board = await Board.create(server)
  const other = await Board.create(server)
  later(() => [board, other].forEach((one) => one.leave()))
  const stranger = await other.join('Stranger', 'it')
  for (const path of ['', '/ballot', '/export/json', '/bin']) {
    for (const token of [undefined, stranger.token, other.made.facilitator_token, server.hostKey, board.made.join_code]) {
      const answer = await board.get(path, token ?? '')
      assert.equal(answer.status, 401, `${path} with ${token}`)
    }
  }
  const log = server.logs()
  for (const secret of [board.made.facilitator_token, board.made.projector_token, stranger.token]) {
    assert.ok(!log.includes(secret), 'a token is in the log')
  }
})
