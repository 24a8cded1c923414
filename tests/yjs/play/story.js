// A test with a server of its own, whose log is shown when the test fails.

import { test } from 'node:test'

import { Server } from './server.js'

// Stock providers say on the console that something was refused; the tests look at the frames instead.
console.warn = () => {}

/**
 * @param {string} name
 * @param {(play: { server: Server, later: (undo: () => unknown) => void }) => Promise<void>} body
 * @param {{ options?: string[] }} [settings]
 */
export function story(name, body, settings) {
  test(name, { timeout: 180_000 }, async () => {
    const server = new Server(settings)
    /** @type {(() => unknown)[]} */
    const undo = []
    let failed = true
    try {
      await server.start()
      await body({ server, later: (step) => undo.push(step) })
      failed = false
    } finally {
      for (const step of undo.reverse()) await step()
      const code = await server.stop()
      if (failed) console.error(`"${name}": the server's log\n${server.logs()}`)
      server.forget()
      if (!failed && code !== 0) throw new Error(`the server ended with ${code}`)
    }
  })
}
