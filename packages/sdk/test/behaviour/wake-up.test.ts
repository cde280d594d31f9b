import { setTimeout as delay } from 'node:timers/promises'

import type { Loom } from '@taskloom/sdk'
import type { TestLoom } from '@taskloom/sdk/testing'
import { afterEach, expect, test } from 'vitest'

import { deferred, type Deferred } from '../support/deferred.ts'
import { afterEmptyLook, counting, repairDriver, silenceStreams } from '../support/driver-faults.ts'
import { AfterReport, Job, Report } from '../support/jobs.ts'
import { soundLoom } from '../support/sound-sleep.ts'
import { topology } from '../support/test-loom.ts'

afterEach(repairDriver)

/** A worker that sleeps, and the numbers that it runs. */
async function sleepingWorker(context: TestLoom) {
  const looks = counting('aggregate')
  const ran: Deferred<number>[] = [deferred<number>()]
  const worker = context.loom.worker([
    Job.handle(({ payload }) => {
      ran.at(-1)?.resolve(payload.number)
      return payload.number
    }),
    AfterReport.handle(({ dependencies }) => {
      ran.at(-1)?.resolve(dependencies.report.length)
      return 1
    }),
  ])
  const running = worker.run()
  while (looks() < 1) await delay(1)
  await context.loom.count(Job)
  return {
    next(): Promise<number> {
      const upcoming = deferred<number>()
      ran.push(upcoming)
      return upcoming.promise
    },
    async [Symbol.asyncDispose]() {
      await worker.stop()
      await running
    },
  }
}

test('wake-up: a push of this process wakes its worker at once', async () => {
  silenceStreams()
  await using context = await soundLoom()
  await using worker = await sleepingWorker(context)
  for (const number of [1, 2, 3]) {
    const next = worker.next()
    await context.loom.push(Job({ number }))
    expect(await next).toBe(number)
  }
})

test('wake-up: a push of a whole DAG wakes its worker at once', async () => {
  silenceStreams()
  await using context = await soundLoom()
  await using worker = await sleepingWorker(context)
  const next = worker.next()
  await context.loom.push([Report({}), Job({ number: 4 }), Job({ number: 4 })])
  expect(await next).toBe(4)
})

test('wake-up: a settle of this process wakes the worker of what became ready', async () => {
  silenceStreams()
  await using context = await soundLoom()
  await context.loom.push(AfterReport({}, { dependsOn: { report: Report({}) } }))
  const task = await context.loom.pop(Report)
  await using worker = await sleepingWorker(context)
  const next = worker.next()
  await task?.finish('12345')
  expect(await next).toBe(5)
})

test('wake-up: a task that is given back in this process wakes its worker', async () => {
  silenceStreams()
  await using context = await soundLoom()
  await context.loom.push(Job({ number: 6 }))
  const task = await context.loom.pop(Job)
  await using worker = await sleepingWorker(context)
  const next = worker.next()
  await task?.[Symbol.asyncDispose]()
  expect(await next).toBe(6)
})

test.for(['worker', 'queue'] as const)(
  'wake-up: a push between the look and the sleep of a %s is not slept through',
  async (kind) => {
    silenceStreams()
    await using context = await soundLoom()
    const ran = deferred<number>()
    afterEmptyLook(() => context.loom.push(Job({ number: 7 })))
    if (kind === 'worker')
      void context.loom.worker([Job.handle(({ payload }) => (ran.resolve(payload.number), 1))]).run()
    else void takeOne(context.loom, ran)
    expect(await ran.promise).toBe(7)
  },
)

async function takeOne(loom: Loom, taken: Deferred<number>): Promise<void> {
  for await (const task of loom.queue(Job)) {
    await task.finish(1)
    taken.resolve(task.payload.number)
    break
  }
}

/** Until it is noticed: a stream that is only just opening may miss the first notices, and the poll is an hour. */
async function untilNoticed(noticed: Promise<unknown>, act: () => Promise<unknown>): Promise<void> {
  const isNoticed = noticed.then(() => true)
  do await act()
  while (!(await Promise.race([isNoticed, delay(250, false)])))
}

test.runIf(topology === 'replica-set')(
  'wake-up: the change stream tells of a push of another process',
  async () => {
    await using context = await soundLoom()
    await using other = await soundLoom({ database: context.database })
    await using worker = await sleepingWorker(context)
    const next = worker.next()
    await untilNoticed(next, () => other.loom.push(Job({ number: 8 })))
    expect(await next).toBe(8)
    const again = worker.next()
    await other.loom.push([Job({ number: 9 }), Job({ number: 9 })])
    expect(await again).toBe(9)
  },
)

test.runIf(topology === 'replica-set')(
  'wake-up: the change stream tells of a settle of another process',
  async () => {
    await using context = await soundLoom()
    await using other = await soundLoom({ database: context.database })
    await using worker = await sleepingWorker(context)
    const first = worker.next()
    await untilNoticed(first, () => other.loom.push(Job({ number: 10 })))

    await other.loom.push(AfterReport({}, { dependsOn: { report: Report({}) } }))
    const task = await other.loom.pop(Report)
    const next = worker.next()
    await task?.finish('123')
    expect(await next).toBe(3)
  },
)

test.runIf(topology === 'replica-set')(
  'wake-up: what a process makes ready itself is no news when its change stream says so',
  async () => {
    await using context = await soundLoom()
    await using other = await soundLoom({ database: context.database })
    await using worker = await sleepingWorker(context)
    const first = worker.next()
    await untilNoticed(first, () => other.loom.push(Job({ number: 1 })))
    await context.untilIdle()
    const looks = counting('aggregate', '"ready":true')
    for (const number of [2, 3, 4]) {
      const next = worker.next()
      await context.loom.push(Job({ number }))
      await next
    }
    // The notice of another's task comes after those of one's own.
    const last = worker.next()
    await other.loom.push(Job({ number: 5 }))
    expect(await last).toBe(5)
    expect(looks()).toBe(4)
  },
)
