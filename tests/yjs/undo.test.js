// Undo with Yjs' own manager takes back one's own changes and nobody else's, and none of it is refused.

import assert from 'node:assert/strict'

import * as Y from 'yjs'

import { Board } from './play/board.js'
import { story } from './play/story.js'
import { until } from './play/until.js'

const written = (client) => Object.fromEntries(Object.entries(client.root('notes')).map(([id, note]) => [id, note.text]))

async function agree(what, clients, notes) {
  await until(what, () => {
    for (const client of clients) assert.deepEqual(written(client), notes, client.name)
    return true
  })
  for (const client of clients) assert.deepEqual(client.refusals, [], client.name)
}

story('undo and redo of own changes, removal of an own note included', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const [ewa, oleh] = [await board.person('Ewa', 'it'), await board.person('Oleh', 'sales')]
  const both = [ewa, oleh]
  const undo = new Y.UndoManager(ewa.notes, { captureTimeout: 0 })

  ewa.add('n1', { branch: 'people', text: 'first', order: 'a1' })
  await agree('the note', both, { n1: 'first' })
  ewa.text('n1').insert(5, ' draft')
  await agree('the edit', both, { n1: 'first draft' })
  oleh.add('n2', { branch: 'people', text: 'Oleh', order: 'a2' })
  await agree('the other note', both, { n1: 'first draft', n2: 'Oleh' })

  undo.undo()
  await agree('the edit is undone', both, { n1: 'first', n2: 'Oleh' })
  undo.redo()
  await agree('and redone', both, { n1: 'first draft', n2: 'Oleh' })

  ewa.notes.delete('n1')
  await agree('the note is removed', both, { n2: 'Oleh' })
  undo.undo()
  await agree('and back, whole', both, { n1: 'first draft', n2: 'Oleh' })
  assert.deepEqual(oleh.root('attribution').n1, { department: 'it', author: ewa.person.id })
  undo.redo()
  await agree('and removed again', both, { n2: 'Oleh' })
  undo.undo()
  undo.undo()
  await agree('back to before the edit', both, { n1: 'first', n2: 'Oleh' })
  undo.undo()
  await agree('back to before the note', both, { n2: 'Oleh' })
  undo.redo()
  await agree('and the note again', both, { n1: 'first', n2: 'Oleh' })
})

story('undo of a move, and of a field that was set', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  const [ewa, oleh] = [await board.person('Ewa', 'it'), await board.person('Oleh', 'sales')]
  ewa.add('n1', { branch: 'people', text: 'one', order: 'a1' })
  await oleh.sees('n1', 'one')
  const undo = new Y.UndoManager(ewa.notes, { captureTimeout: 0 })
  const place = () => {
    const { branch, order, evidence } = oleh.root('notes').n1
    return [branch, order, evidence ?? null].join(' ')
  }
  ewa.doc.transact(() => {
    ewa.notes.get('n1').set('branch', 'methods')
    ewa.notes.get('n1').set('order', 'a5')
  })
  await until('moved', () => place() === 'methods a5 ')
  ewa.notes.get('n1').set('evidence', 'fact')
  await until('set', () => place() === 'methods a5 fact')
  undo.undo()
  await until('unset', () => place() === 'methods a5 ')
  undo.undo()
  await until('back', () => place() === 'people a1 ')
  undo.redo()
  await until('moved again', () => place() === 'methods a5 ')
  assert.deepEqual(ewa.refusals, [])
})

story('undo while a colleague edits in between leaves the colleague’s work', async ({ server, later }) => {
  const board = await Board.create(server)
  later(() => board.leave())
  await board.do({ do: 'set_permissions', edit: 'any' })
  const [ewa, oleh] = [await board.person('Ewa', 'it'), await board.person('Oleh', 'sales')]
  const both = [ewa, oleh]
  const undo = new Y.UndoManager(ewa.notes, { captureTimeout: 0 })
  ewa.add('n1', { branch: 'people', text: 'abc', order: 'a1' })
  await agree('the note', both, { n1: 'abc' })
  ewa.text('n1').insert(3, ' ewa')
  await agree('hers', both, { n1: 'abc ewa' })
  oleh.text('n1').insert(0, 'oleh ')
  await agree('his', both, { n1: 'oleh abc ewa' })
  undo.undo()
  await agree('only hers is undone', both, { n1: 'oleh abc' })
})
