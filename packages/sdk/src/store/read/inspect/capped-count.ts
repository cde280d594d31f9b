import type { Collection } from 'mongodb'

import type { Reader } from './reader.ts'
import { countAtMost } from './task-list.ts'
import type { CappedCount } from './task-shapes.ts'

export function countTasksCapped(reader: Reader, where: object): Promise<CappedCount> {
  return countCapped(reader, reader.store.tasks as unknown as Collection, where)
}

/** Counts documents; given up at a limit. */
export async function countCapped(
  { options }: Reader,
  collection: Collection,
  where: object,
): Promise<CappedCount> {
  const count = await collection.countDocuments(where, { ...options, limit: countAtMost + 1 })
  return { count: Math.min(count, countAtMost), isCapped: count > countAtMost }
}
