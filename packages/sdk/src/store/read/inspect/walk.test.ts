import type { Document } from 'mongodb'
import { expect, test } from 'vitest'

import type { Order } from './keyset.ts'
import { merge } from './walk.ts'

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
