import type { Collection } from 'mongodb'

import type { Collections } from '../../collections.ts'
import type { Store } from '../../store.ts'
import type { ReadOptions } from './reader.ts'

/** The methods of a collection that read, and the place of their options. */
const places = { find: 1, findOne: 1, aggregate: 1, countDocuments: 1, distinct: 2 } as const

const names = [
  'tasks',
  'contents',
  'dags',
  'pushes',
  'resets',
  'locks',
  'workers',
  'pauses',
  'rollups',
] as const satisfies readonly (keyof Collections)[]

/** A store of which every read carries these options, whoever makes it: also the reads that the engine shares. */
export function readingStore(store: Store, options: ReadOptions): Store {
  const collections = names.map((name) => [name, withOptions(store[name] as unknown as Collection, options)])
  return { ...store, ...(Object.fromEntries(collections) as Partial<Collections>) }
}

function withOptions(collection: Collection, options: ReadOptions): Collection {
  return new Proxy(collection, {
    get: (target, property): unknown => {
      const value: unknown = Reflect.get(target, property, target)
      if (typeof value !== 'function') return value
      const method = value.bind(target) as (...args: readonly unknown[]) => unknown
      if (!isRead(property)) return method
      const place = places[property]
      return (...args: readonly unknown[]) => {
        const before = Array.from({ length: place }, (_, index) => args[index] ?? {})
        return method(...before, Object.assign({}, options, args[place]))
      }
    },
  })
}

function isRead(property: string | symbol): property is keyof typeof places {
  return typeof property === 'string' && Object.hasOwn(places, property)
}
