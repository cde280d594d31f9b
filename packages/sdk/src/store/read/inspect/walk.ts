import type { Collection, Document, FindOptions } from 'mongodb'

import {
  beyond,
  both,
  inOrder,
  keyOf,
  readCursor,
  turned,
  writeCursor,
  type Order,
  type Position,
} from './keyset.ts'
import type { Page } from './task-shapes.ts'

/** One walk of one index: what it meets is in the list, all of it, in the order of the list. */
export interface Walk {
  readonly index: string
  readonly where: Document
}

/** A list, as walks whose meetings are merged. */
export interface WalkedList {
  /** Names its sort and filter, for the cursors. */
  readonly name: string
  readonly order: Order
  readonly walks: readonly Walk[]
}

export interface PageRequest {
  readonly collection: Collection
  readonly fields: Document
  readonly options: FindOptions
  readonly limit: number
  readonly cursor: string | undefined
  /** Whether the index of a walk exists; without it the server sorts, which few documents stand. */
  readonly hasIndex: (name: string) => boolean
}

/** Reads one page of a list: about as many documents as it shows, wherever it is. */
export async function readPage<Row extends Document>(
  { name, order, walks }: WalkedList,
  request: PageRequest,
): Promise<Page<Row>> {
  const { cursor, limit } = request
  const from = cursor === undefined ? undefined : readCursor(name, order, cursor)
  const isBackwards = from?.way === 'previous'
  const along = isBackwards ? turned(order) : order
  let isFull = false
  const onFull = (): void => void (isFull = true)
  const rows = await merge(
    walks.map((walk) => meet(walk, { ...request, along, from, batch: batchOf(walks, limit), onFull })),
    along,
    limit + 1,
  )
  const shown = rows.slice(0, limit)
  const items = (isBackwards ? shown.toReversed() : shown) as Row[]
  // A task that moves ahead of a walk is met twice by it, and takes the place of another.
  const goesOn = isFull || rows.length > limit
  const cameFrom = from !== undefined
  const point = (
    row: Row | undefined,
    way: Position['way'],
    isThere: boolean,
  ): { [Way in typeof way]?: string } =>
    row === undefined || !isThere ? {} : { [way]: writeCursor(name, { way, values: keyOf(row, order) }) }
  return {
    items,
    ...point(items.at(-1), 'next', isBackwards ? cameFrom : goesOn),
    ...point(items[0], 'previous', isBackwards ? goesOn : cameFrom),
  }
}

/** Of several walks each brings its share first, and more only where the list takes more of it. */
function batchOf(walks: readonly Walk[], limit: number): number | undefined {
  return walks.length === 1 ? undefined : Math.max(2, Math.ceil((limit + 1) / walks.length))
}

interface Meeting extends PageRequest {
  readonly along: Order
  readonly from: Position | undefined
  readonly batch: number | undefined
  /** Told when it met as much as it may: there may be more. */
  readonly onFull: () => void
}

async function* meet({ index, where }: Walk, meeting: Meeting): AsyncGenerator<Document, undefined> {
  const { collection, along, from, limit, batch, fields, options } = meeting
  let left = limit + 1
  for (const part of from === undefined ? [{}] : beyond(along, from.values)) {
    const found = collection
      .find(both(where, part), {
        ...options,
        sort: Object.fromEntries(along),
        ...(meeting.hasIndex(index) ? { hint: index } : {}),
        ...(batch === undefined ? {} : { batchSize: batch }),
      })
      .project(fields)
      .limit(left)
    try {
      for await (const row of found) {
        left -= 1
        yield row
      }
    } finally {
      await found.close()
    }
    if (left > 0) continue
    meeting.onFull()
    return
  }
}

/** The first rows of several ordered streams. A task that moved from one to another meanwhile is met once. */
export async function merge(
  streams: readonly AsyncGenerator<Document, undefined>[],
  along: Order,
  count: number,
): Promise<Document[]> {
  const compare = inOrder(along)
  const merged = new Map<unknown, Document>()
  try {
    const heads = await Promise.all(
      streams.map(async (stream) => ({ stream, row: (await stream.next()).value })),
    )
    while (merged.size < count) {
      const [best] = heads
        .filter(({ row }) => row !== undefined)
        .toSorted((one, other) => compare(one.row ?? {}, other.row ?? {}))
      if (best?.row === undefined) break
      const { row } = best
      if (!merged.has(row['_id'])) merged.set(row['_id'], row)
      best.row = (await best.stream.next()).value
    }
  } finally {
    await Promise.all(streams.map((stream) => stream.return(undefined)))
  }
  return [...merged.values()]
}
