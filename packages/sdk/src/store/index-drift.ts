import type { Collection } from 'mongodb'

import type { Collections } from './collections.ts'
import { eventIndexes } from './event-indexes.ts'
import { anyCollection, type IndexDeclaration } from './index-declaration.ts'
import { indexes } from './indexes.ts'
import { listIndexes } from './read/inspect/list-indexes.ts'

/** One difference between the indexes that are declared and those that the server has. */
export interface IndexDrift {
  readonly collection: string
  readonly index: string
  readonly problem: 'missing' | 'different' | 'not declared'
  readonly serves?: string
  /** Present on an index of the inspector's lists, which the engine does without. */
  readonly isOptional?: true
}

/** How an index of the server stands to the declared ones. */
export interface IndexStanding {
  readonly collection: keyof Collections
  readonly name: string
  readonly state: 'present' | 'missing' | 'different' | 'not declared'
  readonly serves?: string
  /** Whether the engine does without it. */
  readonly isOptional: boolean
  /** How large it is, and how often it was used since the server started; where the server tells. */
  readonly bytes?: number
  readonly uses?: number
}

/**
 * Compares the server's indexes with the declared ones; an empty list means that they agree. An optional index
 * may be missing.
 */
export async function indexDrift(collections: Collections): Promise<IndexDrift[]> {
  const standings = await readIndexStandings(collections)
  return standings.flatMap(({ collection, name, state, serves, isOptional }) =>
    state === 'present' || (isOptional && state === 'missing')
      ? []
      : [
          {
            collection,
            index: name,
            problem: state,
            ...(serves === undefined ? {} : { serves }),
            ...(isOptional ? { isOptional } : {}),
          },
        ],
  )
}

/** Every index that is declared or exists. */
export async function readIndexStandings(collections: Collections): Promise<IndexStanding[]> {
  const optional = new Set([...listIndexes, ...eventIndexes])
  const all = [...indexes, ...optional]
  const standings: IndexStanding[] = []
  for (const collection of new Set(all.map((index) => index.collection))) {
    const found = await readIndexes(anyCollection(collections, collection))
    const declared = all.filter((index) => index.collection === collection)
    const names = new Set(['_id_', ...declared.map(({ name }) => name)])
    standings.push(
      ...declared.map((index) => {
        const { name, serves } = index
        const existing = found.find((each) => each.name === name)
        return { collection, name, state: compare(index, existing), serves, isOptional: optional.has(index) }
      }),
      ...found
        .filter(({ name }) => !names.has(name))
        .map(({ name }) => ({ collection, name, state: 'not declared' as const, isOptional: false })),
    )
  }
  return standings
}

function compare(
  { key, options }: Pick<IndexDeclaration, 'key' | 'options'>,
  found: FoundIndex | undefined,
): 'present' | 'missing' | 'different' {
  if (found === undefined) return 'missing'
  return fingerprint(found) === fingerprint({ key, ...options }) ? 'present' : 'different'
}

interface FoundIndex {
  readonly name: string
  readonly key: unknown
}

async function readIndexes(collection: Collection): Promise<FoundIndex[]> {
  const exists = await collection.db.listCollections({ name: collection.collectionName }).hasNext()
  return exists ? ((await collection.listIndexes().toArray()) as FoundIndex[]) : []
}

function fingerprint(index: object): string {
  const { key, partialFilterExpression, sparse, expireAfterSeconds } = index as Record<string, unknown>
  return JSON.stringify([
    Object.entries(key as object).map(([field, order]) => [field, Number(order)]),
    partialFilterExpression ?? null,
    sparse === true,
    expireAfterSeconds === undefined ? null : Number(expireAfterSeconds),
  ])
}
