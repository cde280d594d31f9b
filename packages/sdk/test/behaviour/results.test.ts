import { allOf, anyOf, defineTask, direct } from '@taskloom/sdk'
import { expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'

import { Download, Gallery, Keep, Resize } from '../support/definitions.ts'
import { having } from '../support/matchers.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { sizeFor } from '../support/sizes.ts'
import { testLoom } from '../support/test-loom.ts'

test('results: stored, readable by get and find, and delivered to dependents typed', async () => {
  await using context = await testLoom()
  const { loom } = context
  const source = Download({ url: 'a' })
  const images = [1, 2].map((width) => Resize({ width }, { dependsOn: { source } }))
  await loom.push(Gallery({ title: 't' }, { dependsOn: { images, mirror: [source] } }))
  await (await loom.pop(Download))?.finish({ path: 'p' })
  await context.untilResolved()
  for (const task of await loom.popMany(Resize, 2)) {
    await task.finish({
      path: `${task.dependencies.source.path}-${task.payload.width}`,
      width: task.payload.width,
    })
  }
  await context.untilResolved()
  const task = await loom.pop(Gallery)
  expect(task?.dependencies).toEqual({
    images: [
      { path: 'p-1', width: 1 },
      { path: 'p-2', width: 2 },
    ],
    mirror: { path: 'p' },
  })
  if (task !== null)
    expectTypeOf(task.dependencies).toEqualTypeOf<{
      readonly images: readonly { path: string; width: number }[]
      readonly mirror: { path: string }
    }>()
  const [stored] = await loom.find(Download)
  expect(stored?.result).toEqual({ path: 'p' })
  expectTypeOf(stored!.result).toEqualTypeOf<{ path: string } | undefined>()
})

test('results: a task without a result schema ends without one, and dependents receive undefined', async () => {
  const Ping = defineTask({ name: 'ping', schema: z.null() })
  const After = defineTask({ name: 'after', schema: z.null(), dependsOn: { ping: direct(Ping) } })
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const ping = Ping(null)
  await context.loom.push(After(null, { dependsOn: { ping } }))
  const task = await context.loom.pop(Ping)
  // @ts-expect-error -- the types refuse it as well
  await expect(task?.finish('pong')).rejects.toMatchObject({ code: 'INVALID_RESULT' })
  await task?.finish(undefined)
  await context.untilResolved()
  expect(await raw.task(ping.id)).not.toHaveProperty('result')
  expect((await context.loom.pop(After))?.dependencies).toEqual({ ping: undefined })
})

test('results: null and undefined inside of them, and empty ones, arrive as they were returned', async () => {
  const After = defineTask({ name: 'after', schema: z.null(), dependsOn: { all: allOf(Keep) } })
  await using context = await testLoom()
  const values = [null, '', 0, false, [], {}, { a: null }]
  const sources = values.map((_, index) => Keep(index))
  await context.loom.push(After(null, { dependsOn: { all: sources } }))
  for (const task of await context.loom.popMany(Keep, 10)) await task.finish(values[Number(task.payload)])
  await context.untilResolved()
  expect((await context.loom.pop(After))?.dependencies.all).toEqual(values)
})

test('results: one that no longer fits its schema fails those who receive it, and says which it was', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const { loom } = context
  const source = Download({ url: 'a' })
  const image = Resize({ width: 1 }, { dependsOn: { source } })
  await loom.push(image)
  await (await loom.pop(Download))?.finish({ path: 'p' })
  await context.untilResolved()
  await raw.tasks.updateOne({ _id: source.id }, { $set: { result: { file: 'p' } } })
  expect(await loom.pop(Resize)).toBeNull()
  expect(await loom.get(image)).toMatchObject({
    state: 'FAILED',
    error: having({ code: 'INVALID_RESULT' }),
  })
})

test('results: large ones live beside their tasks, are found again, and arrive whole', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const { loom } = context
  const After = defineTask({
    name: 'after',
    schema: z.null(),
    dependsOn: { all: allOf(Keep), one: anyOf(Keep) },
  })
  const sizes = [10, 4_000, 5_000, 500_000]
  const sources = sizes.map((size) => Keep(size))
  await loom.push(After(null, { dependsOn: { all: sources, one: sources.slice(3) } }))
  for (const task of await loom.popMany(Keep, 10)) await task.finish('r'.repeat(Number(task.payload)))
  await context.untilResolved()
  expect(await raw.contents.countDocuments()).toBe(2)
  expect(await raw.task(sources[3]!.id)).not.toHaveProperty('result')
  expect((await loom.get(sources[3]!))?.result).toHaveLength(500_000)
  const task = await loom.pop(After)
  expect(task?.dependencies.all.map((text) => String(text).length)).toEqual(sizes)
  expect(task?.dependencies.one).toHaveLength(500_000)
})

test('results: thousands of them reach one handler, in order, though together they are over 16 MB', async () => {
  const width = sizeFor('a fan-in of results', { full: 5_000, fast: 2_000, slow: 1_100 })
  const size = Math.ceil(18_000_000 / width)
  const Part = defineTask({
    name: 'part',
    schema: z.number(),
    result: z.object({ n: z.number(), text: z.string() }),
  })
  const Total = defineTask({
    name: 'total',
    schema: z.null(),
    dependsOn: { parts: allOf(Part) },
    result: z.number(),
  })
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const { loom } = context
  const parts = Array.from({ length: width }, (_, n) => Part(n))
  const total = Total(null, { dependsOn: { parts } })
  const dag = await loom.push(total)
  const text = 't'.repeat(size)
  for (let left = width; left > 0;) {
    expect(await loom.pop(Total)).toBeNull()
    const tasks = await loom.popMany(Part, 500)
    await Promise.all(tasks.map((task) => task.finish({ n: task.payload, text })))
    left -= tasks.length
  }
  await context.untilResolved()
  expect(await raw.task(total.id)).toMatchObject({ ready: true })
  const task = await loom.pop(Total)
  const received = task?.dependencies.parts ?? []
  expect(received).toHaveLength(width)
  expect(received.every((part, index) => part.n === index && part.text.length === size)).toBe(true)
  await task?.finish(received.length)
  expect(await dag.finished()).toMatchObject({ outcome: 'FINISHED', counts: { FINISHED: width + 1 } })
})
