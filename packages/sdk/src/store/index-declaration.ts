import type { Collection, CreateIndexesOptions, IndexSpecification } from 'mongodb'

import type { Collections } from './collections.ts'

/** An index, declared beside the query that it is there for. */
export interface IndexDeclaration {
  readonly collection: keyof Collections
  readonly name: string
  /** The query that the index is there for. */
  readonly serves: string
  readonly key: IndexSpecification
  readonly options: Pick<CreateIndexesOptions, 'partialFilterExpression' | 'sparse' | 'expireAfterSeconds'>
}

/** Creates those that are missing. */
export async function createIndexes(
  collections: Collections,
  declared: readonly IndexDeclaration[],
): Promise<void> {
  for (const { collection, name, key, options } of declared)
    await anyCollection(collections, collection).createIndex(key, { ...options, name })
}

/** Indexes do not care what a collection holds. */
export function anyCollection(collections: Collections, name: keyof Collections): Collection {
  return collections[name] as unknown as Collection
}
