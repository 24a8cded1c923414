// A hand-written client: raw websocket frames, nothing of y-websocket.

import { WebSocket } from 'ws'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

import { until } from './until.js'

export const SYNC = 0
export const AWARENESS = 1
export const AUTH = 2
export const STEP1 = 0
export const STEP2 = 1
export const UPDATE = 2

function frame(...parts) {
  const encoder = encoding.createEncoder()
  for (const part of parts) {
    if (typeof part === 'number') encoding.writeVarUint(encoder, part)
    else encoding.writeVarUint8Array(encoder, part)
  }
  return encoding.toUint8Array(encoder)
}

export const step1 = (vector) => frame(SYNC, STEP1, vector)
export const step2 = (update) => frame(SYNC, STEP2, update)
export const update = (bytes) => frame(SYNC, UPDATE, bytes)

/** An awareness frame that speaks for `client`. */
export function awareness(client, clock, state) {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, 1)
  encoding.writeVarUint(encoder, client)
  encoding.writeVarUint(encoder, clock)
  encoding.writeVarString(encoder, JSON.stringify(state))
  return frame(AWARENESS, encoding.toUint8Array(encoder))
}

export class Wire {
  constructor(server, board, token) {
    const query = token === undefined ? '' : `?token=${encodeURIComponent(token)}`
    this.socket = new WebSocket(`${server.url.replace('http', 'ws')}/sync/${board}${query}`)
    /** @type {Buffer[]} */
    this.heard = []
    this.end = undefined
    this.socket.on('message', (data, binary) => this.heard.push(binary ? Buffer.from(data) : Buffer.from(`text: ${data}`)))
    this.socket.on('close', (code, reason) => (this.end = { code, reason: reason.toString() }))
    this.socket.on('error', (error) => (this.error = error))
  }

  opened() {
    return until('the socket is open', () => this.socket.readyState === WebSocket.OPEN)
  }

  send(bytes) {
    this.socket.send(bytes)
  }

  /** Everything after the type bytes of the sync frames of one kind. */
  syncs(kind) {
    return this.heard.filter((f) => f[0] === SYNC && f[1] === kind).map((f) => {
      const decoder = decoding.createDecoder(f)
      decoding.readVarUint(decoder)
      decoding.readVarUint(decoder)
      return decoding.readVarUint8Array(decoder)
    })
  }

  /** The reasons of "permission denied", in order. */
  get refusals() {
    return this.heard.filter((f) => f[0] === AUTH).map((f) => {
      const decoder = decoding.createDecoder(f)
      decoding.readVarUint(decoder)
      decoding.readVarUint(decoder)
      return decoding.readVarString(decoder)
    })
  }

  /** The next refusal after those known already; it must have this code. */
  async refused(code) {
    const before = this.known ?? 0
    await until(`a refusal with ${code}`, () => this.refusals.length > before)
    this.known = before + 1
    const reason = this.refusals[before]
    if (!reason.startsWith(`${code}: `)) throw new Error(`refused as "${reason}", not as ${code}`)
    return reason
  }

  /** Asks for the whole document and answers it as one update. */
  async handshake() {
    await this.opened()
    const before = this.syncs(STEP2).length
    this.send(step1(Uint8Array.of(0)))
    await until('the document', () => this.syncs(STEP2).length > before)
    return this.syncs(STEP2)[before]
  }

  get open() {
    return this.socket.readyState === WebSocket.OPEN
  }

  async closed(code) {
    await until(`the socket is closed with ${code}`, () => this.end)
    if (this.end.code !== code) throw new Error(`closed with ${this.end.code} "${this.end.reason}", not with ${code}`)
    return this.end
  }

  destroy() {
    this.socket.terminate()
  }
}
