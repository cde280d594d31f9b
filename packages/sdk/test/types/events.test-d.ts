import { expectTypeOf, test } from 'vitest'

import type { DagFinished, EventsMissed, LoomEvent, TaskSettled } from '../../src/observe/events.ts'
import type { Loom } from '../../src/run/loom.ts'

declare const loom: Loom

test('a listener receives the event of its kind', () => {
  loom.on('settled', (event) => {
    expectTypeOf(event).toEqualTypeOf<TaskSettled>()
    expectTypeOf(event.state).toEqualTypeOf<'FINISHED' | 'FAILED' | 'CANCELLED' | 'SKIPPED' | 'EXPIRED'>()
  })
  loom.on('claimed', ({ attempt }) => expectTypeOf(attempt).toBeNumber())
  expectTypeOf(loom.on('pushed', () => undefined)).toEqualTypeOf<() => void>()
  // @ts-expect-error: only a feed has it.
  loom.on('ready', () => undefined)
})

test('a feed has the kinds that it was asked for, and what was missed', async () => {
  for await (const event of await loom.events()) expectTypeOf(event).toEqualTypeOf<LoomEvent>()
  for await (const event of await loom.events({ kinds: ['settled', 'dagFinished'] })) {
    expectTypeOf(event).toEqualTypeOf<TaskSettled | DagFinished | EventsMissed>()
    if (event.kind === 'dagFinished') expectTypeOf(event.counts.FINISHED).toEqualTypeOf<number | undefined>()
  }
  // @ts-expect-error: there is no such kind.
  await loom.events({ kinds: ['ended'] })
})
