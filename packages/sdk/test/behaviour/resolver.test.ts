import { allOf, defineTask } from '@taskloom/sdk'
import { onWritePoint, type TestLoom, type WritePoint } from '@taskloom/sdk/testing'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { Download, Resize, Step } from '../support/definitions.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom } from '../support/test-loom.ts'
import { before } from '../support/write-point.ts'

async function finishDownload(context: TestLoom): Promise<void> {
  await (await context.loom.pop(Download))?.finish({ path: 'p' })
  await context.untilResolved()
}

test('recheck: a dependency that settles between the look of a pop and its put-back is not missed', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const { loom } = context
  const image = Resize({ width: 1 }, { dependsOn: { source: Download({ url: 'a' }) } })
  await loom.push(image)
  await raw.tasks.updateOne({ _id: image.id }, { $set: { ready: true }, $unset: { blocked: '' } })
  {
    // The resolver of the dependency sees the dependent as ready still, and takes its flag away.
    using _settled = before('claim.put-back', () => finishDownload(context))
    expect(await loom.pop(Resize)).toBeNull()
  }
  await context.untilResolved()
  expect((await loom.pop(Resize))?.id).toBe(image.id)
})

test('recheck: a flag that is set anew while its round is under way is not cleared', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const image = Resize({ width: 1 }, { dependsOn: { source: Download({ url: 'a' }) } })
  await context.loom.push(image)
  const flag = (recheck: string, flaggedAt: Date): Promise<unknown> =>
    raw.tasks.updateOne({ _id: image.id }, { $set: { recheck, flaggedAt } })
  await flag('old', new Date(0))
  {
    using _anew = before('resolve.clear', () => flag('anew', new Date()))
    await context.sweep()
  }
  expect(await raw.task(image.id)).toMatchObject({ recheck: 'anew', blocked: true })
  await context.advance('1m')
  await context.sweep()
  expect(await raw.task(image.id)).not.toHaveProperty('recheck')
})

const moments = ['push.pin', 'push.record', 'push.chunk', 'push.open', 'push.release', 'push.close'] as const

test.each(moments)(
  'push: a dependency that finishes right before %s is not missed by a DAG',
  async (moment) => {
    await using context = await testLoom()
    const source = Download({ url: 'a' })
    await context.loom.push(source)
    const nodes = [1, 2].map((width) => Resize({ width }, { dependsOn: { source } }))
    {
      using _settled = before(moment, () => finishDownload(context))
      await context.loom.push(nodes)
    }
    await context.untilResolved()
    expect((await context.loom.popMany(Resize, 5)).map(({ id }) => id)).toEqual(nodes.map(({ id }) => id))
  },
)

test.each(['push.pin', 'push.chunk'] satisfies WritePoint[])(
  'push: a dependency that finishes right before %s is not missed by a single node',
  async (moment) => {
    await using context = await testLoom()
    const source = Download({ url: 'a' })
    await context.loom.push(source)
    const image = Resize({ width: 1 }, { dependsOn: { source } })
    {
      using _settled = before(moment, () => finishDownload(context))
      await context.loom.push(image)
    }
    await context.untilResolved()
    expect((await context.loom.pop(Resize))?.id).toBe(image.id)
  },
)

test.each(moments.slice(1))(
  'push: a dependency that is deleted right before %s ends the DAG',
  async (moment) => {
    await using context = await testLoom()
    const source = Download({ url: 'a' })
    await context.loom.push(source)
    const image = Resize({ width: 1 }, { dependsOn: { source } })
    const after = Step({ label: 'b' }, { dependsOn: { before: [] } })
    {
      using _deleted = before(moment, () => context.loom.delete(source))
      await context.loom.push([image, after])
    }
    await context.untilResolved()
    expect(await context.loom.get(image)).toMatchObject({ state: 'FAILED', rootCause: source.id })
  },
)

test('push: roots are released last, so that one which finishes at once finds its dependents', async () => {
  await using context = await testLoom()
  const sources = Array.from({ length: 3 }, (_, index) => Download({ url: String(index) }))
  const images = sources.map((source, width) => Resize({ width }, { dependsOn: { source } }))
  const drain = async (): Promise<void> => {
    for (const task of await context.loom.popMany(Download, 3)) await task.finish({ path: 'p' })
    await context.untilResolved()
  }
  let isDraining = false
  onWritePoint(async () => {
    if (isDraining) return
    isDraining = true
    await drain()
    isDraining = false
  })
  try {
    await context.loom.push(images)
  } finally {
    onWritePoint(undefined)
  }
  await drain()
  expect(await context.loom.popMany(Resize, 5)).toHaveLength(3)
})

/** Twenty steps that one more waits for: enough to carry the hint of how many are left. */
function fanIn(count = 20): {
  readonly before: ReturnType<typeof Step>[]
  readonly last: ReturnType<typeof Step>
} {
  const steps = Array.from({ length: count }, (_, n) =>
    Step({ label: String(n) }, { dependsOn: { before: [] } }),
  )
  return { before: steps, last: Step({ label: 'last' }, { dependsOn: { before: steps } }) }
}

test('remaining: a fan-in carries the hint, counts it down, and is ready after the last one alone', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const { before: steps, last } = fanIn()
  await context.loom.push(last)
  for (let left = steps.length; left > 0; left -= 1) {
    expect(await raw.task(last.id)).toMatchObject({ blocked: true, remaining: left })
    await (await context.loom.pop(Step))?.finish('done')
    await context.untilResolved()
  }
  expect(await raw.task(last.id)).toMatchObject({ ready: true })
  expect((await context.loom.pop(Step))?.id).toBe(last.id)
})

test('remaining: a task that names the same dependencies in two groups is ready after the last one', async () => {
  const Twice = defineTask({
    name: 'twice',
    schema: z.null(),
    dependsOn: { one: allOf(Step), two: allOf(Step) },
  })
  await using context = await testLoom()
  const { before: steps } = fanIn(8)
  await context.loom.push(Twice(null, { dependsOn: { one: steps, two: steps } }))
  for (const _ of steps) {
    expect(await context.loom.pop(Twice)).toBeNull()
    await (await context.loom.pop(Step))?.finish('done')
    await context.untilResolved()
  }
  expect(await context.loom.pop(Twice)).not.toBeNull()
})

test('remaining: one failure ends the fan-in at once, wherever the hint stands', async () => {
  await using context = await testLoom()
  const { before: steps, last } = fanIn()
  await context.loom.push(last)
  for (const task of await context.loom.popMany(Step, 7)) await task.finish('done')
  await context.untilResolved()
  await (await context.loom.pop(Step))?.fail(new Error('no'))
  await context.untilResolved()
  expect(await context.loom.get(last)).toMatchObject({ state: 'FAILED', rootCause: steps[7]!.id })
})

test('remaining: a finished dependency that is deleted before the others end the fan-in ends it', async () => {
  await using context = await testLoom()
  const { before: steps, last } = fanIn()
  await context.loom.push(last)
  await (await context.loom.pop(Step))?.finish('done')
  await context.untilResolved()
  await context.loom.delete(steps[0]!)
  expect(await context.loom.get(last)).toMatchObject({ state: 'FAILED', rootCause: steps[0]!.id })
})

test('remaining: two resolvers that count down the same hint at once do not leave it above the truth', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  const { before: steps, last } = fanIn()
  await context.loom.push(last)
  for (const task of await context.loom.popMany(Step, steps.length - 2)) await task.finish('done')
  await context.untilResolved()
  const [one, two] = [await context.loom.pop(Step), await other.loom.pop(Step)]
  {
    // Both read that two are left; the other one writes first.
    using _faster = before('resolve.flip', async () => {
      await two?.finish('done')
      await other.untilResolved()
    })
    await one?.finish('done')
    await context.untilResolved()
  }
  expect((await context.loom.pop(Step))?.id).toBe(last.id)
})

test('remaining: a round that is repeated after an error does not count twice', async () => {
  await using context = await testLoom()
  const { before: steps, last } = fanIn()
  await context.loom.push(last)
  const tasks = await context.loom.popMany(Step, steps.length)
  for (const task of tasks.slice(0, 3)) {
    using _lost = before('resolve.clear', () => {
      throw new Error('The connection was lost after the hint was written.')
    })
    await task.finish('done')
    await context.untilResolved()
  }
  for (const task of tasks.slice(3)) {
    expect(await context.loom.pop(Step)).toBeNull()
    await task.finish('done')
    await context.untilResolved()
  }
  expect((await context.loom.pop(Step))?.id).toBe(last.id)
})
