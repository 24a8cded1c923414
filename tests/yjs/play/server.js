// The built server as a process of its own, on a free port, with a data directory of its own.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { PATIENCE } from './until.js'

/** The program: `HERRINGBONE_BIN`, or the one that `cargo build` makes. */
export const BIN = process.env.HERRINGBONE_BIN ?? fileURLToPath(new URL('../../../target/debug/herringbone', import.meta.url))

/** A server that runs, wherever it is. */
export class Api {
  /**
   * @param {string} [url]
   * @param {string} [hostKey]
   */
  constructor(url = '', hostKey = '') {
    this.url = url
    this.hostKey = hostKey
  }

  /**
   * An HTTP call. Answers status, headers and body (JSON read, other text as it is).
   *
   * @param {string} method
   * @param {string} path
   * @param {{ token?: string, body?: unknown, raw?: string | Uint8Array, headers?: Record<string, string> }} [call]
   */
  async call(method, path, { token, body, raw, headers = {} } = {}) {
    const all = { ...headers }
    if (token) all.authorization = `Bearer ${token}`
    if (body !== undefined) all['content-type'] ??= 'application/json'
    const response = await fetch(this.url + path, { method, headers: all, body: body === undefined ? raw : JSON.stringify(body) })
    const bytes = Buffer.from(await response.arrayBuffer())
    const type = response.headers.get('content-type') ?? ''
    const text = bytes.toString('utf8')
    const json = /[/+]json/.test(type) ? JSON.parse(text) : undefined
    return { status: response.status, type, headers: response.headers, bytes, text, json }
  }
}

export class Server extends Api {
  /** @param {{ options?: string[], env?: Record<string, string> }} [settings] further command line options and variables */
  constructor({ options = [], env = {} } = {}) {
    super()
    this.options = options
    this.env = env
    this.home = mkdtempSync(join(tmpdir(), 'herringbone-yjs-'))
    this.data = join(this.home, 'data')
    this.log = join(this.home, 'server.log')
    this.port = 0
  }

  /** Starts it, or starts it again: on the same port and the same data directory. */
  async start() {
    if (!existsSync(BIN)) throw new Error(`no server at ${BIN}: build it, or say in HERRINGBONE_BIN where it is`)
    const args = ['serve', '--listen', `127.0.0.1:${this.port}`, '--data', this.data, ...this.options]
    const child = spawn(BIN, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, RUST_BACKTRACE: '1', NO_COLOR: '1', ...this.env } })
    this.child = child
    const log = createWriteStream(this.log, { flags: 'a' })
    child.stderr.pipe(log)
    const lines = createInterface({ input: child.stdout })
    const ended = once(child, 'exit').then(([code, signal]) => {
      throw new Error(`the server ended with ${code ?? signal} before it was ready`)
    })
    const ready = new Promise((resolve) => {
      lines.on('line', (line) => {
        log.write(`${line}\n`)
        const listening = /^listening on (http:\/\/\S+)$/.exec(line)
        if (listening) {
          this.url = listening[1]
          this.port = Number(new URL(this.url).port)
        }
        const key = /#key=(\S+)/.exec(line)
        if (key) this.hostKey = decodeURIComponent(key[1])
        if (this.url && this.hostKey) resolve(undefined)
      })
    })
    const patience = AbortSignal.timeout(PATIENCE)
    const late = once(patience, 'abort').then(() => {
      throw new Error('the server did not say that it listens')
    })
    await Promise.race([ready, ended, late])
    // From now on its end is somebody's wish.
    ended.catch(() => {})
    late.catch(() => {})
    return this
  }

  /** Pulls the plug. */
  async kill() {
    const exit = once(this.child, 'exit')
    this.child.kill('SIGKILL')
    await exit
  }

  /** Stops it as an operator does. Answers its exit code. */
  async stop() {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode
    const exit = once(this.child, 'exit')
    this.child.kill('SIGTERM')
    const [code] = await exit
    return code
  }

  logs() {
    return existsSync(this.log) ? readFileSync(this.log, 'utf8') : ''
  }

  forget() {
    rmSync(this.home, { recursive: true, force: true })
  }
}
