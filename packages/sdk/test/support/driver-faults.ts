import { AggregationCursor, Collection, FindCursor, MongoNetworkError } from 'mongodb'

type Method = 'aggregate' | 'watch' | 'bulkWrite' | 'findOneAndUpdate' | 'updateOne' | 'updateMany' | 'find'

/** One call of the driver that goes wrong. */
export interface Fault {
  /** The collection whose calls go wrong; `tasks` unless said. */
  readonly collection?: string
  /** The calls before this one, counted from 1, are left alone. */
  readonly nth?: number
  /** How many calls go wrong, from that one on. */
  readonly times?: number
  /** Whether the call does its work before it goes wrong: the write is there, its answer is lost. */
  readonly isWritten: boolean
  /** Done first: what the rest of the world does meanwhile. */
  readonly meanwhile?: () => Promise<unknown>
}

const repairs: (() => void)[] = []

function methodOf(method: Method): (...given: unknown[]) => unknown {
  const original: unknown = Reflect.get(Collection.prototype, method)
  if (typeof original !== 'function') throw new Error(`The driver has no ${method}.`)
  return function (this: unknown, ...given) {
    return Reflect.apply(original, this, given) as unknown
  }
}

function replace(method: Method, replacement: (this: Collection, ...given: unknown[]) => unknown): void {
  const original = methodOf(method)
  Reflect.set(Collection.prototype, method, replacement)
  repairs.push(() => Reflect.set(Collection.prototype, method, original))
}

/** Lets calls of a method of a collection fail with a network error, until `repairDriver()`. */
export function failing(method: Method, fault: Fault): void {
  const { collection = 'tasks', nth = 1, times = 1, isWritten, meanwhile } = fault
  const original = methodOf(method)
  let calls = 0
  replace(method, function (this: Collection, ...given: unknown[]): unknown {
    const isOurs = this.collectionName === collection
    if (isOurs) calls += 1
    const call = (): unknown => Reflect.apply(original, this, given)
    if (!isOurs || calls < nth || calls >= nth + times) return call()
    return (async () => {
      await meanwhile?.()
      if (isWritten) await call()
      throw new MongoNetworkError('connection reset by the test')
    })()
  })
}

/** Lets a method of a collection do its work twice, and hears the second answer alone, until `repairDriver()`. */
export function doubling(method: Method, collection: string): void {
  const original = methodOf(method)
  replace(method, function (this: Collection, ...given: unknown[]): unknown {
    const call = (): unknown => Reflect.apply(original, this, given)
    return this.collectionName === collection ? Promise.resolve(call()).then(call) : call()
  })
}

/** Takes every fault away. */
export function repairDriver(): void {
  for (const repair of repairs.splice(0).toReversed()) repair()
}

/** Counts the calls of a method on the collection `tasks` from now on, or those that mention something, until `repairDriver()`. */
export function counting(method: Method, mentioned = ''): () => number {
  const original = methodOf(method)
  let calls = 0
  replace(method, function (this: Collection, ...given: unknown[]): unknown {
    if (this.collectionName === 'tasks' && JSON.stringify(given).includes(mentioned)) calls += 1
    return Reflect.apply(original, this, given)
  })
  return () => calls
}

/** Does something once between a look at an empty queue and what follows from it, until `repairDriver()`. */
export function afterEmptyLook(act: () => Promise<unknown>): void {
  const original = methodOf('aggregate')
  let isDone = false
  replace('aggregate', function (this: Collection, ...given: unknown[]): unknown {
    const cursor: unknown = Reflect.apply(original, this, given)
    if (!(cursor instanceof AggregationCursor) || this.collectionName !== 'tasks') return cursor
    const read: () => Promise<unknown[]> = cursor.toArray.bind(cursor)
    cursor.toArray = async () => {
      const found = await read()
      if (found.length > 0 || isDone) return found
      isDone = true
      await act()
      return found
    }
    return cursor
  })
}

/**
 * Lets a read of `tasks` that mentions something go wrong with a network error or never be answered, until
 * `repairDriver()`. Returns how many did so far.
 */
export function unreadable(
  method: 'aggregate' | 'find',
  {
    mentioned,
    times,
    how,
  }: { readonly mentioned: string; readonly times: number; readonly how: 'fails' | 'stalls' },
): () => number {
  const original = methodOf(method)
  let calls = 0
  replace(method, function (this: Collection, ...given: unknown[]): unknown {
    const cursor: unknown = Reflect.apply(original, this, given)
    const isOurs = this.collectionName === 'tasks' && JSON.stringify(given).includes(mentioned)
    if (!isOurs || calls >= times) return cursor
    if (!(cursor instanceof AggregationCursor) && !(cursor instanceof FindCursor)) return cursor
    calls += 1
    cursor.toArray = how === 'stalls' ? never : refused
    return cursor
  })
  return () => calls
}

function refused(): Promise<never> {
  return Promise.reject(new MongoNetworkError('connection reset by the test'))
}

/** Lets no change stream say anything, until `repairDriver()`. */
export function silenceStreams(): void {
  replace('watch', () => ({ tryNext: never, next: never, close: async () => undefined }))
}

function never(): Promise<never> {
  return new Promise(() => undefined)
}
