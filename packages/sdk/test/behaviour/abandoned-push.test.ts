import { onWritePoint, type WritePoint } from '@taskloom/sdk/testing'
import { afterEach, expect, test } from 'vitest'

import { Died, dyingAt } from '../support/dying.ts'
import { AfterJob, Job, jobs } from '../support/jobs.ts'
import { rawDatabase, type RawDatabase } from '../support/raw-database.ts'
import { testLoom } from '../support/test-loom.ts'
import { before } from '../support/write-point.ts'

afterEach(() => onWritePoint(undefined))

/** Three tasks, one of them with a payload beside it. */
function graph() {
  const job = Job({ number: 1 })
  return [job, AfterJob({}, { dependsOn: { job } }), Job({ number: 2 })] as const
}

async function stored({ db, tasks, contents }: RawDatabase) {
  return {
    tasks: await tasks.countDocuments(),
    contents: await contents.countDocuments(),
    dags: await db.collection('dags').countDocuments(),
  }
}

const nothing = { tasks: 0, contents: 0, dags: 0 }

test.for([
  ['push.record', 1],
  ['push.record', 2],
  ['push.chunk', 1],
  ['push.open', 1],
] as const)(
  'abandoned push: one that died at %s (%i) is undone, and can be pushed again',
  async ([point, nth]) => {
    await using context = await testLoom()
    await using raw = await rawDatabase(context)
    const nodes = graph()
    expect(await dyingAt({ point, nth }, context, (victim) => victim.loom.push(nodes))).toBeInstanceOf(Died)
    expect(await context.loom.pop([Job, AfterJob])).toBeNull()
    expect(await context.loom.count(Job)).toBe(0)

    await context.advance('61s')
    await context.sweep()
    expect(await stored(raw)).toEqual(nothing)
    const wasRecorded = point !== 'push.record' || nth > 1
    expect(await context.loom.healed()).toBe(wasRecorded ? 1 : 0)

    await context.loom.push(nodes)
    expect(await context.loom.count(Job)).toBe(2)
    expect(await context.loom.pop(Job)).toMatchObject({ payload: { number: 1 } })
  },
)

test('abandoned push: one of several chunks that died between them is undone', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  await dyingAt({ point: 'push.chunk', nth: 2 }, context, (victim) => victim.loom.push(jobs(1_200)))
  expect(await raw.tasks.countDocuments()).toBe(1_000)
  await context.advance('61s')
  await context.sweep()
  expect(await stored(raw)).toEqual(nothing)
})

test.for([
  ['push.release', 1],
  ['push.release', 2],
  ['push.close', 1],
] as const)('abandoned push: one that was opened and died at %s (%i) is released', async ([point, nth]) => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const nodes = graph()
  await dyingAt({ point, nth }, context, (victim) => victim.loom.push(nodes))
  await context.advance('61s')
  await context.sweep()
  expect(await context.loom.healed()).toBe(1)
  expect(await raw.pushes.distinct('state')).toEqual(['RELEASED'])

  const worker = context.loom.worker([Job.handle(({ payload }) => payload.number), AfterJob.handle(() => 0)])
  const running = worker.run()
  await context.waitFor(nodes[1], 'FINISHED')
  await context.waitFor(nodes[2], 'FINISHED')
  await worker.stop()
  await running
})

test('abandoned push: nothing is undone before its pusher has been silent for a minute', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  await dyingAt({ point: 'push.open' }, context, (victim) => victim.loom.push(graph()))
  await context.advance('50s')
  await context.sweep()
  expect(await raw.pushes.distinct('state')).toEqual(['STAGED'])
  expect(await raw.tasks.countDocuments()).toBe(3)
  expect(await context.loom.healed()).toBe(0)
})

test('abandoned push: a pusher that was only slow is told that it was undone, and nothing of it stays', async () => {
  await using context = await testLoom()
  await using sweeping = await testLoom({ database: context.database })
  await using raw = await rawDatabase(context)
  {
    using _slow = before('push.open', async () => {
      await sweeping.advance('61s')
      await sweeping.sweep()
    })
    await expect(context.loom.push(graph())).rejects.toMatchObject({ code: 'PUSH_ABORTED' })
  }
  expect(await stored(raw)).toEqual(nothing)
})

test('abandoned push: what a slow pusher stored after it was undone, and before it died, is removed later', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  let isUndone = false
  const victim = await testLoom({ database: context.database })
  onWritePoint(async (point) => {
    if (point === 'push.chunk' && !isUndone) {
      isUndone = true
      await context.advance('61s')
      await context.sweep()
    } else if (point === 'push.open') throw new Died('too late')
    else if (point === 'push.abort' && (await raw.tasks.countDocuments()) > 0) throw new Died('and dead')
  })
  await expect(victim.loom.push(graph())).rejects.toThrow(Died)
  onWritePoint(undefined)
  await victim.loom.close()
  expect(await raw.tasks.countDocuments()).toBe(3)
  await context.sweep()
  expect(await stored(raw)).toEqual(nothing)
})

test('abandoned push: the record of one that was undone goes away an hour later, however often it is swept', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  await dyingAt({ point: 'push.open' }, context, (victim) => victim.loom.push(graph()))
  await context.advance('61s')
  for (let sweep = 0; sweep < 3; sweep += 1) {
    await context.sweep()
    await context.advance('25m')
  }
  // MongoDB has removed it by its TTL index, or is about to.
  expect(await raw.pushes.countDocuments({ purgeAt: { $gt: new Date() } })).toBe(0)
  expect(await context.loom.healed()).toBe(1)
})

test('abandoned push: many that were undone do not hide a new one', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const purgeAt = new Date(Date.now() + 3_600_000)
  await raw.pushes.insertMany(
    Array.from({ length: 450 }, (_, index) => ({
      _id: `aborted-${index}`,
      dagId: `dag-${index}`,
      state: 'ABORTED' as const,
      heartbeatAt: new Date(),
      purgeAt,
    })),
  )
  await dyingAt({ point: 'push.open' }, context, (victim) => victim.loom.push(graph()))
  await context.advance('61s')
  await context.sweep()
  expect(await raw.tasks.countDocuments()).toBe(0)
  expect(await context.loom.healed()).toBe(1)
})

test('abandoned push: however many were undone in a minute, each is looked at again, and none all the time', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const purgeAt = new Date(Date.now() + 3_600_000)
  const numbers = Array.from({ length: 450 }, (_, index) => index)
  await raw.pushes.insertMany(
    numbers.map((index) => ({
      _id: `aborted-${index}`,
      dagId: `dag-${index}`,
      state: 'ABORTED' as const,
      heartbeatAt: new Date(),
      purgeAt,
    })),
  )
  // As when the network took away what would have removed them.
  const dags = numbers.map((index) => ({ _id: `dag-${index}`, pushId: `aborted-${index}`, purgeAt }))
  await raw.db.collection<{ _id: string }>('dags').insertMany(dags)
  await context.advance('61s')
  await context.sweep()
  expect(await raw.db.collection('dags').countDocuments()).toBe(0)
  const points: WritePoint[] = []
  onWritePoint((point) => void points.push(point))
  await context.sweep()
  expect(points).toEqual([])
})
