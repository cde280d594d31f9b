import type { Collection, CreateIndexesOptions, IndexSpecification } from 'mongodb'

import type { Collections } from './collections.ts'

interface IndexDeclaration {
  readonly collection: keyof Collections
  readonly name: string
  /** The query that the index is there for. */
  readonly serves: string
  readonly key: IndexSpecification
  readonly options: Pick<CreateIndexesOptions, 'partialFilterExpression' | 'sparse' | 'expireAfterSeconds'>
}

/** The eight indexes of the engine on `tasks`, and the TTL indexes of the collections beside it. */
export const indexes: readonly IndexDeclaration[] = [
  {
    collection: 'tasks',
    name: 'hot',
    serves: 'pop: the claimable tasks of a definition, in the order in which they are claimed',
    key: { name: 1, priority: -1, ordinal: 1, _id: 1 },
    options: { partialFilterExpression: { ready: true } },
  },
  {
    collection: 'tasks',
    name: 'reverse',
    serves: 'resolver: the dependents of settled and deleted tasks; resets: all that is downstream of a task',
    key: { 'dependencies.id': 1 },
    options: {},
  },
  {
    collection: 'tasks',
    name: 'flags',
    serves: 'sweeper: tasks whose `unresolved` or `recheck` a crash left behind',
    key: { flaggedAt: 1 },
    options: { sparse: true },
  },
  {
    collection: 'tasks',
    name: 'lease',
    serves: 'sweeper: running tasks whose lease ran out',
    key: { 'lease.until': 1 },
    options: { partialFilterExpression: { state: 'RUNNING' } },
  },
  {
    collection: 'tasks',
    name: 'due',
    serves: 'sweeper: delayed tasks whose time has come',
    key: { dueAt: 1 },
    options: { sparse: true },
  },
  {
    collection: 'tasks',
    name: 'expiry',
    serves: 'sweeper: open tasks past their expiry, and the walk over all blocked ones',
    key: { expiresAt: 1, _id: 1 },
    options: { partialFilterExpression: { open: true } },
  },
  {
    collection: 'tasks',
    name: 'purge',
    serves: 'MongoDB: removes the document at `purgeAt`',
    key: { purgeAt: 1 },
    options: { expireAfterSeconds: 0 },
  },
  {
    collection: 'tasks',
    name: 'dag',
    serves: 'the tasks of a DAG, and its counts by state',
    key: { dagId: 1, state: 1 },
    options: {},
  },
  {
    collection: 'contents',
    name: 'task',
    serves: 'delete, undo and pin: the large values of a task',
    key: { taskId: 1 },
    options: {},
  },
  {
    collection: 'pushes',
    name: 'state',
    serves: 'sweeper: pushes whose pusher fell silent, and those that were aborted',
    key: { state: 1, heartbeatAt: 1 },
    options: {},
  },
  ...(['contents', 'dags', 'pushes', 'resets', 'workers'] as const).map((collection) => ({
    collection,
    name: 'purge',
    serves: 'MongoDB: removes the document at `purgeAt`',
    key: { purgeAt: 1 } as const,
    options: { expireAfterSeconds: 0 },
  })),
]

/** Creates the indexes that are missing. Safe to call at every start, and from several processes at once. */
export async function ensureIndexes(collections: Collections): Promise<void> {
  for (const { collection, name, key, options } of indexes) {
    await anyCollection(collections, collection).createIndex(key, { ...options, name })
  }
}

/** One difference between the indexes that are declared and those that the server has. */
export interface IndexDrift {
  readonly collection: string
  readonly index: string
  readonly problem: 'missing' | 'different' | 'not declared'
  readonly serves?: string
}

/** Compares the server's indexes with the declared ones; an empty list means that they agree. */
export async function indexDrift(collections: Collections): Promise<IndexDrift[]> {
  const drift: IndexDrift[] = []
  for (const collection of new Set(indexes.map((index) => index.collection))) {
    const found = await readIndexes(anyCollection(collections, collection))
    const declared = indexes.filter((index) => index.collection === collection)
    for (const index of declared) {
      const existing = found.find(({ name }) => name === index.name)
      if (existing === undefined) drift.push(problemOf(index, 'missing'))
      else if (fingerprint(existing) !== fingerprint({ key: index.key, ...index.options }))
        drift.push(problemOf(index, 'different'))
    }
    const names = new Set(['_id_', ...declared.map(({ name }) => name)])
    for (const { name } of found)
      if (!names.has(name)) drift.push({ collection, index: name, problem: 'not declared' })
  }
  return drift
}

/** Indexes do not care what a collection holds. */
function anyCollection(collections: Collections, name: keyof Collections): Collection {
  return collections[name] as unknown as Collection
}

function problemOf(index: IndexDeclaration, problem: IndexDrift['problem']): IndexDrift {
  return { collection: index.collection, index: index.name, problem, serves: index.serves }
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
