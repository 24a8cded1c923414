// A PostgreSQL of these tests, in a directory of its own. It stops with the test program, however that ends.

import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

import { until } from './until.js'

const RUN = readFileSync(new URL('../../../crates/journal/tests/database/run.sh', import.meta.url), 'utf8')

/** The directory with PostgreSQL's programs: `POSTGRES_BIN`, or the newest of Debian's, or wherever `initdb` is found. */
function programs() {
  if (process.env.POSTGRES_BIN) return process.env.POSTGRES_BIN
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((one, other) => Number(other) - Number(one)) : []
  const found = [...versions.map((version) => join(debian, version, 'bin')), ...(process.env.PATH ?? '').split(delimiter)]
  return found.find((bin) => existsSync(join(bin, 'initdb')) && existsSync(join(bin, 'postgres')))
}

function id(...words) {
  const answer = spawnSync('id', words, { encoding: 'utf8' })
  return answer.status === 0 ? Number(answer.stdout) : undefined
}

/** PostgreSQL refuses root; it gets a user of its own then. Their number, and the words before each command. */
function user() {
  if (process.getuid?.() !== 0) return { number: process.getuid?.(), words: [] }
  const name = ['postgres', 'nobody'].find((one) => id('-u', one) !== undefined)
  if (name === undefined) return undefined
  return { number: id('-u', name), words: ['setpriv', `--reuid=${name}`, '--clear-groups', `--regid=${id('-g', name)}`] }
}

/** Why there can be no database here; undefined if there can. */
export function lacking() {
  if (programs() === undefined) return 'PostgreSQL is not installed here (Debian: apt-get install postgresql)'
  if (user() === undefined) return 'there is no user to run PostgreSQL as'
  return undefined
}

export class Database {
  /** Makes an empty one and starts it. */
  static async start() {
    const database = new Database()
    const { number, words } = user()
    database.words = words
    database.bin = programs()
    database.dir = mkdtempSync(join(tmpdir(), 'herringbone-postgres-'))
    chownSync(database.dir, number, -1)
    const init = [join(database.bin, 'initdb'), '--auth=trust', '--username=test', '--locale=C', '--encoding=UTF8']
    const [first, ...rest] = [...words, ...init, '--wal-segsize=1', '--pgdata', join(database.dir, 'data')]
    execFileSync(first, rest, { cwd: database.dir, stdio: 'pipe' })
    await database.run()
    return database
  }

  /** Starts it, or starts it again after it was stopped, and waits until it answers. */
  async run() {
    // Some time after a crash a process of the one before may be left; until it is gone a start fails.
    for (let attempt = 0; ; attempt++) {
      this.launch()
      let over = false
      this.child.once('exit', () => (over = true))
      await until('the database answers, or ends', () => over || this.sql('SELECT 1') !== undefined)
      if (!over) return
      if (attempt === 20) throw new Error(readFileSync(join(this.dir, 'log'), 'utf8'))
    }
  }

  launch() {
    const settings = ['listen_addresses=', 'shared_buffers=16MB', 'max_connections=120', 'logging_collector=off', `unix_socket_directories=${this.dir}`]
    const server = [join(this.bin, 'postgres'), '-D', join(this.dir, 'data'), ...settings.flatMap((one) => ['-c', one])]
    const [first, ...rest] = [...this.words, 'sh', '-c', RUN, 'sh', ...server]
    const log = openSync(join(this.dir, 'log'), 'a')
    this.child = spawn(first, rest, { cwd: this.dir, env: { ...process.env, DIRECTORY: this.dir }, stdio: ['pipe', 'ignore', log] })
  }

  /** Ends it with this signal: `INT` in an orderly way, `KILL` as a crash. */
  async stop(signal) {
    const exit = once(this.child, 'exit')
    this.child.stdin.write(`${signal}\n`)
    await exit
  }

  /** The rows that a statement finds, a line each; undefined if it failed. */
  sql(statement, database = 'postgres') {
    const words = ['-X', '-q', '-t', '-A', '-U', 'test', '-d', database, '-h', this.dir, '-c', statement]
    const answer = spawnSync(join(this.bin, 'psql'), words, { encoding: 'utf8' })
    return answer.status === 0 ? answer.stdout.split('\n').filter((line) => line !== '') : undefined
  }

  /** The address of a new database of this name, as the program takes it. */
  create(name) {
    if (this.sql(`CREATE DATABASE ${name}`) === undefined) throw new Error(`${name} could not be made`)
    return `postgres://test@${encodeURIComponent(this.dir)}/${name}?sslmode=disable`
  }

  async remove() {
    const exit = once(this.child, 'exit')
    this.child.stdin.end()
    await exit
    rmSync(this.dir, { recursive: true, force: true })
  }
}
