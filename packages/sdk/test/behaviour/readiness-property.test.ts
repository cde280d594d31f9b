import type { ClaimedTaskOf, TaskNode } from '@taskloom/sdk'
import type { TestLoom } from '@taskloom/sdk/testing'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { settledStates } from '../../src/document/states.ts'
import {
  nodesOf,
  randomDag,
  randomSteps,
  Vertex,
  type RandomVertex,
  type Step,
} from '../support/random-dags.ts'
import { rawDatabase, type RawDatabase } from '../support/raw-database.ts'
import { sizeFor } from '../support/sizes.ts'
import { testLoom } from '../support/test-loom.ts'

const runs = sizeFor('random graphs', { full: 60, fast: 25, slow: 8 })

/** One run: a graph, the tasks of it that are held, and where to look. */
interface Run {
  readonly context: TestLoom
  readonly raw: RawDatabase
  readonly nodes: readonly TaskNode[]
  readonly held: ClaimedTaskOf<typeof Vertex>[]
}

async function takeStep({ context, nodes, held }: Run, [action, number]: Step): Promise<void> {
  if (action === 'delete') await context.loom.delete(nodes[number % nodes.length]!)
  else if (action === 'pop') held.push(...(await context.loom.popMany(Vertex, 1 + (number % 3))))
  else if (held.length > 0) {
    const [task] = held.splice(number % held.length, 1)
    if (action === 'finish') await task!.finish(number).catch(ignoreLost)
    else if (action === 'fail') await task!.fail(new Error('no')).catch(ignoreLost)
    else await task![Symbol.asyncDispose]()
  }
  await context.untilResolved()
}

/** A held task may have been deleted. */
function ignoreLost(error: unknown): void {
  expect(error).toMatchObject({ code: 'LEASE_LOST' })
}

/** What must hold at any moment at which nothing is under way. */
async function checkInvariants({ context, raw }: Run): Promise<void> {
  const ready = await raw.tasks.find({ ready: true }).sort({ priority: -1, ordinal: 1, _id: 1 }).toArray()
  expect(await context.purePop(Vertex)).toEqual(ready.map(({ _id }) => _id))
  const broken = await raw.tasks
    .find({
      $or: [
        { ready: true, state: { $ne: 'CREATED' } },
        { ready: true, blocked: true },
        { state: 'CREATED', ready: { $exists: false }, blocked: { $exists: false } },
        { state: 'RUNNING', lease: { $exists: false } },
        { state: { $ne: 'RUNNING' }, lease: { $exists: true } },
        { state: { $in: [...settledStates] }, open: true },
        { state: { $in: ['CREATED', 'RUNNING'] }, open: { $exists: false } },
        { flaggedAt: { $exists: true } },
        { state: { $in: ['STAGED', 'DELETED'] } },
      ],
    })
    .toArray()
  expect(broken).toEqual([])
}

/** Finishes everything that is left; afterwards nothing may wait for anything. */
async function drain(run: Run): Promise<void> {
  const { context, held, raw } = run
  for (;;) {
    for (const task of held.splice(0)) await task.finish(0).catch(ignoreLost)
    await context.untilResolved()
    await checkInvariants(run)
    held.push(...(await context.loom.popMany(Vertex, 100)))
    if (held.length === 0) break
  }
  expect(await raw.tasks.countDocuments({ state: { $nin: [...settledStates] } })).toBe(0)
}

async function live(context: TestLoom, dag: readonly RandomVertex[], steps: readonly Step[]): Promise<void> {
  await using raw = await rawDatabase(context)
  await raw.tasks.deleteMany({})
  const nodes = nodesOf(dag)
  // In two pushes, so that there are dependencies across DAGs as well.
  const half = Math.ceil(nodes.length / 2)
  const run: Run = { context, raw, nodes, held: [] }
  await context.loom.push(nodes.slice(0, half))
  const [first, ...rest] = steps
  if (first !== undefined) await takeStep(run, first)
  const known = await Promise.all(
    nodes.slice(0, half).map(async (node) => (await context.loom.get(node)) !== undefined),
  )
  if (half < nodes.length && known.every(Boolean)) await context.loom.push(nodes.slice(half))
  await context.untilResolved()
  await checkInvariants(run)
  for (const step of rest) {
    await takeStep(run, step)
    await checkInvariants(run)
  }
  await drain(run)
}

test('readiness: the pure pop is the set of ready tasks, after every step of any life of any graph', async () => {
  await using context = await testLoom()
  const property = fc.asyncProperty(randomDag, randomSteps, (dag, steps) => live(context, dag, steps))
  const report = await fc.asyncDefaultReportMessage(await fc.check(property, { numRuns: runs }))
  expect(report).toBeUndefined()
})
