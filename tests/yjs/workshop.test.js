// The whole CX workshop, played by nine stock Yjs clients and HTTP commands against the built server.

import assert from 'node:assert/strict'

import { Board } from './play/board.js'
import { cx, write } from './play/cx.js'
import { story } from './play/story.js'
import { until } from './play/until.js'

const FORMATS = ['json', 'md', 'svg', 'html', 'csv', 'pdf', 'png', 'xlsx']

/** What every note must look like in the end, by id. */
const expected = Object.fromEntries(
  cx.notes.map((note) => [note.key, { text: note.text, branch: note.branch, parent: note.parent ?? null }])
)

function pictured(client) {
  return Object.fromEntries(
    Object.entries(client.root('notes')).map(([id, note]) => [id, { text: note.text, branch: note.branch, parent: note.parent ?? null }])
  )
}

function contains(file, texts, what) {
  const missing = texts.filter((text) => !file.includes(text))
  assert.deepEqual(missing, [], `${what} lacks texts`)
}

const unescaped = (xml) =>
  xml.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&')

story('nine stock clients play the whole CX workshop', async ({ server, later }) => {
  const board = await Board.create(server, {
    title: cx.title,
    template: cx.template,
    language: cx.language,
    effect: cx.effect,
    goals: cx.goals,
    agenda: cx.agenda
  })
  later(() => board.leave())
  const people = await Promise.all(cx.people.map(({ name, department }) => board.person(name, department)))
  const by = Object.fromEntries(people.map((client) => [client.name, client]))
  const everybody = [...people, await board.facilitator(), await board.projector()]
  const all = (what, check) => Promise.all(everybody.map((one) => until(`${one.name}: ${what}`, () => check(one))))

  const activities = (await board.state()).agenda.flatMap((meeting) => meeting.activities)
  const start = (kind) => board.do({ do: 'start_activity', activity: activities.find((a) => a.kind === kind).id })
  assert.equal(activities.length, 9)

  // Welcome and understand: the board is locked.
  await start('welcome')
  await all('the board is locked', (one) => one.session.locked === true)
  await board.do({ do: 'next_activity' })

  // Collect.
  await board.do({ do: 'next_activity' })
  await all('the board is open', (one) => one.session.locked === false && one.session.timer?.running)
  await Promise.all(people.map(write))
  await all('36 notes', (one) => one.notes.size === 36)
  await all('the same 36 notes, parents too', (one) => {
    assert.deepEqual(pictured(one), expected)
    return true
  })
  const attribution = everybody[0].root('attribution')
  for (const note of cx.notes) {
    const { person, name } = by[note.author]
    assert.deepEqual(attribution[note.key], { department: person.department, author: person.id }, `${note.key} is ${name}'s`)
  }
  assert.deepEqual(people.flatMap((one) => one.refusals), [])

  // Break, discuss.
  await board.do({ do: 'next_activity' })
  await board.do({ do: 'next_activity' })

  // Vote.
  await board.do({ do: 'next_activity' })
  await board.do({ do: 'open_vote', dots: cx.vote.dots, per_note: cx.vote.per_note, by_department: 'shown' })
  await Promise.all(
    Object.entries(cx.vote.ballots).map(async ([name, dots]) => {
      const { token } = by[name]
      await Promise.all(Object.entries(dots).map(([note, n]) => board.do({ do: 'cast', note, dots: n }, token)))
      const [note, n] = Object.entries(dots)[0]
      await board.do({ do: 'cast', note, dots: n }, token)
      const ballot = await board.get('/ballot', token)
      assert.deepEqual(ballot.json.vote.dots, dots, `${name}'s own ballot`)
    })
  )
  await board.refused({ do: 'cast', note: 'c1', dots: 1 }, by['Anna Kowal'].token, 409, 'over-budget')
  await all('nine have voted', (one) => one.session.vote?.voted === 9)
  assert.equal(everybody[0].session.vote.tally, undefined)
  await board.do({ do: 'close_vote' })
  await board.do({ do: 'reveal_vote' })
  await all('the tally', (one) => {
    assert.deepEqual(one.session.vote.tally, cx.expected.tally)
    return true
  })

  // Prioritise.
  await board.do({ do: 'next_activity' })
  await board.do({ do: 'open_rating', notes: Object.keys(cx.ratings) })
  await Promise.all(
    Object.entries(cx.ratings).flatMap(([note, ratings]) =>
      Object.entries(ratings).map(([name, [importance, urgency]]) => board.do({ do: 'rate', note, importance, urgency }, by[name].token))
    )
  )
  await board.do({ do: 'close_rating' })
  await board.do({ do: 'reveal_rating' })
  await all('the medians', (one) => {
    const tally = one.session.rating.tally
    const medians = Object.fromEntries(Object.entries(tally).map(([id, { importance, urgency }]) => [id, { importance, urgency }]))
    assert.deepEqual(medians, cx.expected.medians)
    const [disputed] = Object.entries(tally).sort(([, a], [, b]) => b.disagreement - a.disagreement)
    assert.equal(disputed[0], cx.expected.most_disputed)
    return true
  })
  for (const [note, priority] of Object.entries(cx.expected.priorities)) await board.do({ do: 'set_priority', note, priority })
  await all('the priorities', (one) => {
    assert.deepEqual(one.root('priorities'), cx.expected.priorities)
    return true
  })

  // Plan.
  await board.do({ do: 'next_activity' })
  for (const project of cx.projects) await board.do({ do: 'create_project', ...project })
  await all('two projects', (one) => Object.keys(one.root('projects')).length === cx.projects.length)
  for (const project of cx.projects) {
    const found = Object.entries(everybody[0].root('projects')).find(([, made]) => made.title === project.title)
    assert.ok(found, project.title)
    const [id, made] = found
    for (const key of ['horizon', 'owner', 'sponsor', 'budget', 'duration']) assert.equal(made[key], project[key])
    for (const key of ['notes', 'competences', 'tools', 'methods', 'approvals']) {
      const items = Object.entries(made[key]).sort(([, a], [, b]) => (a < b ? -1 : 1)).map(([item]) => item)
      assert.deepEqual(items, project[key], `${project.title}: ${key}`)
    }
    for (const department of project.approvals) {
      const voice = people.find((one) => one.person.department === department)
      await board.do({ do: 'approve', project: id, decision: 'accept', comment: `Zgoda: ${department}` }, voice.token)
    }
    const stranger = people.find((one) => one.person.department === 'back-office')
    await board.refused({ do: 'approve', project: id, decision: 'accept' }, stranger.token, 403, 'not-allowed')
  }

  // Close, finish; the snapshot is for everybody now.
  await board.refused({ do: 'lock' }, by['Anna Kowal'].token, 403, 'not-allowed')
  assert.equal((await board.get('/export/json', by['Anna Kowal'].token)).status, 403)
  await board.do({ do: 'next_activity' })
  await board.do({ do: 'finish' })
  await all('the end', (one) => one.session.finished === true)

  const texts = [cx.title, cx.effect, ...Object.values(cx.goals), ...cx.notes.map((n) => n.text), ...cx.projects.map((p) => p.title)]
  const exported = Object.fromEntries(
    await Promise.all(FORMATS.map(async (format) => [format, await board.get(`/export/${format}`, by['Oleh Shevchuk'].token)]))
  )
  for (const [format, answer] of Object.entries(exported)) assert.equal(answer.status, 200, `${format}: ${answer.text.slice(0, 300)}`)
  for (const format of ['json', 'md', 'csv']) contains(exported[format].text, texts, format)
  contains(unescaped(exported.html.text), texts, 'html')
  // A drawing is a slide: the fish, or the projects.
  contains(unescaped(exported.svg.text), [cx.title, cx.effect, ...cx.notes.map((n) => n.text)], 'svg')
  const slide = await board.get('/export/svg?part=projects', by['Oleh Shevchuk'].token)
  contains(unescaped(slide.text), cx.projects.map((p) => p.title), 'svg of the projects')
  assert.equal(exported.pdf.bytes.subarray(0, 5).toString(), '%PDF-')
  assert.equal(exported.png.bytes.subarray(1, 4).toString(), 'PNG')
  assert.equal(exported.xlsx.bytes.subarray(0, 2).toString(), 'PK')

  const report = exported.json.json
  assert.equal(report.notes.length, 36)
  assert.deepEqual(Object.fromEntries(report.competences.filter((c) => c.projects).map((c) => [c.name, c.projects])), cx.expected.competences)
  assert.equal(report.most_disputed, cx.expected.most_disputed)
  const tally = Object.fromEntries(
    report.notes.filter((n) => n.dots).map((n) => [n.id, { dots: n.dots, by_department: n.dots_by_department }])
  )
  assert.deepEqual(tally, cx.expected.tally)

  // What was exported makes the same board again.
  const imported = await server.call('POST', '/api/boards/import', { token: server.hostKey, body: report })
  assert.equal(imported.status, 201, imported.text)
  const again = new Board(server, imported.json)
  later(() => again.leave())
  const reader = await again.facilitator()
  assert.deepEqual(pictured(reader), expected)
  assert.deepEqual(reader.root('priorities'), cx.expected.priorities)
  assert.deepEqual(reader.session.vote.tally, cx.expected.tally)
  const second = (await again.get('/export/json')).json
  for (const key of ['title', 'effect', 'goals', 'branches', 'people', 'competences', 'most_disputed']) {
    assert.deepEqual(second[key], report[key], key)
  }
  assert.deepEqual(second.notes, report.notes)
})
