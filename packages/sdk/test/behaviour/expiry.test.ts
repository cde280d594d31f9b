import { defineTask } from '@taskloom/sdk'
import { expect, test, vi } from 'vitest'
import { z } from 'zod'

import { Download, Resize, Step } from '../support/definitions.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom } from '../support/test-loom.ts'

const hour = 3_600_000

const Short = defineTask({ name: 'short', schema: z.string(), expiresIn: '5m' })

test('expiry: 24 hours, or as the definition says, or as the node says', async () => {
  await using context = await testLoom()
  const nodes = [
    Download({ url: 'a' }),
    Download({ url: 'b' }, { expiresIn: '1h' }),
    Short('a'),
    Short('b', { expiresIn: 1_500 }),
  ]
  await context.loom.push(nodes)
  const lives = nodes.map(async (node) => {
    const task = await context.loom.get(node)
    return task!.expiresAt.getTime() - task!.createdAt.getTime()
  })
  expect(await Promise.all(lives)).toEqual([24 * hour, hour, 300_000, 1_500])
})

test('expiry: it is counted from the clock of the server, whatever the clock of the process says', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const nodes = [Download({ url: 'single' }), Download({ url: 'a' }), Download({ url: 'b' })]
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2001-01-01') })
  try {
    await context.loom.push(nodes[0]!)
    await context.loom.push(nodes.slice(1))
  } finally {
    vi.useRealTimers()
  }
  const { localTime } = (await raw.db.command({ hello: 1 })) as { localTime: Date }
  for (const node of nodes) {
    const task = await raw.task(node.id)
    expect(Math.abs(task.createdAt.getTime() - localTime.getTime())).toBeLessThan(10_000)
    expect(task.expiresAt.getTime() - task.createdAt.getTime()).toBe(24 * hour)
    expect(task.ordinal).toBeGreaterThanOrEqual(task.createdAt.getTime() * 1_000)
  }
})

test('expiry: after it a task is never popped, also when no sweeper has looked yet', async () => {
  await using context = await testLoom()
  const { loom } = context
  const [late, fine] = [Short('late'), Short('fine', { expiresIn: '2h' })]
  await loom.push([late, fine])
  await context.advance('1h')
  expect((await loom.popMany(Short, 5)).map(({ id }) => id)).toEqual([fine.id])
  expect(await loom.get(late)).toMatchObject({ state: 'EXPIRED', error: { code: 'EXPIRED' } })
})

test('expiry: the sweeper ends ready, blocked and running tasks; those below settle by the dependency rule', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const { loom } = context
  const source = Download({ url: 'a' }, { expiresIn: '1h' })
  const image = Resize({ width: 1 }, { dependsOn: { source } })
  const steps = [1, 2].map((n) => Step({ label: String(n) }, { dependsOn: { before: [] }, expiresIn: '1h' }))
  const blocked = Step({ label: '3' }, { dependsOn: { before: [steps[0]!] }, expiresIn: '1h' })
  const dag = await loom.push([image, ...steps, blocked])
  const running = await loom.pop(Step)
  await context.advance('2h')
  await context.sweep()
  for (const node of [source, ...steps, blocked])
    expect(await loom.get(node)).toMatchObject({ state: 'EXPIRED' })
  expect(await loom.get(image)).toMatchObject({ state: 'FAILED', rootCause: source.id })
  expect(await raw.task(running!.id)).not.toHaveProperty('lease')
  expect(await dag.finished()).toMatchObject({ outcome: 'FAILED', counts: { EXPIRED: 4, FAILED: 1 } })
  expect(await loom.healed()).toBe(1)
})

test('expiry: the late result of an expired task is LeaseLost and changes nothing', async () => {
  await using context = await testLoom()
  const { loom } = context
  const nodes = ['a', 'b'].map((url) => Download({ url }, { expiresIn: '1h' }))
  await loom.push(nodes, { keepFor: '24h' })
  const [one, two] = await loom.popMany(Download, 2)
  await context.advance('2h')
  await context.sweep()
  await expect(one!.finish({ path: 'p' })).rejects.toMatchObject({ code: 'LEASE_LOST' })
  await expect(two!.fail(new Error('no'))).rejects.toMatchObject({ code: 'LEASE_LOST' })
  for (const { id } of [one!, two!]) {
    const task = await loom.get(id)
    expect(task).toMatchObject({ state: 'EXPIRED', error: { code: 'EXPIRED' } })
    expect(task).not.toHaveProperty('result')
  }
})

test('expiry: what has finished or failed never expires, and stays readable until it is purged', async () => {
  await using context = await testLoom()
  const { loom } = context
  const [good, bad] = [
    Download({ url: 'a' }, { expiresIn: '1h' }),
    Download({ url: 'b' }, { expiresIn: '1h' }),
  ]
  await loom.push([good, bad], { keepFor: '24h' })
  const [one, two] = await loom.popMany(Download, 2)
  await one?.finish({ path: 'p' })
  await two?.fail(new Error('no'))
  await context.untilResolved()
  await context.advance('2h')
  await context.sweep()
  expect(await loom.get(good)).toMatchObject({ state: 'FINISHED', result: { path: 'p' } })
  expect(await loom.get(bad)).toMatchObject({ state: 'FAILED', error: { message: 'no' } })
})

test('expiry: a task may be purged when the last of its push has expired, and a kept one later', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const [short, long, kept] = [
    Download({ url: 'a' }, { expiresIn: '1h' }),
    Download({ url: 'b' }, { expiresIn: '3h' }),
    Download({ url: 'x'.repeat(5_000) }, { expiresIn: '1h' }),
  ]
  await context.loom.push([short, long])
  await context.loom.push(kept, { keepFor: '2h' })
  const after = async (id: string): Promise<number> => {
    const { purgeAt, createdAt } = await raw.task(id)
    return (purgeAt.getTime() - createdAt.getTime()) / hour
  }
  expect(await Promise.all([short, long, kept].map(({ id }) => after(id)))).toEqual([3, 3, 3])
  expect((await raw.contents.findOne({ taskId: kept.id }))?.purgeAt).toEqual(
    (await raw.task(kept.id)).purgeAt,
  )
})

test('expiry: a staged task does not expire under its pusher', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const node = Short('a')
  await context.loom.push([node, Short('b')], { keepFor: '24h' })
  await raw.tasks.updateOne({ _id: node.id }, { $set: { state: 'STAGED' }, $unset: { ready: '' } })
  await context.advance('1h')
  await context.sweep()
  expect(await raw.task(node.id)).toMatchObject({ state: 'STAGED' })
})

test.each([0, -1, 'soon', Number.NaN, '101000d'])('expiry: %s is no time to expire in', (expiresIn) => {
  // @ts-expect-error -- some of these the types refuse as well
  expect(() => Download({ url: 'a' }, { expiresIn })).toThrow(
    expect.objectContaining({ code: 'INVALID_OPTION' }),
  )
})
