// Several nodes on one database, and a balancer in front of them that knows nothing of boards.

import { once } from 'node:events'
import { connect, createServer } from 'node:net'

import { Database } from './database.js'
import { Api, Server } from './server.js'

/** The time between two questions whether a node is ready, in milliseconds. */
const ASK_EVERY = 100

/**
 * Leads each connection to the next node that is ready, as `/readyz` says, and takes connections. Whatever nodes come and
 * go, its address stays.
 */
export class Balancer {
  /** @type {{ port: number, ready: boolean }[]} */
  nodes = []
  #next = 0
  #sockets = new Set()

  async start() {
    this.server = createServer((client) => this.#lead(client, this.#order()))
    this.server.listen(0, '127.0.0.1')
    await once(this.server, 'listening')
    this.url = `http://127.0.0.1:${this.server.address().port}`
    this.timer = setInterval(() => this.#ask(), ASK_EVERY)
    return this
  }

  /** From now on these nodes are there. */
  lead(servers) {
    this.nodes = servers.map(({ port }) => ({ port, ready: true }))
  }

  #order() {
    const from = this.#next++
    const all = this.nodes.map((_, n) => this.nodes[(from + n) % this.nodes.length])
    return [...all.filter(({ ready }) => ready), ...all.filter(({ ready }) => !ready)]
  }

  #ask() {
    for (const node of this.nodes) {
      fetch(`http://127.0.0.1:${node.port}/readyz`, { signal: AbortSignal.timeout(1_000) }).then(
        (answer) => (node.ready = answer.ok),
        () => (node.ready = false)
      )
    }
  }

  #lead(client, [node, ...others]) {
    if (!node) return client.destroy()
    const server = connect(node.port, '127.0.0.1')
    let connected = false
    for (const one of [client, server]) {
      one.setNoDelay(true)
      this.#sockets.add(one)
      one.on('close', () => this.#sockets.delete(one))
    }
    server.on('connect', () => {
      connected = true
      client.pipe(server)
      server.pipe(client)
    })
    server.on('error', () => {
      if (connected) return client.destroy()
      node.ready = false
      this.#lead(client, others)
    })
    server.on('close', () => connected && client.destroySoon())
    client.on('error', () => server.destroy())
    client.on('close', () => server.destroy())
  }

  async stop() {
    clearInterval(this.timer)
    for (const socket of this.#sockets) socket.destroy()
    this.server.close()
    await once(this.server, 'close')
  }
}

/** Nodes on a database of their own. As a server it is what the balancer leads to. */
export class Cluster extends Api {
  /** @type {Server[]} */
  nodes = []
  /** Those that were ended for good. @type {Server[]} */
  gone = []
  balancer = new Balancer()

  /**
   * @param {Database} database
   * @param {string} name  of the database in it
   * @param {number} count
   * @param {{ options?: string[], env?: Record<string, string> }} [settings]
   */
  static async start(database, name, count, settings = {}) {
    const cluster = new Cluster()
    cluster.database = database
    cluster.name = name
    cluster.journal = database.create(name)
    await cluster.balancer.start()
    cluster.url = cluster.balancer.url
    for (let n = 0; n < count; n++) await cluster.add(settings)
    cluster.lead()
    cluster.hostKey = cluster.nodes[0].hostKey
    return cluster
  }

  /** One more node, to which the balancer does not lead yet. */
  async add({ options = [], env = {} } = {}) {
    const node = new Server({ options: ['--journal', this.journal, '--public-url', this.url, ...options], env })
    this.nodes.push(node)
    await node.start()
    return node
  }

  /** The balancer leads to those nodes that there are. */
  lead() {
    this.balancer.lead(this.nodes)
  }

  /** A node has ended for good. */
  without(gone) {
    this.nodes = this.nodes.filter((node) => node !== gone)
    this.gone.push(gone)
  }

  /** The node that has the only board open. */
  async owner() {
    for (const node of this.nodes) {
      const metrics = await fetch(`${node.url}/metrics`).then(
        (answer) => answer.text(),
        () => ''
      )
      if (/^herringbone_rooms 1$/m.test(metrics)) return node
    }
    return undefined
  }

  sql(statement) {
    return this.database.sql(statement, this.name)
  }

  logs() {
    return [...this.gone, ...this.nodes].map((node, n) => `node ${n}\n${node.logs()}`).join('\n')
  }

  async remove() {
    await this.balancer.stop()
    await Promise.all(this.nodes.map((node) => node.stop()))
    for (const node of [...this.gone, ...this.nodes]) node.forget()
  }
}
