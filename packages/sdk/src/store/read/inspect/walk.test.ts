import type { Collection, Document } from 'mongodb'
import { expect, test } from 'vitest'

import type { Order } from './keyset.ts'
import { merge, readPage } from './walk.ts'

const order: Order = [
  ['at', 1],
  ['_id', 1],
]

/** A walk over rows, which tells when it was closed. */
async function* walk(
  rows: Iterable<Document>,
  onClosed: () => void = () => undefined,
): AsyncGenerator<Document, undefined> {
  try {
    for (const row of rows) yield await Promise.resolve(row)
  } finally {
    onClosed()
  }
}

function* broken(): Generator<Document> {
  yield* []
  throw new Error('the index is gone')
}

test('a task that moved from one walk to another while they were read is met once', async () => {
  const ready = [
    { _id: 'a', at: 1 },
    { _id: 'b', at: 2 },
    { _id: 'c', at: 5 },
  ]
  const running = [
    { _id: 'b', at: 3 },
    { _id: 'd', at: 4 },
  ]
  const rows = await merge([walk(ready), walk(running)], order, 4)
  expect(rows).toEqual([ready[0], ready[1], running[1], ready[2]])
})

test('a walk that cannot even begin leaves no other open', async () => {
  let closed = 0
  const walks = [walk([{ _id: 'a', at: 1 }], () => (closed += 1)), walk(broken(), () => (closed += 1))]
  await expect(merge(walks, order, 4)).rejects.toThrow('the index is gone')
  expect(closed).toBe(2)
})

/** A collection of which every find meets these rows, as many as it may. */
function collectionOf(rows: readonly Document[]): Collection {
  const find = () => ({ project: () => ({ limit: (count: number) => foundIn(rows.slice(0, count)) }) })
  return { find } as unknown as Collection
}

function foundIn(rows: readonly Document[]): AsyncIterable<Document> & { close(): Promise<void> } {
  return { [Symbol.asyncIterator]: () => walk(rows), close: () => Promise.resolve() }
}

test('a page that met a task twice, before and after it moved, still says that there is more', async () => {
  const rows = [
    { _id: 'a', at: 1 },
    { _id: 'b', at: 2 },
    { _id: 'a', at: 3 },
    { _id: 'c', at: 4 },
  ]
  const request = {
    fields: {},
    options: {},
    limit: 2,
    cursor: undefined,
    hasIndex: () => true,
  }
  const list = { name: 'list', order, walks: [{ index: 'at', where: {} }] }
  const page = await readPage(list, { ...request, collection: collectionOf(rows) })
  expect(page.items).toEqual([rows[0], rows[1]])
  expect(page.next).toBeDefined()
  const last = await readPage(list, { ...request, collection: collectionOf(rows.slice(0, 2)) })
  expect(last.next).toBeUndefined()
})
