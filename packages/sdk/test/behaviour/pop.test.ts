import { defineTask, Priority, type ClaimedTaskOf } from '@taskloom/sdk'
import { expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'

import { Download, Resize, Step } from '../support/definitions.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { isSlow, testLoom } from '../support/test-loom.ts'
import { before } from '../support/write-point.ts'

const { HIGH, MEDIUM, LOW } = Priority

test('pop: HIGH before MEDIUM before LOW, and first in, first out among equals, over pushes of every size', async () => {
  await using context = await testLoom()
  const { loom } = context
  const order = [LOW, HIGH, MEDIUM, HIGH, LOW, MEDIUM]
  const nodes = [1, 2, 3].flatMap((round) =>
    order.map((priority, index) => Download({ url: `${priority} ${round} ${index}` }, { priority })),
  )
  await loom.push(nodes.slice(0, 5))
  for (const node of nodes.slice(5, 8)) await loom.push(node)
  await loom.push(nodes.slice(8))
  const expected = [HIGH, MEDIUM, LOW].flatMap((priority) =>
    nodes.filter((node) => node.priority === priority),
  )
  expect(await context.purePop(Download)).toEqual(expected.map(({ id }) => id))

  const one = await loom.pop(Download)
  const some = await loom.popMany(Download, 4)
  const rest = await loom.popMany(Download, 100)
  expect([one, ...some, ...rest].map((task) => task?.id)).toEqual(expected.map(({ id }) => id))
})

test('pop: the priority of a definition holds unless a node has its own', async () => {
  const Urgent = defineTask({ name: 'urgent', schema: z.number(), priority: HIGH })
  await using context = await testLoom()
  await context.loom.push([Urgent(1, { priority: LOW }), Urgent(2), Urgent(3, { priority: MEDIUM })])
  expect((await context.loom.popMany(Urgent, 3)).map(({ payload }) => payload)).toEqual([2, 3, 1])
})

test('pop: a task that becomes ready late keeps the place of its push', async () => {
  await using context = await testLoom()
  const { loom } = context
  const source = Download({ url: 'a' })
  const [waiting, later] = [1, 2].map((width) => Resize({ width }, { dependsOn: { source } }))
  await loom.push(waiting!)
  await loom.push(later!)
  const other = Download({ url: 'b' })
  await loom.push(other)
  await (await loom.pop(Download))?.finish({ path: 'p' })
  await context.untilResolved()
  const popped = await loom.popMany([Download, Resize], 3)
  expect(popped.map(({ id }) => id)).toEqual([waiting!.id, later!.id, other.id])
})

test('pop: several definitions give one queue in claim order, as a union that narrows on the name', async () => {
  await using context = await testLoom()
  const { loom } = context
  const source = Download({ url: 'a' })
  await loom.push(Resize({ width: 1 }, { dependsOn: { source }, priority: HIGH }))
  const seen: string[] = []
  for (
    let task = await loom.pop([Download, Resize]);
    task !== null;
    task = await loom.pop([Download, Resize])
  ) {
    expectTypeOf(task).toEqualTypeOf<ClaimedTaskOf<typeof Download> | ClaimedTaskOf<typeof Resize>>()
    if (task.name === 'download') {
      seen.push(task.payload.url)
      await task.finish({ path: 'p' })
    } else {
      seen.push(`${task.payload.width} of ${task.dependencies.source.path}`)
      await task.finish({ path: 'q', width: task.payload.width })
    }
    await context.untilResolved()
  }
  expect(seen).toEqual(['a', '1 of p'])
})

test('pop: null when there is nothing, nothing of that kind, nothing ready, or everything is taken', async () => {
  await using context = await testLoom()
  const { loom } = context
  expect(await loom.pop(Download)).toBeNull()
  await loom.push(Resize({ width: 1 }, { dependsOn: { source: Download({ url: 'a' }) } }))
  expect(await loom.pop(Step)).toBeNull()
  expect(await loom.pop(Resize)).toBeNull()
  expect(await loom.pop([Resize, Step])).toBeNull()
  expect(await loom.pop(Download)).not.toBeNull()
  expect(await loom.pop(Download)).toBeNull()
  expect(await loom.popMany([Download, Resize], 10)).toEqual([])
})

test('popMany: up to as many as were asked for, each once, in order', async () => {
  await using context = await testLoom()
  const nodes = Array.from({ length: 25 }, (_, index) => Download({ url: String(index) }))
  await context.loom.push(nodes)
  const parts = [await context.loom.popMany(Download, 10), await context.loom.popMany(Download, 100)]
  expect(parts.map((part) => part.length)).toEqual([10, 15])
  expect(parts.flat().map(({ id }) => id)).toEqual(nodes.map(({ id }) => id))
})

test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
  'popMany: %d tasks are refused',
  async (count) => {
    await using context = await testLoom()
    await expect(context.loom.popMany(Download, count)).rejects.toMatchObject({ code: 'INVALID_OPTION' })
  },
)

test('pop: 50 poppers on 10 tasks get each of them once, and 40 get null', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  const nodes = Array.from({ length: 10 }, (_, index) => Download({ url: String(index) }))
  await context.loom.push(nodes)
  const poppers = Array.from({ length: 50 }, (_, index) =>
    (index % 2 === 0 ? context : other).loom.pop(Download),
  )
  const popped = (await Promise.all(poppers)).flatMap((task) => (task === null ? [] : [task.id]))
  expect(popped.toSorted()).toEqual(nodes.map(({ id }) => id).toSorted())
})

test('pop: poppers of one and of many drain a queue together, each task once', async () => {
  const size = isSlow ? 100 : 400
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  await context.loom.push(Array.from({ length: size }, (_, index) => Download({ url: String(index) })))
  const seen: string[] = []
  await Promise.all(
    Array.from({ length: 8 }, async (_, index) => {
      const { loom } = index % 2 === 0 ? context : other
      for (;;) {
        const tasks = await loom.popMany(Download, 1 + index * 3)
        if (tasks.length === 0) return
        seen.push(...tasks.map(({ id }) => id))
        await Promise.all(tasks.map((task) => task.finish({ path: 'p' })))
      }
    }),
  )
  expect(seen).toHaveLength(size)
  expect(new Set(seen).size).toBe(size)
  await context.untilResolved()
  expect(await context.loom.count(Download, { state: 'FINISHED' })).toBe(size)
})

test('pop: stale heads, expired or not ready after all, do not hide what is ready behind them', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const { loom } = context
  const blocker = Download({ url: 'blocker' })
  await loom.push(blocker)
  const stale = Array.from({ length: 20 }, (_, width) =>
    Resize({ width }, { dependsOn: { source: blocker } }),
  )
  const expired = Array.from({ length: 20 }, (_, width) =>
    Resize({ width: 100 + width }, { dependsOn: { source: blocker }, expiresIn: '1h' }),
  )
  const good = Step({ label: 'good' }, { dependsOn: { before: [] }, priority: LOW })
  await loom.push([...stale, ...expired, good])
  await context.untilResolved()
  await context.advance('2h')
  // The hint lies: nothing of this is ready.
  await raw.tasks.updateMany(
    { _id: { $in: [...stale, ...expired].map(({ id }) => id) } },
    { $set: { ready: true }, $unset: { blocked: '' } },
  )
  expect((await loom.pop([Resize, Step]))?.id).toBe(good.id)
  expect(await loom.pop([Resize, Step])).toBeNull()
  await context.untilResolved()
  expect(await raw.tasks.countDocuments({ ready: true, name: { $ne: 'download' } })).toBe(0)
  expect(await loom.count(Resize, { state: 'EXPIRED' })).toBe(20)
  expect(await raw.tasks.countDocuments({ name: 'resize', blocked: true, recheck: { $exists: false } })).toBe(
    20,
  )

  await (await loom.pop(Download))?.finish({ path: 'p' })
  await context.untilResolved()
  expect((await loom.popMany(Resize, 50)).map(({ id }) => id)).toEqual(stale.map(({ id }) => id))
})

test('pop: a definition that was not given is left alone', async () => {
  await using context = await testLoom()
  const node = Step({ label: 'a' }, { dependsOn: { before: [] } })
  await context.loom.push([Download({ url: 'a' }), node])
  expect((await context.loom.popMany(Step, 10)).map(({ id }) => id)).toEqual([node.id])
  expect(await context.loom.count(Download, { state: 'CREATED' })).toBe(1)
})

test('pop: a task that was put back or has expired between the look and the claim is not claimed', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const nodes = ['a', 'b', 'c', 'd'].map((url) => Download({ url }))
  await context.loom.push(nodes)
  const [putBack, expired, third, fourth] = nodes.map(({ id }) => id)
  {
    using _meanwhile = before('claim.write', async () => {
      await raw.tasks.updateOne({ _id: putBack! }, { $set: { blocked: true }, $unset: { ready: '' } })
      await raw.tasks.updateOne({ _id: expired! }, { $set: { expiresAt: new Date(0) } })
    })
    expect((await context.loom.popMany(Download, 3)).map(({ id }) => id)).toEqual([third])
  }
  {
    using _meanwhile = before('claim.write', () =>
      raw.tasks.updateOne({ _id: fourth! }, { $set: { blocked: true }, $unset: { ready: '' } }),
    )
    expect(await context.loom.pop(Download)).toBeNull()
  }
  expect(await context.loom.get(expired!)).toMatchObject({ state: 'EXPIRED' })
})
