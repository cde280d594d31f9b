import { type TaskNode } from '@taskloom/sdk'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { deferred } from '../support/deferred.ts'
import { Download, Resize, Step } from '../support/definitions.ts'
import { nodesOf, randomDag, Vertex } from '../support/random-dags.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { sizeFor } from '../support/sizes.ts'
import { finishSteps, step } from '../support/steps.ts'
import { testLoom } from '../support/test-loom.ts'

const graphs = sizeFor('random graphs that are rerun', { full: 60, fast: 20, slow: 6 })

test('rerunFrom: a finished task and all that is downstream of it run again, and nothing else', async () => {
  await using context = await testLoom()
  const { loom } = context
  const first = step('first')
  const [left, right] = [step('left', first), step('right', first)]
  const join = step('join', left, right)
  const dag = await loom.push(join)
  const drain = async (): Promise<string[]> => {
    const labels: string[] = []
    for (let task = await loom.pop(Step); task !== null; task = await loom.pop(Step)) {
      labels.push(task.payload.label)
      await task.finish(task.payload.label)
      await context.untilResolved()
    }
    return labels
  }
  expect(await drain()).toEqual(['first', 'left', 'right', 'join'])
  expect(await dag.finished()).toMatchObject({ outcome: 'FINISHED' })
  expect(await loom.rerunFrom(left)).toBe(2)
  expect(await loom.get(left)).toMatchObject({ state: 'CREATED', waitingFor: 'worker', attempt: 0 })
  expect((await loom.get(left))?.result).toBeUndefined()
  expect(await drain()).toEqual(['left', 'join'])
  expect(await dag.finished()).toMatchObject({ outcome: 'FINISHED', counts: { FINISHED: 4 } })
  expect(await loom.rerunFrom(join)).toBe(1)
  expect(await drain()).toEqual(['join'])
})

test('rerunFrom: a running dependent is stopped first, in another process, and its late result is refused', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  const { loom } = context
  const source = Download({ url: 'a' })
  const resize = Resize({ width: 1 }, { dependsOn: { source } })
  await loom.push(resize)
  await (await loom.pop(Download))?.finish({ path: 'old' })
  await context.untilResolved()
  const [started, aborted] = [deferred(), deferred<unknown>()]
  const worker = other.loom.worker([
    Resize.handle(async ({ signal }) => {
      started.resolve()
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      aborted.resolve(signal.reason)
      return { path: 'late', width: 1 }
    }),
  ])
  const working = worker.run()
  await started.promise
  expect(await loom.rerunFrom(source)).toBe(2)
  expect(await aborted.promise).toMatchObject({ code: 'LEASE_LOST' })
  await worker.stop()
  await working
  expect(await loom.get(resize)).toMatchObject({ state: 'CREATED', waitingFor: 'dependencies', attempt: 0 })
  await (await loom.pop(Download))?.finish({ path: 'new' })
  await context.untilResolved()
  expect(await loom.pop(Resize)).toMatchObject({ attempt: 1, dependencies: { source: { path: 'new' } } })
})

test('rerunFrom: the task itself may be running; with another state expected nothing is changed', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const { loom } = context
  const source = Download({ url: 'a' })
  await loom.push(source)
  const task = await loom.pop(Download)
  const before = await raw.task(source.id)
  await expect(loom.rerunFrom(source, { expectedState: 'FINISHED' })).rejects.toMatchObject({
    code: 'TRANSITION_REFUSED',
    details: { state: 'RUNNING' },
  })
  expect(await raw.task(source.id)).toEqual(before)
  expect(await loom.rerunFrom(source, { expectedState: 'RUNNING' })).toBe(1)
  await expect(task?.finish({ path: 'late' })).rejects.toMatchObject({ code: 'LEASE_LOST' })
  expect(await loom.pop(Download)).toMatchObject({ id: source.id, attempt: 1 })
})

test('rerunFrom: a dependent whose other input is gone refuses it, and nothing is changed', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const { loom } = context
  const [one, two] = [step('one'), step('two')]
  await loom.push(step('join', one, two))
  await finishSteps(context, 3)
  await loom.delete(two)
  const before = await raw.tasks.find().sort({ _id: 1 }).toArray()
  await expect(loom.rerunFrom(one)).rejects.toMatchObject({
    code: 'DEPENDENCY_NOT_FOUND',
    details: { missing: [two.id] },
  })
  expect(await raw.tasks.find().sort({ _id: 1 }).toArray()).toEqual(before)
})

test('rerunFrom: dependents in other DAGs run again, settled ones too', async () => {
  await using context = await testLoom()
  const { loom } = context
  const source = Download({ url: 'a' })
  await loom.push(source)
  const elsewhere = Resize({ width: 1 }, { dependsOn: { source: Download.id(source.id) } })
  await loom.push(elsewhere)
  await (await loom.pop(Download))?.finish({ path: 'a' })
  await context.untilResolved()
  await (await loom.pop(Resize))?.finish({ path: 'a', width: 1 })
  await context.untilResolved()
  expect(await loom.rerunFrom(source)).toBe(2)
  expect(await loom.get(elsewhere)).toMatchObject({ state: 'CREATED', waitingFor: 'dependencies' })
})

test('rerunFrom: what the task had pushed is not pushed again, and what it was extended by is still waited for', async () => {
  await using context = await testLoom()
  const { loom } = context
  const source = Download({ url: 'a' })
  const resize = Resize({ width: 1 }, { dependsOn: { source } })
  const dag = await loom.push(resize)
  const crawl = async (path: string): Promise<void> => {
    const task = await loom.pop(Download)
    await task?.push(step('pushed'))
    await task?.extend(step('extended'))
    await task?.finish({ path })
    await context.untilResolved()
  }
  await crawl('first')
  await finishSteps(context, 2)
  await (await loom.pop(Resize))?.finish({ path: 'a', width: 1 })
  await context.untilResolved()
  expect(await dag.counts()).toMatchObject({ FINISHED: 4 })
  expect(await loom.rerunFrom(source)).toBe(2)
  await crawl('second')
  expect(await loom.pop(Step)).toBeNull()
  expect((await loom.pop(Resize))?.dependencies).toEqual({ source: { path: 'second' } })
  expect(await dag.counts()).toMatchObject({ FINISHED: 3, RUNNING: 1 })
})

/** Which vertices depend on one, near or far, with itself: by the nodes alone. */
function downstreamOf(nodes: readonly TaskNode[], from: TaskNode): Set<string> {
  const downstream = new Set([from.id])
  // Edges point back, so one pass in order is enough.
  for (const { id, dependencies } of nodes)
    if (dependencies.some((dependency) => downstream.has(dependency.id))) downstream.add(id)
  return downstream
}

test('rerunFrom: on any graph exactly the downstream part runs a second time', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const { loom } = context
  const runs = new Map<string, number>()
  const drain = async (): Promise<void> => {
    for (;;) {
      const tasks = await loom.popMany(Vertex, 100)
      if (tasks.length === 0) return
      for (const task of tasks) {
        runs.set(task.id, (runs.get(task.id) ?? 0) + 1)
        await (task.payload % 5 === 4 ? task.fail(new Error('no')) : task.finish(task.payload))
      }
      await context.untilResolved()
    }
  }
  // Which of several impossible groups ended a task depends on the order in which they became so.
  const finished = async (): Promise<string[]> =>
    (await raw.tasks.find({ state: 'FINISHED' }).sort({ _id: 1 }).toArray()).map(({ _id }) => _id)
  const property = fc.asyncProperty(randomDag, fc.nat(), async (vertices, number) => {
    await raw.tasks.deleteMany({})
    runs.clear()
    const nodes = nodesOf(vertices)
    const half = Math.ceil(nodes.length / 2)
    await loom.push(nodes.slice(0, half))
    if (half < nodes.length) await loom.push(nodes.slice(half))
    await context.untilResolved()
    await drain()
    const [before, once] = [await finished(), new Map(runs)]
    const from = nodes[number % nodes.length]!
    const downstream = downstreamOf(nodes, from)
    expect(await loom.rerunFrom(from)).toBe(downstream.size)
    await drain()
    expect(await finished()).toEqual(before)
    for (const { id } of nodes) {
      const first = once.get(id) ?? 0
      expect([id, runs.get(id) ?? 0]).toEqual([id, downstream.has(id) ? first * 2 : first])
    }
    expect(
      await raw.tasks.countDocuments({
        $or: [{ reset: { $exists: true } }, { flaggedAt: { $exists: true } }],
      }),
    ).toBe(0)
  })
  const report = await fc.asyncDefaultReportMessage(await fc.check(property, { numRuns: graphs }))
  expect(report).toBeUndefined()
})
