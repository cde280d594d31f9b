import { readPaused } from '../../operations/pause-definition.ts'
import type { Store } from '../../store.ts'
import { readNames } from './known-names.ts'
import { readingStore } from './reading-store.ts'

/** The options that every read of the inspector carries. */
export interface ReadOptions {
  readonly maxTimeMS: number
  readonly comment: string
  readonly readPreference: 'primary' | 'primaryPreferred' | 'secondary' | 'secondaryPreferred' | 'nearest'
}

/** The collections that lists are read from. */
export type ListedCollection = 'tasks' | 'dags'

/** What the reads of the inspector work with. */
export interface Reader {
  readonly store: Store
  readonly options: ReadOptions
  /** The definitions that are paused, as of a moment ago. */
  pausedNames(): Promise<ReadonlySet<string>>
  /** The names of the definitions that have tasks, as of a few seconds ago; all of them where an index tells. */
  taskNames(): Promise<readonly string[]>
  /** When these names were read, by the clock of the server. */
  taskNamesReadAt(): Promise<Date>
  /** What the failures have in common: every fingerprint there is, as of a few seconds ago. */
  fingerprints(): Promise<readonly string[]>
  /** The indexes of a listed collection, and whether it is so small that it can be listed without. */
  standing(collection: ListedCollection): Promise<Standing>
  /** Forgets what is known of indexes. */
  forget(): void
}

export interface Standing {
  readonly indexes: ReadonlySet<string>
  readonly isSmall: boolean
}

/** How long after the time that it bears a write may be seen, in milliseconds. */
export const lateness = 2_000

/** In milliseconds. */
const pausedFor = 500
const namesFor = 2_000
const indexesFor = 10_000

/** How many documents the server may sort for one page. */
const smallCollection = 10_000

export function openReader(given: Store, options: ReadOptions): Reader {
  const store = readingStore(given, options)
  const standings = {
    tasks: kept(indexesFor, () => readStanding(store, 'tasks', options)),
    dags: kept(indexesFor, () => readStanding(store, 'dags', options)),
  }
  const paused = kept(pausedFor, async () => new Set(await readPaused(store)))
  const names = kept(namesFor, async () => {
    const readAt = store.clock.now()
    return { readAt, names: await readNames({ store, options, standing: await standings.tasks.read() }) }
  })
  const fingerprints = kept(namesFor, async () => {
    const found = await store.tasks.distinct('fingerprint', { fingerprint: { $gte: '' } }, options)
    return found.filter((each) => each !== undefined)
  })
  return {
    store,
    options,
    fingerprints: () => fingerprints.read(),
    pausedNames: () => paused.read(),
    taskNames: async () => (await names.read()).names,
    taskNamesReadAt: async () => (await names.read()).readAt,
    standing: (collection) => standings[collection].read(),
    forget: () => {
      standings.tasks.forget()
      standings.dags.forget()
    },
  }
}

async function readStanding(
  store: Store,
  name: ListedCollection,
  { comment, maxTimeMS }: ReadOptions,
): Promise<Standing> {
  const collection = store[name]
  const [exists, count] = await Promise.all([
    store.tasks.db.listCollections({ name: collection.collectionName }).hasNext(),
    collection.estimatedDocumentCount({ comment, maxTimeMS }),
  ])
  const found = exists ? await collection.indexes() : []
  return { indexes: new Set(found.map((index) => String(index.name))), isSmall: count <= smallCollection }
}

export interface Kept<Answer> {
  read(): Promise<Answer>
  forget(): void
}

/** Reads again when the last answer is older than this; those who ask meanwhile share one read. */
export function kept<Answer>(milliseconds: number, read: () => Promise<Answer>): Kept<Answer> {
  let last: { readonly at: number; readonly answer: Promise<Answer> } | undefined
  return {
    read: () => {
      if (last !== undefined && performance.now() - last.at < milliseconds) return last.answer
      const mine = { at: performance.now(), answer: read() }
      last = mine
      // What failed is not an answer to keep.
      mine.answer.catch(() => {
        if (last === mine) last = undefined
      })
      return mine.answer
    },
    forget: () => {
      last = undefined
    },
  }
}
