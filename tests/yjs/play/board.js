// A board, and the people on it: commands over HTTP, the document through stock Yjs clients.

import assert from 'node:assert/strict'

import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'

import { until } from './until.js'

// Every provider listens for the end of the process; a room full of them is no leak.
process.setMaxListeners(0)

/** Writes a note as a minimal client does. */
function addNote(doc, id, { branch, text, order, parent }) {
  doc.transact(() => {
    const note = new Y.Map()
    note.set('text', new Y.Text(text))
    note.set('branch', branch)
    note.set('order', order)
    if (parent) note.set('parent', parent)
    doc.getMap('notes').set(id, note)
  })
}

/**
 * The update that adds one note to a document that has `known`: under a client id of its own, or under somebody's,
 * from the clock on that the server knows.
 */
export function addition(known, id, text, client) {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, known)
  const before = Y.encodeStateVector(doc)
  if (client !== undefined) doc.clientID = client
  addNote(doc, id, { branch: 'people', text, order: 'a5' })
  return Y.encodeStateAsUpdate(doc, before)
}

/** A stock provider on a stock socket that also keeps every frame that came in. */
export class Client {
  /** @param {import('./server.js').Server} server */
  constructor(server, board, token, name = 'somebody', doc = new Y.Doc()) {
    this.name = name
    this.token = token
    this.doc = doc
    /** @type {Buffer[]} */
    this.heard = []
    /** @type {{ code: number, reason: string }[]} */
    this.closed = []
    const { heard } = this
    class Recorded extends WebSocket {
      constructor(...args) {
        super(...args)
        this.on('message', (data) => heard.push(Buffer.from(data)))
      }
    }
    this.provider = new WebsocketProvider(`${server.url.replace('http', 'ws')}/sync`, board, this.doc, {
      params: { token },
      WebSocketPolyfill: Recorded,
      disableBc: true
    })
    this.provider.on('closed', (end) => this.closed.push(end))
  }

  get notes() {
    return this.doc.getMap('notes')
  }

  get session() {
    return this.doc.getMap('session').toJSON()
  }

  root(name) {
    return this.doc.getMap(name).toJSON()
  }

  /** The reasons with which the server refused something, in order. */
  get refusals() {
    return this.heard.filter((frame) => frame[0] === 2 && frame[1] === 0).map((frame) => frame.subarray(3).toString('utf8'))
  }

  synced() {
    return until(`${this.name} is in sync`, () => this.provider.synced)
  }

  add(id, note) {
    addNote(this.doc, id, note)
  }

  text(id) {
    return this.notes.get(id)?.get('text')
  }

  sees(id, text) {
    return until(`${this.name} sees ${id}`, () => {
      const seen = this.text(id)?.toString()
      return text === undefined ? seen !== undefined : seen === text
    })
  }

  destroy() {
    this.provider.destroy()
    this.doc.destroy()
  }
}

export class Board {
  /** Makes a board. */
  static async create(server, wanted = {}) {
    const made = await server.call('POST', '/api/boards', {
      token: server.hostKey,
      body: { title: 'A board', template: 'cx-5m', language: 'en', ...wanted }
    })
    assert.equal(made.status, 201, made.text)
    return new Board(server, made.json)
  }

  constructor(server, made) {
    this.server = server
    this.made = made
    this.id = made.id
    /** @type {Client[]} */
    this.clients = []
  }

  async join(name, department) {
    const joined = await this.server.call('POST', '/api/join', { body: { code: this.made.join_code, name, department } })
    assert.equal(joined.status, 201, joined.text)
    assert.equal(joined.json.board, this.id)
    return { name, department, id: joined.json.participant, token: joined.json.token }
  }

  /** Somebody's stock client, connected and in sync. */
  async client(token, name) {
    const client = new Client(this.server, this.id, token, name)
    this.clients.push(client)
    await client.synced()
    return client
  }

  /** Somebody who joins and connects. */
  async person(name, department) {
    const person = await this.join(name, department)
    return Object.assign(await this.client(person.token, name), { person })
  }

  facilitator() {
    return this.client(this.made.facilitator_token, 'the facilitator')
  }

  projector() {
    return this.client(this.made.projector_token, 'the projector')
  }

  /** A command whatever comes of it. */
  try(command, token = this.made.facilitator_token) {
    return this.server.call('POST', `/api/boards/${this.id}/commands`, { token, body: command })
  }

  /** A command that must succeed. */
  async do(command, token) {
    const answer = await this.try(command, token)
    assert.equal(answer.status, 200, `${JSON.stringify(command)}: ${answer.text}`)
    assert.equal(typeof answer.json.seq, 'number')
    return answer.json.seq
  }

  /** A command that must be refused. */
  async refused(command, token, status, code) {
    const answer = await this.try(command, token)
    assert.equal(answer.status, status, `${JSON.stringify(command)}: ${answer.text}`)
    assert.match(answer.type, /^application\/problem\+json/)
    assert.equal(answer.json.code, code)
  }

  get(path = '', token = this.made.facilitator_token) {
    return this.server.call('GET', `/api/boards/${this.id}${path}`, { token })
  }

  async state() {
    return (await this.get()).json
  }

  leave() {
    for (const client of this.clients) client.destroy()
  }
}
