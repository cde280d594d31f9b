import { expect, test } from 'vitest'

import type { Store } from '../store/store.ts'
import { Resolver } from './resolver.ts'

test('a resolver takes as many flags at once as a reset of a very large graph has', async () => {
  const closed = new Error('no database here')
  const store = new Proxy(
    {},
    {
      get: () => {
        throw closed
      },
    },
  ) as Store
  const problems: unknown[] = []
  const resolver = new Resolver(store, {
    onReady: () => undefined,
    onEnds: () => undefined,
    onCleared: () => undefined,
    onResolved: () => undefined,
    onError: (error) => void problems.push(error),
  })
  resolver.add(
    Array.from({ length: 300_000 }, (_, number) => ({ id: String(number), flag: 'a', kind: 'recheck' })),
  )
  await resolver.rest()
  await resolver.close()
  expect(problems).toEqual([closed])
})
