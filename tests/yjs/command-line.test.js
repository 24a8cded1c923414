// What an operator meets: a port in use, a data directory that cannot be had, an export without the server.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { Board } from './play/board.js'
import { BIN } from './play/server.js'
import { story } from './play/story.js'
import { PATIENCE, until } from './play/until.js'

/** Runs the program to its end. */
function run(...args) {
  return new Promise((resolve) => {
    execFile(BIN, args, { timeout: PATIENCE, env: { ...process.env, NO_COLOR: '1' } }, (error, stdout, stderr) => {
      resolve({ code: error ? error.code : 0, signal: error?.signal, stdout, stderr })
    })
  })
}

/** It ended by itself, not well, and with one sentence for people. */
function sentence(end, about) {
  assert.equal(end.signal ?? null, null, 'it ended by itself')
  assert.notEqual(end.code, 0)
  const lines = end.stderr.trim().split('\n')
  assert.equal(lines.length, 1, end.stderr)
  assert.match(lines[0], about)
  assert.doesNotMatch(end.stderr, /panicked|RUST_BACKTRACE/)
}

story('a port, a data directory or a disk that cannot be had is said in one sentence', async ({ server, later }) => {
  const room = mkdtempSync(join(tmpdir(), 'herringbone-cli-'))
  later(() => rmSync(room, { recursive: true, force: true }))
  sentence(await run('serve', '--listen', `127.0.0.1:${server.port}`, '--data', join(room, 'other')), /port|address|in use/i)
  sentence(await run('serve', '--listen', '127.0.0.1:0', '--data', server.data), /in use|another/i)
  const file = join(room, 'file')
  writeFileSync(file, 'not a directory')
  sentence(await run('serve', '--listen', '127.0.0.1:0', '--data', join(file, 'data')), /director|data/i)
  assert.notEqual((await run('serve', '--listen', 'nonsense')).code, 0)
  // The server that was there first did not notice.
  assert.equal((await server.call('GET', '/readyz')).status, 200)
})

story('a board is exported from the data directory, the server stopped or killed', async ({ server, later }) => {
  const board = await Board.create(server, { title: 'Kept on disk' })
  later(() => board.leave())
  const ewa = await board.person('Ewa', 'it')
  ewa.add('n1', { branch: 'people', text: 'a cause on disk', order: 'a1' })
  await until('the note is stored', () => ewa.root('attribution').n1)
  await server.kill()
  for (const format of ['svg', 'md', 'json', 'csv', 'html']) {
    const out = join(server.home, `board.${format}`)
    const end = await run('export', board.id, '--data', server.data, '--format', format, '--out', out)
    assert.equal(end.code, 0, end.stderr)
    assert.ok(readFileSync(out, 'utf8').includes('a cause on disk'), format)
  }
  const out = join(server.home, 'no')
  sentence(await run('export', 'nowhere', '--data', server.data, '--format', 'svg', '--out', out), /no board|no such board|nowhere/i)
  sentence(await run('export', board.id, '--data', server.data, '--format', 'docx', '--out', out), /format|docx/i)
  sentence(await run('export', board.id, '--data', join(server.home, 'nothing'), '--format', 'svg', '--out', out), /director|data|board/i)
  await server.start()
  const reader = await board.projector()
  assert.equal(reader.root('notes').n1.text, 'a cause on disk')
})
