import { expect, test } from 'vitest'

import type { LoomEvent } from '../observe/events.ts'
import type { Engine } from '../run/engine.ts'
import type { Reader } from '../store/read/inspect/reader.ts'
import { ChangeWatch } from './change-watch.ts'

const nothing = (): void => undefined

/** One more than can be told. */
function* removals(): Generator<LoomEvent> {
  for (let place = 0; place <= 5_000; place += 1)
    yield { kind: 'deleted', id: `task-${place}`, at: new Date() }
}

test('more removals than can be told are not gathered, and it is said', async () => {
  const engine = {
    store: { topology: 'replica-set' },
    isOpen: true,
    feeds: { open: () => Promise.resolve(Object.assign(removals(), { close: () => Promise.resolve() })) },
  } as unknown as Engine
  const [removed, missed]: string[][] = [[], []]
  const watch = new ChangeWatch(engine, {} as Reader, {
    onChanged: nothing,
    onRemoved: (ids) => void removed?.push(...ids),
    onDagsFinished: nothing,
    onMissed: (reason) => void missed?.push(reason),
    onDatabase: nothing,
  })
  await watch.opened
  await expect.poll(() => missed?.[0], { timeout: 30_000 }).toBe('More changed than can be told.')
  await watch.close()
  expect(removed).toEqual([])
})
