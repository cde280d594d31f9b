import type { Document } from 'mongodb'

import type { Collections } from '../../collections.ts'
import { anyCollection } from '../../index-declaration.ts'
import type { Store } from '../../store.ts'

/** How large an index is, and how often it was used since the server started. */
export interface IndexUse {
  readonly bytes?: number
  readonly uses?: number
}

/**
 * The use of the indexes of a collection, by name, as `$indexStats` and `$collStats` tell it. It takes rights that not
 * every user has, and a server that knows them: whoever is refused sees indexes without it.
 */
export async function readIndexUse(
  store: Store,
  collection: keyof Collections,
): Promise<ReadonlyMap<string, IndexUse>> {
  const ask = (stage: Document): Promise<Document[]> =>
    anyCollection(store, collection)
      .aggregate([stage])
      .toArray()
      .catch(() => [])
  const [uses, sizes] = await Promise.all([
    ask({ $indexStats: {} }),
    ask({ $collStats: { storageStats: {} } }),
  ])
  const found = new Map<string, IndexUse>()
  const note = (name: string, use: IndexUse): void => void found.set(name, { ...found.get(name), ...use })
  for (const { name, accesses } of uses as { name: string; accesses?: { ops?: unknown } }[])
    if (accesses?.ops !== undefined) note(name, { uses: Number(accesses.ops) })
  const { storageStats } = (sizes[0] ?? {}) as { storageStats?: { indexSizes?: Record<string, unknown> } }
  for (const [name, bytes] of Object.entries(storageStats?.indexSizes ?? {}))
    note(name, { bytes: Number(bytes) })
  return found
}
