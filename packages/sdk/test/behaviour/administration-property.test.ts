import type { Dag, TaskNode } from '@taskloom/sdk'
import type { TestLoom } from '@taskloom/sdk/testing'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { settledStates } from '../../src/document/states.ts'
import { nodesOf, randomDag, Vertex, type RandomVertex } from '../support/random-dags.ts'
import { rawDatabase, type RawDatabase } from '../support/raw-database.ts'
import { sizeFor } from '../support/sizes.ts'
import { testLoom } from '../support/test-loom.ts'

const runs = sizeFor('random graphs that are administered while they run', { full: 60, fast: 15, slow: 4 })

type Deed = readonly ['finish' | 'fail' | 'retry' | 'rerun' | 'cancel' | 'pause' | 'resume', number]

/** What is done at the same time, by two processes in turn. */
const randomDeeds: fc.Arbitrary<readonly (readonly Deed[])[]> = fc.array(
  fc.array(
    fc.tuple(
      fc.oneof(
        { weight: 6, arbitrary: fc.constant('finish' as const) },
        { weight: 4, arbitrary: fc.constant('fail' as const) },
        { weight: 4, arbitrary: fc.constant('retry' as const) },
        { weight: 3, arbitrary: fc.constant('rerun' as const) },
        { weight: 1, arbitrary: fc.constant('cancel' as const) },
        { weight: 1, arbitrary: fc.constantFrom('pause' as const, 'resume' as const) },
      ),
      fc.nat(100),
    ),
    { minLength: 2, maxLength: 5 },
  ),
  { minLength: 2, maxLength: 8 },
)

interface Run {
  readonly looms: readonly TestLoom[]
  readonly nodes: readonly TaskNode[]
  readonly dags: readonly Dag[]
}

/** What may be answered to somebody who was not the first. */
const late = new Set(['TRANSITION_REFUSED', 'LEASE_LOST'])

async function ignoreLate(deed: Promise<unknown>): Promise<void> {
  await deed.catch((error: { readonly code?: string }) => {
    if (!late.has(error.code ?? '')) throw error
  })
}

async function act({ loom }: TestLoom, { nodes, dags }: Run, [deed, number]: Deed): Promise<void> {
  const node = nodes[number % nodes.length]!
  const dag = loom.dag(dags[number % dags.length]!.id)
  if (deed === 'pause') await dag.pause()
  else if (deed === 'resume') await dag.resume()
  else if (deed === 'retry') await ignoreLate(loom.retry(node))
  else if (deed === 'rerun') await ignoreLate(loom.rerunFrom(node))
  else if (deed === 'cancel') await loom.cancel(node, { downstream: number % 2 === 0 })
  else {
    const task = await loom.pop(Vertex)
    await ignoreLate(Promise.resolve(deed === 'finish' ? task?.finish(number) : task?.fail(new Error('no'))))
  }
}

async function untilResolved({ looms }: Run): Promise<void> {
  for (let round = 0; round < 2; round += 1) for (const context of looms) await context.untilResolved()
}

/** Finishes everything that is left; afterwards nothing may wait for anything, or be left of a reset. */
async function drain(run: Run, raw: RawDatabase): Promise<void> {
  const [context] = run.looms
  for (const { id } of run.dags) await context!.loom.dag(id).resume()
  await untilResolved(run)
  for (;;) {
    const tasks = await context!.loom.popMany(Vertex, 100)
    if (tasks.length === 0) break
    for (const task of tasks) await task.finish(0)
    await untilResolved(run)
  }
  const left = await raw.tasks
    .find({
      $or: [
        { state: { $nin: [...settledStates] } },
        { reset: { $exists: true } },
        { 'holds.0': { $exists: true } },
        { flaggedAt: { $exists: true } },
        { lease: { $exists: true } },
        { open: true },
      ],
    })
    .toArray()
  expect(left).toEqual([])
  for (const { id } of run.dags) {
    const { counts, outcome } = await context!.loom.dag(id).finished()
    expect(counts).toEqual(await context!.loom.dag(id).counts())
    const failed = counts.FAILED + counts.EXPIRED > 0
    expect(outcome).toBe(failed ? 'FAILED' : counts.CANCELLED > 0 ? 'CANCELLED' : 'FINISHED')
  }
  expect(await context!.loom.healed()).toBe(0)
}

test('administration: whatever two processes do to a graph while it runs, everything ends and nothing is left over', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  await using raw = await rawDatabase(context)
  const looms = [context, other]
  const live = async (
    vertices: readonly RandomVertex[],
    rounds: readonly (readonly Deed[])[],
  ): Promise<void> => {
    await raw.tasks.deleteMany({})
    const nodes = nodesOf(vertices)
    const half = Math.ceil(nodes.length / 2)
    const dags = [await context.loom.push(nodes.slice(0, half))]
    if (half < nodes.length) dags.push(await context.loom.push(nodes.slice(half)))
    const run: Run = { looms, nodes, dags }
    for (const deeds of rounds)
      await Promise.all(deeds.map((deed, index) => act(looms[index % 2]!, run, deed)))
    await drain(run, raw)
  }
  const property = fc.asyncProperty(randomDag, randomDeeds, live)
  const report = await fc.asyncDefaultReportMessage(await fc.check(property, { numRuns: runs }))
  expect(report).toBeUndefined()
})
