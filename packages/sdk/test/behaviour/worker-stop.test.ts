import { onWritePoint, type TestLoom } from '@taskloom/sdk/testing'
import { afterEach, expect, test } from 'vitest'

import { deferred } from '../support/deferred.ts'
import { AfterJob, Job, jobs } from '../support/jobs.ts'
import { testLoom } from '../support/test-loom.ts'

const untouched = { state: 'CREATED', waitingFor: 'worker', attempt: 0, recoveries: 0 } as const

afterEach(() => onWritePoint(undefined))

/** A worker whose handlers run until the test releases them, or, if they listen, until their signal says so. */
function startWorker(
  { loom }: TestLoom,
  {
    listens = false,
    concurrency = 10,
    signal,
  }: { listens?: boolean; concurrency?: number; signal?: AbortSignal } = {},
) {
  const [started, release] = [deferred(), deferred()]
  const reasons: unknown[] = []
  const worker = loom.worker(
    [
      Job.handle(async ({ signal: lost }) => {
        lost.addEventListener('abort', () => reasons.push(lost.reason))
        started.resolve()
        const aborted = new Promise((resolve) => lost.addEventListener('abort', resolve))
        await (listens ? Promise.race([release.promise, aborted]) : release.promise)
        if (listens) lost.throwIfAborted()
        return 1
      }),
    ],
    { concurrency, ...(signal === undefined ? {} : { signal }) },
  )
  return { worker, running: worker.run(), started, release, reasons }
}

test('worker stop: nothing more is claimed, and what runs may end', async () => {
  await using context = await testLoom()
  const [first, second] = jobs(2)
  await context.loom.push([first!, second!])
  const { worker, running, started, release, reasons } = startWorker(context, { concurrency: 1 })
  await started.promise
  const stopped = worker.stop()
  release.resolve()
  await stopped
  await running
  expect(await context.loom.get(first!)).toMatchObject({ state: 'FINISHED', result: 1 })
  expect(await context.loom.get(second!)).toMatchObject(untouched)
  expect(reasons).toEqual([])
})

test('worker stop: at the deadline the signal is aborted, and the task is given back uncounted', async () => {
  await using context = await testLoom()
  const [node] = jobs(1)
  await context.loom.push(node!)
  const { worker, running, started, reasons } = startWorker(context, { listens: true })
  await started.promise
  await worker.stop({ timeout: 0 })
  await running
  expect(reasons).toMatchObject([{ message: 'The worker is stopping.' }])
  expect(await context.loom.get(node!)).toMatchObject(untouched)
  expect(await context.loom.healed()).toBe(0)
})

test('worker stop: a handler that ends although its signal was aborted has its result stored', async () => {
  await using context = await testLoom()
  const [node] = jobs(1)
  await context.loom.push(node!)
  const started = deferred()
  const worker = context.loom.worker([
    Job.handle(async ({ signal }) => {
      started.resolve()
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      return 7
    }),
  ])
  const running = worker.run()
  await started.promise
  await worker.stop({ timeout: 0 })
  await running
  expect(await context.loom.get(node!)).toMatchObject({ state: 'FINISHED', result: 7 })
})

test('worker stop: a handler that never returns loses its task to others, and its late end changes nothing', async () => {
  await using context = await testLoom()
  const [node] = jobs(1)
  await context.loom.push(node!)
  const { worker, running, started, release } = startWorker(context)
  await started.promise
  await worker.stop({ timeout: 0 })
  expect(await context.loom.get(node!)).toMatchObject(untouched)
  const current = await context.loom.pop(Job)
  release.resolve()
  await running
  await context.untilResolved()
  expect(await context.loom.get(node!)).toMatchObject({ state: 'RUNNING' })
  await current?.finish(2)
  expect(await context.loom.get(node!)).toMatchObject({ state: 'FINISHED', result: 2 })
})

test('worker stop: a longer timeout than any timer takes is a long one, not none', async () => {
  await using context = await testLoom()
  const [node] = jobs(1)
  await context.loom.push(node!)
  const { worker, running, started, release, reasons } = startWorker(context)
  await started.promise
  const stopped = worker.stop({ timeout: '30d' })
  // A timer that overflows would be over by now.
  for (let turn = 0; turn < 20; turn += 1) await context.loom.count(Job)
  expect(reasons).toEqual([])
  release.resolve()
  await stopped
  await running
  expect(await context.loom.get(node!)).toMatchObject({ state: 'FINISHED' })
})

test('worker stop: a second, more impatient stop shortens the wait', async () => {
  await using context = await testLoom()
  const [node] = jobs(1)
  await context.loom.push(node!)
  const { worker, running, started } = startWorker(context, { listens: true })
  await started.promise
  const patient = worker.stop({ timeout: '1h' })
  await worker.stop({ timeout: 0 })
  await patient
  await running
  expect(await context.loom.get(node!)).toMatchObject(untouched)
})

test('worker stop: its own signal stops it gracefully', async () => {
  await using context = await testLoom()
  const [node] = jobs(1)
  await context.loom.push(node!)
  const controller = new AbortController()
  const { running, started, release } = startWorker(context, { signal: controller.signal })
  await started.promise
  controller.abort()
  release.resolve()
  await running
  expect(await context.loom.get(node!)).toMatchObject({ state: 'FINISHED' })
})

test('worker stop: a signal that was aborted before starts nothing', async () => {
  await using context = await testLoom()
  await context.loom.push(jobs(1))
  const { running } = startWorker(context, { signal: AbortSignal.abort() })
  await running
  expect((await context.loom.find(Job))[0]).toMatchObject(untouched)
})

test('worker stop: close stops the workers of the loom and waits for what they run', async () => {
  await using context = await testLoom()
  const closing = await testLoom({ database: context.database })
  const [node] = jobs(1)
  await context.loom.push(node!)
  const { running, started, release } = startWorker(closing)
  await started.promise
  const closed = closing.loom.close()
  release.resolve()
  await closed
  await running
  expect(await context.loom.get(node!)).toMatchObject({ state: 'FINISHED' })
})

test('worker stop: a task that is claimed while the worker stops is given back', async () => {
  await using context = await testLoom()
  await context.loom.push(jobs(5))
  let ran = 0
  const worker = context.loom.worker([Job.handle(() => (ran += 1))])
  let stopped: Promise<void> | undefined
  onWritePoint((point) => {
    if (point === 'claim.write') stopped ??= worker.stop()
  })
  await worker.run()
  await stopped
  expect(ran).toBe(0)
  expect(await context.loom.find(Job)).toMatchObject(Array.from({ length: 5 }, () => untouched))
})

test('worker stop: the dependents of what settled are told before it has stopped', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  const [job] = jobs(1)
  const after = AfterJob({}, { dependsOn: { job: job! } })
  await context.loom.push(after)
  const { worker, running, started, release } = startWorker(context)
  await started.promise
  const stopped = worker.stop()
  release.resolve()
  await stopped
  await running
  expect(await other.loom.get(after)).toMatchObject({ state: 'CREATED', waitingFor: 'worker' })
})

test('worker stop: it ends although the resolver cannot reach the database', async () => {
  await using context = await testLoom()
  const [job] = jobs(1)
  const after = AfterJob({}, { dependsOn: { job: job! } })
  await context.loom.push(after)
  const { worker, running, started, release } = startWorker(context)
  await started.promise
  onWritePoint((point) => {
    if (point === 'resolve.flip') throw new Error('no connection')
  })
  release.resolve()
  await worker.stop()
  await running
  onWritePoint(undefined)
  await context.untilResolved()
  expect(await context.loom.get(after)).toMatchObject({ waitingFor: 'worker' })
})

test('worker stop: close resolves what was settled, the whole cascade, and leaves nothing to heal', async () => {
  await using context = await testLoom()
  const closing = await testLoom({ database: context.database })
  const [job] = jobs(1)
  const after = AfterJob({}, { dependsOn: { job: job! } })
  await closing.loom.push(after)
  const task = await closing.loom.pop(Job)
  await task?.fail('no')
  await closing.loom.close()
  expect(await context.loom.get(after)).toMatchObject({ state: 'FAILED', rootCause: job!.id })
  await context.advance('1m')
  await context.sweep()
  expect(await context.loom.healed()).toBe(0)
})

test('worker stop: close ends although nothing can be written any more, and says what went wrong', async () => {
  await using context = await testLoom()
  const closing = await testLoom({ database: context.database })
  await context.loom.push(jobs(1))
  await closing.loom.pop(Job)
  onWritePoint(() => {
    throw new Error('no connection')
  })
  await expect(closing.loom.close()).rejects.toThrow('no connection')
  onWritePoint(undefined)
  await expect(closing.loom.get('any')).rejects.toMatchObject({ code: 'LOOM_CLOSED' })
})
