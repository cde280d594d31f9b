import { onWritePoint } from '@taskloom/sdk/testing'
import { afterEach, expect, test } from 'vitest'

import { deferred } from '../support/deferred.ts'
import { Download, Resize, Step } from '../support/definitions.ts'
import { failing, repairDriver } from '../support/driver-faults.ts'
import { Job, jobs, Report } from '../support/jobs.ts'
import { containing, thrownBy } from '../support/matchers.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { isSlow, testLoom } from '../support/test-loom.ts'

afterEach(() => {
  onWritePoint(undefined)
  repairDriver()
})

test('worker: it runs the handler of each definition with payload and typed dependencies', async () => {
  await using context = await testLoom()
  const source = Download({ url: 'a' })
  const small = Resize({ width: 100 }, { dependsOn: { source } })
  const dag = await context.loom.push(small)
  const worker = context.loom.worker([
    Download.handle(({ payload }) => ({ path: `${payload.url}.png` })),
    Resize.handle(async ({ payload, dependencies, name, attempt, id }) => ({
      path: [dependencies.source.path, name, attempt, id === small.id].join(' '),
      width: payload.width,
    })),
  ])
  const running = worker.run()
  expect(await dag.finished()).toMatchObject({ outcome: 'FINISHED' })
  expect(await context.loom.get(small)).toMatchObject({
    result: { path: 'a.png resize 1 true', width: 100 },
    attempt: 1,
  })
  await worker.stop()
  await running
  expect(await context.loom.healed()).toBe(0)
})

test('worker: it leaves the tasks of other definitions alone', async () => {
  await using context = await testLoom()
  const report = Report({})
  await context.loom.push([report, ...jobs(3)])
  const worker = context.loom.worker([Job.handle(() => 1)])
  const running = worker.run()
  await Promise.all((await context.loom.find(Job)).map(({ id }) => context.waitFor(id, 'FINISHED')))
  await worker.stop()
  await running
  expect(await context.loom.get(report)).toMatchObject({ state: 'CREATED', attempt: 0 })
})

test.for([1, 3, 10])('worker: concurrency %i is used to the full and never exceeded', async (concurrency) => {
  const count = isSlow ? 15 : 40
  await using context = await testLoom()
  const dag = await context.loom.push(jobs(count))
  const full = deferred()
  let [running, most] = [0, 0]
  const worker = context.loom.worker(
    [
      Job.handle(async () => {
        running += 1
        most = Math.max(most, running, worker.running)
        if (running === concurrency) full.resolve()
        await full.promise
        // Ends in the order in which they began would hide a slot that is freed too early.
        await new Promise(setImmediate)
        running -= 1
        return 1
      }),
    ],
    { concurrency },
  )
  const ran = worker.run()
  await dag.finished()
  await worker.stop()
  await ran
  expect(most).toBe(concurrency)
  expect(worker.running).toBe(0)
})

test('worker: it claims in batches, as many as there are free slots', async () => {
  await using context = await testLoom()
  const dag = await context.loom.push(jobs(20))
  let claims = 0
  onWritePoint((point) => {
    if (point === 'claim.write') claims += 1
  })
  const release = deferred()
  const worker = context.loom.worker([Job.handle(async () => release.promise.then(() => 1))], {
    concurrency: 20,
  })
  const running = worker.run()
  await Promise.all((await context.loom.find(Job)).map(({ id }) => context.waitFor(id, 'RUNNING')))
  expect(claims).toBe(1)
  release.resolve()
  await dag.finished()
  await worker.stop()
  await running
})

test('worker: a slot that becomes free is filled while other handlers still run', async () => {
  await using context = await testLoom()
  const nodes = jobs(5)
  await context.loom.push(nodes)
  const release = deferred()
  const worker = context.loom.worker(
    [
      Job.handle(async ({ payload }) => {
        if (payload.number === 0) await release.promise
        return 1
      }),
    ],
    { concurrency: 2 },
  )
  const running = worker.run()
  await Promise.all(nodes.slice(1).map((node) => context.waitFor(node, 'FINISHED')))
  expect(await context.loom.get(nodes[0]!)).toMatchObject({ state: 'RUNNING' })
  release.resolve()
  await context.waitFor(nodes[0]!, 'FINISHED')
  await worker.stop()
  await running
})

test('worker: a chain runs link by link, each after what it waits for', async () => {
  const length = isSlow ? 20 : 100
  await using context = await testLoom()
  const links = [Step({ label: '0' }, { dependsOn: { before: [] } })]
  for (let index = 1; index < length; index += 1) {
    links.push(Step({ label: String(index) }, { dependsOn: { before: [links[index - 1]!] } }))
  }
  const dag = await context.loom.push(links)
  const order: string[] = []
  const worker = context.loom.worker([
    Step.handle(({ payload, dependencies }) => {
      order.push(payload.label)
      return `${payload.label} after ${dependencies.before.length}`
    }),
  ])
  const running = worker.run()
  expect(await dag.finished()).toMatchObject({ counts: { FINISHED: length } })
  expect(order).toEqual(links.map((_, index) => String(index)))
  await worker.stop()
  await running
})

test('worker: an old document that no longer fits fails with INVALID_PAYLOAD, and the worker goes on', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const nodes = jobs(3)
  await context.loom.push(nodes)
  await raw.tasks.updateOne({ _id: nodes[1]!.id }, { $set: { payload: { number: 'one' } } })
  const seen: number[] = []
  const worker = context.loom.worker([Job.handle(({ payload }) => seen.push(payload.number))])
  const running = worker.run()
  expect(await context.waitFor(nodes[1]!, 'FAILED')).toMatchObject({
    error: { code: 'INVALID_PAYLOAD', message: containing('payload.number') },
    attempt: 1,
  })
  await context.waitFor(nodes[2]!, 'FINISHED')
  await worker.stop()
  await running
  expect(seen).toEqual([0, 2])
})

test('worker: an error of the database during a claim is reported, and the claim is tried again', async () => {
  await using context = await testLoom()
  const errors: unknown[] = []
  const [node] = jobs(1)
  await context.loom.push(node!)
  failing('findOneAndUpdate', { isWritten: false, times: 3 })
  const worker = context.loom.worker([Job.handle(() => 1)], {
    concurrency: 1,
    onError: (error) => errors.push(error),
  })
  const running = worker.run()
  expect(await context.waitFor(node!, 'FINISHED')).toMatchObject({ attempt: 1, recoveries: 0 })
  await worker.stop()
  await running
  expect(errors).toMatchObject(Array.from({ length: 3 }, () => ({ message: containing('connection reset') })))
})

test('worker: an error of the database during a settle is reported, and the result is not lost', async () => {
  await using context = await testLoom()
  const errors: unknown[] = []
  let runs = 0
  const [node] = jobs(1)
  await context.loom.push(node!)
  failing('bulkWrite', { isWritten: false, times: 7 })
  const worker = context.loom.worker([Job.handle(() => (runs += 1))], {
    onError: (error) => errors.push(error),
  })
  const running = worker.run()
  expect(await context.waitFor(node!, 'FINISHED')).toMatchObject({ result: 1, attempt: 1 })
  await worker.stop()
  await running
  expect(runs).toBe(1)
  // Three tries each before an error comes out.
  expect(errors).toHaveLength(2)
})

test('worker: two workers in two looms share the tasks, and each task runs once', async () => {
  const count = isSlow ? 40 : 200
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  const dag = await context.loom.push(jobs(count))
  const runs = new Map<string, number>()
  const workers = [context, other].map(({ loom }) =>
    loom.worker([
      Job.handle(({ id }) => {
        runs.set(id, (runs.get(id) ?? 0) + 1)
        return 1
      }),
    ]),
  )
  const running = workers.map((worker) => worker.run())
  await dag.finished()
  await Promise.all(workers.map((worker) => worker.stop()))
  await Promise.all(running)
  expect(runs.size).toBe(count)
  expect([...runs.values()].every((times) => times === 1)).toBe(true)
})

test('worker: options and handlers that cannot work are refused', async () => {
  await using context = await testLoom()
  const handler = Job.handle(() => 1)
  const refusal = { code: 'INVALID_OPTION' }
  expect(thrownBy(() => context.loom.worker([]))).toMatchObject(refusal)
  expect(thrownBy(() => context.loom.worker([handler, handler]))).toMatchObject(refusal)
  for (const concurrency of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])
    expect(thrownBy(() => context.loom.worker([handler], { concurrency }))).toMatchObject(refusal)
  // @ts-expect-error: JavaScript may pass the definition itself
  expect(thrownBy(() => context.loom.worker([Job]))).toMatchObject(refusal)
  // @ts-expect-error: JavaScript may pass one handler alone
  expect(thrownBy(() => context.loom.worker(handler))).toMatchObject(refusal)
})

test('worker: run() twice is one run', async () => {
  await using context = await testLoom()
  const nodes = jobs(4)
  const dag = await context.loom.push(nodes)
  const worker = context.loom.worker([Job.handle(() => 1)], { concurrency: 2 })
  const running = [worker.run(), worker.run()]
  await dag.finished()
  await worker.stop()
  await Promise.all(running)
  expect(await context.loom.count(Job, { state: 'FINISHED' })).toBe(4)
})
