import { expect, test } from 'vitest'

import { Download, Resize } from '../support/definitions.ts'
import { testLoom } from '../support/test-loom.ts'

test('delay: a delayed task is not popped before its time, and then at once', async () => {
  await using context = await testLoom()
  const { loom } = context
  const node = Download({ url: 'a' }, { delay: '10m' })
  await loom.push([node, Download({ url: 'b' }, { delay: '20m' })])
  expect(await loom.get(node)).toMatchObject({ state: 'CREATED', waitingFor: 'time' })
  expect(await loom.pop(Download)).toBeNull()
  expect(await context.purePop(Download)).toEqual([])
  await context.advance('11m')
  await context.sweep()
  expect((await loom.popMany(Download, 10)).map(({ id }) => id)).toEqual([node.id])
})

test('delay: both the time and the dependencies must hold, whichever comes first', async () => {
  await using context = await testLoom()
  const { loom } = context
  const source = Download({ url: 'a' })
  const early = Resize({ width: 1 }, { dependsOn: { source }, delay: '10m' })
  const late = Resize({ width: 2 }, { dependsOn: { source }, runAt: new Date(Date.now() + 3_600_000) })
  await loom.push([early, late])
  await context.advance('11m')
  await context.sweep()
  expect(await loom.get(early)).toMatchObject({ waitingFor: 'dependencies' })
  await (await loom.pop(Download))?.finish({ path: 'a.png' })
  await context.untilResolved()
  const [first, ...others] = await loom.popMany(Resize, 10)
  expect([first?.id, others.length]).toEqual([early.id, 0])
  await first?.finish({ path: 'a-1.png', width: 1 })
  expect(await loom.get(late)).toMatchObject({ waitingFor: 'time' })
  await context.advance('1h')
  await context.sweep()
  expect((await loom.popMany(Resize, 10)).map(({ id }) => id)).toEqual([late.id])
})

test('delay: a dependency that fails ends a delayed task at once', async () => {
  await using context = await testLoom()
  const { loom } = context
  const source = Download({ url: 'a' })
  const node = Resize({ width: 1 }, { dependsOn: { source }, delay: '10m' })
  await loom.push(node)
  await (await loom.pop(Download))?.fail(new Error('no'))
  await context.untilResolved()
  expect(await loom.get(node)).toMatchObject({ state: 'FAILED', rootCause: source.id })
})

test.for(['retry', 'rerunFrom'] as const)(
  'delay: a task that runs again by %s waits for its start as before, unless that has passed or was called off',
  async (kind) => {
    await using context = await testLoom()
    const { loom } = context
    const source = Download({ url: 'a' })
    const [early, late, requeued] = ['10m', '1h', '1h'].map((delay, width) =>
      Resize({ width: width + 1 }, { dependsOn: { source }, delay: delay as '1h' }),
    )
    await loom.push([early!, late!, requeued!])
    await loom.requeue(requeued!)
    const task = await loom.pop(Download)
    await (kind === 'retry' ? task?.fail(new Error('no')) : task?.finish({ path: 'old' }))
    await context.untilResolved()
    await context.advance('11m')
    await loom[kind](source)
    await (await loom.pop(Download))?.finish({ path: 'new' })
    await context.untilResolved()
    const tasks = await loom.popMany(Resize, 10)
    expect(new Set(tasks.map(({ id }) => id))).toEqual(new Set([early!.id, requeued!.id]))
    for (const each of tasks) await each.finish({ path: 'small', width: 1 })
    expect(await loom.get(late!)).toMatchObject({ waitingFor: 'time' })
    await context.advance('50m')
    await context.sweep()
    expect((await loom.popMany(Resize, 10)).map(({ id }) => id)).toEqual([late!.id])
  },
)

test('delay: the time to live begins when the task may start', async () => {
  await using context = await testLoom()
  const node = Download({ url: 'a' }, { delay: '48h', expiresIn: '1h' })
  await context.loom.push(node)
  const task = await context.loom.get(node)
  expect(Number(task?.expiresAt) - Number(task?.createdAt)).toBe(49 * 3_600_000)
})

test('delay: a short one is over at its time, not at the next tick of a sweeper', async () => {
  await using context = await testLoom({ times: { poll: '1h', sweepTick: '1h' } })
  const node = Download({ url: 'a' })
  const delayed = Download({ url: 'b' }, { delay: '30ms' })
  await context.loom.push([node, delayed])
  const working = context.loom.worker([Download.handle(({ payload }) => ({ path: payload.url }))]).run()
  expect(await context.waitFor(delayed, 'FINISHED')).toMatchObject({ attempt: 1 })
  await context.loom.close()
  await working
})

test('delay: both `delay` and `runAt`, or what is none of them, is refused', () => {
  const runAt = new Date()
  expect(() => Download({ url: 'a' }, { delay: '1m', runAt })).toThrow('both `delay` and `runAt`')
  expect(() => Download({ url: 'a' }, { runAt: new Date('never') })).toThrow('not a date')
})
