import { Collection, MongoNetworkError } from 'mongodb'

type Method = 'bulkWrite' | 'findOneAndUpdate' | 'updateMany' | 'find'

/** One call of the driver that goes wrong. */
export interface Fault {
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

/** Lets calls of a method of the collection `tasks` fail with a network error, until `repairDriver()`. */
export function failing(method: Method, { nth = 1, times = 1, isWritten, meanwhile }: Fault): void {
  const original: unknown = Reflect.get(Collection.prototype, method)
  if (typeof original !== 'function') throw new Error(`The driver has no ${method}.`)
  let calls = 0
  Reflect.set(Collection.prototype, method, function (this: Collection, ...given: unknown[]): unknown {
    const isOurs = this.collectionName === 'tasks'
    if (isOurs) calls += 1
    const call = (): unknown => Reflect.apply(original, this, given)
    if (!isOurs || calls < nth || calls >= nth + times) return call()
    return (async () => {
      await meanwhile?.()
      if (isWritten) await call()
      throw new MongoNetworkError('connection reset by the test')
    })()
  })
  repairs.push(() => Reflect.set(Collection.prototype, method, original))
}

/** Takes every fault away. */
export function repairDriver(): void {
  for (const repair of repairs.splice(0).toReversed()) repair()
}
