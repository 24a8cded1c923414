// Makes a board with people and causes on it, as the CX workshop has them, and prints its links; or prints the links
// of the board that an earlier call made, if the server still has it. For `cargo xtask dev`:
// node seed.js URL HOST_KEY FILE SHOWN, where SHOWN is the address that people open.

import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'

import { Board } from './board.js'
import { cx, write } from './cx.js'
import { Api } from './server.js'
import { until } from './until.js'

const [url, hostKey, file, shown] = process.argv.slice(2)
assert.ok(shown, 'node seed.js URL HOST_KEY FILE SHOWN')
const api = new Api(url, hostKey)

async function kept() {
  if (!existsSync(file)) return undefined
  const board = new Board(api, JSON.parse(readFileSync(file, 'utf8')))
  return (await board.get()).status === 200 ? board : undefined
}

async function made() {
  const { title, template, language, effect, goals, agenda } = cx
  const board = await Board.create(api, { title, template, language, effect, goals, agenda })
  const collect = (await board.state()).agenda.flatMap(({ activities }) => activities).find(({ kind }) => kind === 'collect')
  await board.do({ do: 'start_activity', activity: collect.id })
  const people = await Promise.all(cx.people.map(({ name, department }) => board.person(name, department)))
  await Promise.all(people.map(write))
  const reader = await board.projector()
  await until('every cause', () => reader.notes.size === cx.notes.length)
  board.leave()
  writeFileSync(file, JSON.stringify(board.made))
  return board
}

const { links, join_code } = ((await kept()) ?? (await made())).made
// It may have been made when another address was open.
const open = (link) => shown + link.slice(new URL(link).origin.length)
console.log(`  facilitator    ${open(links.facilitator)}`)
console.log(`  phone          ${open(links.join)} (code ${join_code})`)
console.log(`  projector      ${open(links.projector)}`)
process.exit()
