import { defineTask } from '@taskloom/sdk'
import { onWritePoint, type TestLoom } from '@taskloom/sdk/testing'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'

import { failing, repairDriver } from '../support/driver-faults.ts'
import { Died, dyingAt } from '../support/dying.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom } from '../support/test-loom.ts'

afterEach(() => {
  onWritePoint(undefined)
  repairDriver()
})

const Page = defineTask({ name: 'page', schema: z.object({ url: z.string() }), result: z.string() })
const Crawl = defineTask({ name: 'crawl', schema: z.object({}) })

const pages = () => [Page({ url: 'a' }), Page({ url: 'x'.repeat(5_000) })]

/** Claims the crawl in a process that dies at the write point while it pushes. */
async function diePushing(context: TestLoom, point: Parameters<typeof dyingAt>[0]['point'], nth = 1) {
  const dag = await context.loom.push(Crawl({}))
  const death = await dyingAt({ point, nth }, context, async (victim) => {
    const task = await victim.loom.pop(Crawl)
    await task?.push(pages())
  })
  expect(death).toBeInstanceOf(Died)
  return dag
}

const points = [
  ['push.record', 1],
  ['push.chunk', 1],
  ['push.contents', 1],
  ['grow.decide', 1],
  ['grow.open', 1],
  ['grow.dag', 1],
  ['push.release', 1],
  ['push.close', 1],
] as const

test.for(points)(
  'growth: after a death at %s (%i) the next attempt has its children once',
  async ([point, nth]) => {
    await using context = await testLoom()
    const dag = await diePushing(context, point, nth)
    await context.advance('21s')
    await context.sweep()
    const task = await context.loom.pop(Crawl)
    expect(task?.attempt).toBe(2)
    await task?.push(pages())
    await task?.finish()
    for (const page of await context.loom.popMany(Page, 5)) await page.finish('done')
    expect(await dag.finished()).toMatchObject({ counts: { FINISHED: 3, CREATED: 0 } })
    await context.advance('61s')
    await context.sweep()
    expect(await dag.counts()).toMatchObject({ FINISHED: 3, CREATED: 0 })
  },
)

test.for(points)(
  'growth: after a death at %s (%i) and without another attempt, a sweeper releases all of it or nothing',
  async ([point, nth]) => {
    await using context = await testLoom()
    await using raw = await rawDatabase(context)
    const dag = await diePushing(context, point, nth)
    const isDecided = points.findIndex(([each]) => each === point) > 3
    await context.loom.cancel(dag.id)
    await context.advance('61s')
    await context.sweep()
    expect(await dag.counts()).toMatchObject({ CANCELLED: 1, CREATED: isDecided ? 2 : 0 })
    expect(await raw.tasks.countDocuments()).toBe(isDecided ? 3 : 1)
    expect(await raw.contents.countDocuments()).toBe(isDecided ? 1 : 0)
    expect(await context.loom.popMany(Page, 5)).toHaveLength(isDecided ? 2 : 0)
  },
)

test('growth: a push is not undone while its task is held, however silent it is', async () => {
  await using context = await testLoom()
  await using sweeping = await testLoom({ database: context.database })
  const dag = await context.loom.push(Crawl({}))
  const task = await context.loom.pop(Crawl)
  let isSlow = true
  onWritePoint(async (point) => {
    if (point !== 'grow.decide' || !isSlow) return
    isSlow = false
    await sweeping.loom.get(dag.id)
    const raw = await rawDatabase(context)
    await raw.pushes.updateMany({}, { $set: { heartbeatAt: new Date(0) } })
    await raw[Symbol.asyncDispose]()
    await sweeping.sweep()
  })
  await task?.push(pages())
  expect(await dag.counts()).toMatchObject({ CREATED: 2, RUNNING: 1 })
  expect(await context.loom.healed()).toBe(0)
})

test('growth: when the answer to the decision is lost, the task says what was decided', async () => {
  await using context = await testLoom()
  const dag = await context.loom.push(Crawl({}))
  const task = await context.loom.pop(Crawl)
  failDecision({ isWritten: true })
  await task?.push(pages(), { key: 'pages' })
  await task?.push(pages(), { key: 'pages' })
  expect(await dag.counts()).toMatchObject({ CREATED: 2, RUNNING: 1 })
})

test('growth: when the decision cannot be written, the push fails and can be made again', async () => {
  await using context = await testLoom()
  const dag = await context.loom.push(Crawl({}))
  const task = await context.loom.pop(Crawl)
  failDecision({ isWritten: false })
  await expect(task?.push(pages(), { key: 'pages' })).rejects.toThrow('connection reset')
  await task?.push(pages(), { key: 'pages' })
  expect(await dag.counts()).toMatchObject({ CREATED: 2, RUNNING: 1 })
})

function failDecision(fault: { readonly isWritten: boolean }): void {
  onWritePoint((point) => {
    if (point !== 'grow.decide') return
    onWritePoint(undefined)
    failing('updateOne', fault)
  })
}
