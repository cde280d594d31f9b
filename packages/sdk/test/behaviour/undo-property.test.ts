import type { BulkFilter } from '@taskloom/sdk'
import { planUndo, traceAction } from '@taskloom/sdk/inspect'
import type { TestLoom } from '@taskloom/sdk/testing'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import type { TaskDocument } from '../../src/document/task-document.ts'
import { largerDag, nodesOf, vertexKind, type VertexKind } from '../support/random-dags.ts'
import { rawDatabase, type RawDatabase } from '../support/raw-database.ts'
import { sizeFor } from '../support/sizes.ts'
import { testLoom } from '../support/test-loom.ts'

const runs = sizeFor('random graphs of which a part is cancelled and brought back', {
  full: 150,
  fast: 30,
  slow: 15,
})

/** What a cancel and its undo leave in a task: times, counters of writes, and hints. */
const traces = new Set([
  'revision',
  'updatedAt',
  'resetAt',
  'readyAt',
  'expiresAt',
  'purgeAt',
  'flaggedAt',
  'remaining',
])

async function picture({ tasks }: RawDatabase, dagId: string): Promise<object[]> {
  const found = await tasks.find({ dagId }).sort({ ordinal: 1 }).toArray()
  return found.map(withoutTraces)
}

/** No hold is the same as none any more, and a lease is the same however often it was renewed. */
function withoutTraces(task: TaskDocument): object {
  const kept = Object.fromEntries(Object.entries(task).filter(([key]) => !traces.has(key)))
  return { ...kept, holds: task.holds ?? [], lease: task.lease?.token }
}

const choices = fc.record({
  dag: largerDag,
  /** How what is ready ends before: finished, failed, or not at all. */
  ends: fc.array(fc.constantFrom<End>('finish', 'fail', 'give back', 'run on'), { maxLength: 6 }),
  cancelled: fc.array(fc.nat(13), { minLength: 1, maxLength: 3 }),
  downstream: fc.boolean(),
})

type End = 'finish' | 'fail' | 'give back' | 'run on'

async function endNext(context: TestLoom, kind: VertexKind, end: End): Promise<void> {
  const task = await context.loom.pop(kind)
  if (end === 'finish') await task?.finish(1)
  if (end === 'fail') await task?.fail(new Error('no'))
  if (end === 'give back') await task?.[Symbol.asyncDispose]()
  await context.untilResolved()
}

let lives = 0

test('what says that it can be undone exactly is as it was after the undo', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const { loom } = context
  let exact = 0
  const property = fc.asyncProperty(choices, async ({ dag, ends, cancelled, downstream }) => {
    const kind = vertexKind(`undone-${(lives += 1)}`)
    const nodes = nodesOf(dag, kind)
    const { id: dagId } = await loom.push(nodes)
    await context.untilResolved()
    for (const end of ends) await endNext(context, kind, end)
    const filter: BulkFilter = { ids: cancelled.map((place) => nodes[place % nodes.length]!.id) }
    const action = { kind: 'cancel', downstream } as const
    const before = await picture(raw, dagId)
    const trace = await traceAction(loom, filter, action)
    if (trace === undefined) return
    await loom.bulk(filter, action)
    await context.untilResolved()
    const { isExact, steps } = await planUndo(loom, trace)
    if (!isExact) return
    exact += 1
    for (const step of steps) expect((await loom.bulk(step.filter, step.action)).failures).toEqual([])
    await context.untilResolved()
    expect(await picture(raw, dagId)).toEqual(before)
  })
  await fc.assert(property, { numRuns: runs })
  expect(exact).toBeGreaterThan(0)
})
