// Stock clients type through three nodes on a real PostgreSQL, behind a balancer that knows nothing of boards. Nodes and the
// database are killed and stopped; nobody does anything, and everybody is back within 8 seconds.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import * as Y from 'yjs'

import { Board } from './play/board.js'
import { Database, lacking } from './play/database.js'
import { Cluster } from './play/nodes.js'
import { until } from './play/until.js'

console.warn = () => {}

/** Everybody is back within this time, in milliseconds. */
const BACK = 8_000
const PEOPLE = 9

/** @type {Database} */
let database
const skip = lacking()
before(async () => {
  if (skip === undefined) database = await Database.start()
})
after(() => database?.remove())

/** Somebody who types the alphabet over and over into causes of their own. */
class Typist {
  constructor(client, n) {
    Object.assign(this, { client, n, typed: {}, begun: 0, letters: 0 })
    this.timer = setInterval(() => this.step(), 20)
  }

  step() {
    const id = `p${this.n}-${Math.max(this.begun, 1)}`
    const length = this.typed[id]?.length ?? 0
    if (this.begun === 0 || length === 200) {
      this.begun++
      this.typed[`p${this.n}-${this.begun}`] = ''
      this.client.add(`p${this.n}-${this.begun}`, { branch: 'people', text: '', order: `a${this.n}` })
      return
    }
    const letter = String.fromCharCode(97 + (length % 26))
    this.client.text(id).insert(length, letter)
    this.typed[id] += letter
    this.letters++
  }

  stop() {
    clearInterval(this.timer)
  }
}

/** What a document has of everybody but its own client. */
function seenOfOthers(client) {
  const vector = Y.decodeStateVector(Y.encodeStateVector(client.doc))
  vector.delete(client.doc.clientID)
  return vector
}

/** The number of letters of each typist that a client sees. */
function lettersSeen(client) {
  const letters = Array.from({ length: PEOPLE }, () => 0)
  for (const [id, note] of client.notes) letters[Number(id.slice(1).split('-')[0])] += note.get('text').length
  return letters
}

/**
 * When each of them hears somebody else again and, who types, is heard: by letters that are typed from now on.
 *
 * @param {Client[]} all  the typists' clients first
 */
function returns(all, typists) {
  const before = typists.map(({ letters }) => letters)
  const back = new Map()
  const look = () => {
    const seen = all.map(lettersSeen)
    for (const n of all.keys()) {
      const hears = seen[n].some((letters, author) => author !== n && letters > before[author])
      const isHeard = n >= PEOPLE || seen.some((letters, reader) => reader !== n && letters[n] > before[n])
      if (hears && isHeard && !back.has(n)) back.set(n, performance.now())
    }
    return back.size === all.length
  }
  return until('everybody is back', look).then(() => [...back.values()])
}

/**
 * @param {string} name
 * @param {string} of  the name of its database
 * @param {(cluster: Cluster) => Promise<number | void>} happens  answers how long people may be away, if longer
 */
function story(name, of, happens) {
  test(name, { timeout: 180_000, skip }, async () => {
    const cluster = await Cluster.start(database, of, 3)
    const board = await Board.create(cluster)
    let failed = true
    try {
      const people = await Promise.all(Array.from({ length: PEOPLE }, (_, n) => board.person(`Person ${n}`, 'it')))
      // Readers have nothing of their own, so nothing that they could bring back by themselves.
      const readers = await Promise.all([board.projector(), board.facilitator()])
      const all = [...people, ...readers]
      const typists = people.map((client, n) => new Typist(client, n))
      await until('everybody sees everybody type', () => all.every(({ notes }) => notes.size >= PEOPLE && [...notes.values()].every((note) => note.get('text').length > 30)))

      const since = performance.now()
      const most = (await happens(cluster)) ?? BACK
      // What anybody else had seen when it happened.
      const seen = new Map()
      for (const client of all) for (const [id, clock] of seenOfOthers(client)) seen.set(id, Math.max(clock, seen.get(id) ?? 0))
      const back = (await returns(all, typists)).map((at) => at - since)
      const longest = Math.max(...back)
      const median = back.sort((one, other) => one - other)[Math.floor(back.length / 2)]
      console.log(`${name}: all ${all.length} back within ${Math.round(longest)} ms, half of them within ${Math.round(median)} ms`)

      const witness = await board.projector()
      const there = Y.decodeStateVector(Y.encodeStateVector(witness.doc))
      for (const [id, clock] of seen) assert.ok((there.get(id) ?? 0) >= clock, `client ${id}: ${clock} had been seen, ${there.get(id)} is there`)
      const typed = () => Object.assign({}, ...typists.map((typist) => typist.typed))
      await until('they go on typing', () => Object.values(typed()).join('').length > 1_500)
      for (const typist of typists) typist.stop()
      // Everything that was typed is there once, in order, for everybody.
      await until('everybody has everything', () => {
        for (const client of [...all, witness]) {
          const texts = Object.fromEntries(Object.entries(client.root('notes')).map(([id, note]) => [id, note.text]))
          assert.deepEqual(texts, typed(), client.name)
          assert.deepEqual(Y.encodeStateVector(client.doc), Y.encodeStateVector(witness.doc), client.name)
        }
        return true
      })
      for (const client of all) assert.deepEqual(client.refusals, [], client.name)
      const numbers = cluster.sql('SELECT seq FROM entries ORDER BY seq').map(Number)
      assert.deepEqual(numbers, numbers.map((_, n) => n + 1), 'no gap, none twice')
      assert.ok(longest < most, `${longest} of ${most} ms`)
      failed = false
    } finally {
      board.leave()
      if (failed) console.error(`"${name}": the nodes' logs\n${cluster.logs()}`)
      await cluster.remove()
    }
  })
}

story('PIPE-5 the owner is killed', 'killed', async (cluster) => {
  const owner = await cluster.owner()
  await owner.kill()
  cluster.without(owner)
})

story('PIPE-7 the owner is stopped in an orderly way', 'stopped', async (cluster) => {
  const owner = await cluster.owner()
  assert.equal(await owner.stop(), 0)
  cluster.without(owner)
})

story('PIPE-5 the database is killed and started again', 'crashed', async ({ database }) => {
  const since = performance.now()
  await database.stop('KILL')
  await database.run()
  const away = performance.now() - since
  console.log(`the database was away for ${Math.round(away)} ms`)
  // What takes longer than a node's lease is a start from nothing for everybody.
  return Math.max(BACK, away + 3_000)
})
