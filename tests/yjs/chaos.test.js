// Stock clients do everything at once, in an order that a seed decides: write, edit, move, remove, undo, lose
// the connection, while the board is locked and unlocked and the plug is pulled. At rest all agree.
// The seeds are always the same; SEED=… plays another one.

import assert from 'node:assert/strict'

import * as Y from 'yjs'

import { Board } from './play/board.js'
import { story } from './play/story.js'
import { until } from './play/until.js'

const SEEDS = process.env.SEED ? [Number(process.env.SEED)] : [7, 20261121]
const STEPS = Number(process.env.STEPS ?? 300)
const BONES = ['people', 'management', 'methods', 'material', 'machines']

/** mulberry32: small, seeded, good enough to choose by. */
function random(seed) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  return { below: (n) => Math.floor(next() * n), pick: (list) => list[Math.floor(next() * list.length)] }
}

/** A person whose stock client is replaced by a fresh one after a refusal, as the product's own client does it. */
class Hand {
  constructor(board, person, dice) {
    Object.assign(this, { board, person, dice, made: 0, refused: [], undone: false })
  }

  async sit() {
    this.client = await this.board.client(this.person.token, this.person.name)
    this.undo = new Y.UndoManager(this.client.notes, { captureTimeout: 0 })
  }

  async recover() {
    if (this.client.refusals.length === 0) return
    this.refused.push(...this.client.refusals)
    this.client.destroy()
    await this.sit()
  }

  own() {
    const attribution = this.client.root('attribution')
    return [...this.client.notes.keys()].filter((id) => attribution[id]?.author === this.person.id)
  }

  act() {
    const { client, dice } = this
    // Half of what was undone comes back at once: later there is rarely something left to bring back.
    const back = this.undone && dice.below(2) === 0
    this.undone = false
    if (back) return this.undo.redo() ? 'redo' : 'nothing'
    const id = dice.pick(this.own())
    const choice = dice.below(20)
    if (choice < 6 || !id) {
      const branch = dice.pick(BONES)
      const parents = this.own().filter((one) => client.notes.get(one).get('branch') === branch && !client.notes.get(one).get('parent'))
      const parent = dice.below(3) === 0 ? dice.pick(parents) : undefined
      client.add(`${this.person.id}-${this.made++}`, { branch, text: `cause ${this.made} 🙂`, order: `a${dice.below(36).toString(36)}`, parent })
      return 'add'
    }
    const note = client.notes.get(id)
    const text = note.get('text')
    if (choice < 12) {
      const at = dice.below(text.length + 1)
      if (dice.below(3) === 0 && text.length > at) text.delete(at, Math.min(3, text.length - at))
      else text.insert(at, dice.pick(['ż', 'ї', 'abc', ' ', '👍', '=1']))
      return 'edit'
    }
    // Only causes that nothing hangs under move to another bone: a child stays on its parent's.
    const leaf = ![...client.notes.values()].some((other) => other.get('parent') === id)
    if (choice < 14) {
      if (leaf && !note.get('parent')) note.set('branch', dice.pick(BONES))
      note.set('order', `b${dice.below(36).toString(36)}`)
      return 'move'
    }
    if (choice < 16) {
      if (leaf) client.notes.delete(id)
      return 'remove'
    }
    this.undone = this.undo.undo() !== null
    return this.undone ? 'undo' : 'nothing'
  }
}

for (const seed of SEEDS) story(`whatever happens in whatever order, all agree at rest (SEED=${seed})`, async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const dice = random(seed)
  const hands = await Promise.all(
    Array.from({ length: 6 }, async (_, n) => {
      const hand = new Hand(board, await board.join(`Person ${n}`, dice.pick(['it', 'sales', 'legal'])), random(seed + n + 1))
      await hand.sit()
      return hand
    })
  )
  const done = {}
  const count = (what) => (done[what] = (done[what] ?? 0) + 1)
  let locked = false

  for (let n = 0; n < STEPS; n++) {
    const hand = dice.pick(hands)
    const choice = dice.below(100)
    if (n === Math.floor(STEPS / 2)) {
      await server.kill()
      await server.start()
      count('kill')
    } else if (choice < 3) {
      const { provider } = hand.client
      if (provider.wsconnected) provider.ws.terminate()
      count('cut')
    } else if (choice < (locked ? 15 : 5)) {
      // Locked for a while, not for most of the story.
      locked = !locked
      await board.do({ do: locked ? 'lock' : 'unlock' })
      count(locked ? 'lock' : 'unlock')
    } else if (locked && hand.client.session.locked) {
      // Whoever sees the lock writes nothing; whoever has not heard of it yet is refused.
      count('read')
    } else {
      count(hand.act())
    }
    await Promise.all(hands.map((one) => one.recover()))
    // Let the sockets be heard now and then, so that people work on different states but not on ancient ones.
    if (dice.below(4) === 0) await new Promise(setImmediate)
  }
  if (locked) await board.do({ do: 'unlock' })

  const reader = await board.projector()
  const alive = (one) => one.client.provider.synced
  await until('all agree', async () => {
    await Promise.all(hands.map((one) => one.recover()))
    assert.ok(hands.every(alive))
    const truth = reader.root('notes')
    for (const { client } of hands) {
      assert.deepEqual(client.root('notes'), truth, client.name)
      assert.deepEqual(Y.encodeStateVector(client.doc), Y.encodeStateVector(reader.doc), client.name)
    }
    return true
  })
  const exported = (await board.get('/export/json')).json
  const texts = (list) => list.map((note) => note.text).sort()
  assert.deepEqual(texts(exported.notes), texts(Object.values(reader.root('notes'))))

  // What was exported makes a board from which the same is exported.
  const imported = await server.call('POST', '/api/boards/import', { token: server.hostKey, body: exported })
  assert.equal(imported.status, 201, imported.text)
  const again = (await new Board(server, imported.json).get('/export/json')).json
  assert.deepEqual(again.notes, exported.notes)

  // Nobody was refused but for the lock, and for what they had built on something that the lock refused.
  const refusals = hands.flatMap((one) => one.refused)
  const others = refusals.filter((reason) => !/^(locked|gap): /.test(reason))
  assert.deepEqual(others, [])
  const said = JSON.stringify({ ...done, refused: refusals.length, notes: exported.notes.length })
  for (const what of ['add', 'edit', 'move', 'remove', 'undo', 'redo', 'cut', 'lock', 'kill']) assert.ok(done[what] > 0, `${what}: ${said}`)
  assert.ok(exported.notes.length > 10, said)
})
