import { onWritePoint } from '@taskloom/sdk/testing'
import { afterEach, expect, test, vi } from 'vitest'

import { internals } from '../../src/run/connect.ts'
import { Download } from '../support/definitions.ts'
import { counting, repairDriver } from '../support/driver-faults.ts'
import { patient } from '../support/eager-sweeper.ts'
import { Job, jobs, Report } from '../support/jobs.ts'
import { soundLoom } from '../support/sound-sleep.ts'
import { unrenewed } from '../support/unrenewed.ts'

const untouched = { state: 'CREATED', waitingFor: 'worker', attempt: 0, recoveries: 0 } as const

afterEach(() => {
  onWritePoint(undefined)
  repairDriver()
})

/** The warnings of the process from now on. */
function collectWarnings() {
  const warnings: (Error & { readonly code?: string })[] = []
  const collect = (warning: Error): void => void warnings.push(warning)
  process.on('warning', collect)
  return { warnings, [Symbol.dispose]: () => void process.off('warning', collect) }
}

test('queue: it yields tasks as they become ready, those that are there and those that come', async () => {
  await using context = await soundLoom()
  await context.loom.push(jobs(2))
  const numbers: number[] = []
  for await (const task of context.loom.queue(Job)) {
    numbers.push(task.payload.number)
    await task.finish(1)
    if (numbers.length === 2) await context.loom.push(Job({ number: 2 }))
    if (numbers.length === 3) break
  }
  expect(numbers).toEqual([0, 1, 2])
  expect(await context.loom.count(Job, { state: 'FINISHED' })).toBe(3)
})

test('queue: of several definitions it yields a union that narrows on the name', async () => {
  await using context = await soundLoom()
  await context.loom.push([Download({ url: 'a' }), Job({ number: 5 })])
  const seen: (string | number)[] = []
  for await (const task of context.loom.queue([Download, Job])) {
    seen.push(task.name === 'job' ? task.payload.number : task.payload.url)
    if (task.name === 'job') await task.finish(1)
    else await task.finish({ path: 'a' })
    if (seen.length === 2) break
  }
  expect(seen).toEqual(['a', 5])
})

test('queue: a task that was not settled when the loop breaks is given back, and a warning says so', async () => {
  await using context = await soundLoom()
  using collected = collectWarnings()
  await context.loom.push(jobs(1))
  for await (const task of context.loom.queue(Job)) {
    expect(task.attempt).toBe(1)
    break
  }
  const [stored] = await context.loom.find(Job)
  expect(stored).toMatchObject(untouched)
  await vi.waitFor(
    () => expect(collected.warnings.map(({ code }) => code)).toContain('TASKLOOM_UNSETTLED'),
    patient,
  )
  expect(collected.warnings.find(({ code }) => code === 'TASKLOOM_UNSETTLED')?.message).toContain(stored!.id)
})

test('queue: a task that was not settled when the next one is asked for is given back, and comes again', async () => {
  await using context = await soundLoom()
  using collected = collectWarnings()
  await context.loom.push(jobs(1))
  const attempts: number[] = []
  for await (const task of context.loom.queue(Job)) {
    attempts.push(task.attempt)
    if (attempts.length < 3) continue
    await task.finish(1)
    break
  }
  expect(attempts).toEqual([1, 1, 1])
  await vi.waitFor(() => expect(collected.warnings).toHaveLength(2), patient)
})

test('queue: an error thrown in the loop gives the task back', async () => {
  await using context = await soundLoom()
  using _collected = collectWarnings()
  await context.loom.push(jobs(1))
  const loop = async () => {
    for await (const task of context.loom.queue(Job)) throw new Error(`no ${task.name} today`)
  }
  await expect(loop()).rejects.toThrow('no job today')
  expect((await context.loom.find(Job))[0]).toMatchObject(untouched)
})

test('queue: a settled or settling task is not given back and nobody is warned', async () => {
  await using context = await soundLoom()
  using collected = collectWarnings()
  await context.loom.push(jobs(3))
  const ends: Promise<void>[] = []
  for await (const task of context.loom.queue(Job)) {
    if (task.payload.number === 0) await task.finish(1)
    if (task.payload.number === 1) await task.fail('no')
    if (task.payload.number === 2) ends.push(task.finish(2))
    if (task.payload.number === 2) break
  }
  await Promise.all(ends)
  expect((await context.loom.find(Job)).map(({ state }) => state)).toEqual(['FINISHED', 'FAILED', 'FINISHED'])
  expect(collected.warnings).toEqual([])
})

test.for(['stop', 'signal', 'close'] as const)('queue: %s ends it at once while it waits', async (how) => {
  await using context = await soundLoom()
  await using loom = (await soundLoom({ database: context.database })).loom
  const controller = new AbortController()
  const queue = loom.queue(Job, { signal: controller.signal })
  await loom.push(jobs(1))
  const looks = counting('aggregate')
  const loop = (async () => {
    for await (const task of queue) await task.finish(1)
    return 'ended'
  })()
  // Two looks of the queue, and one of the resolver.
  await vi.waitFor(() => expect(looks()).toBeGreaterThanOrEqual(3), patient)
  // One answer later the queue has its own, which is that nothing is ready, and sleeps.
  await loom.count(Job)
  if (how === 'stop') queue.stop()
  if (how === 'signal') controller.abort()
  if (how === 'close') await loom.close()
  expect(await loop).toBe('ended')
})

test.for(['stop', 'signal'] as const)(
  'queue: %s lets the task at hand be finished, and nothing more is claimed',
  async (how) => {
    await using context = await soundLoom()
    await context.loom.push(jobs(3))
    const controller = new AbortController()
    const queue = context.loom.queue(Job, { signal: controller.signal })
    for await (const task of queue) {
      if (how === 'stop') queue.stop()
      else controller.abort()
      await task.finish(1)
    }
    expect((await context.loom.find(Job)).map(({ state, attempt }) => [state, attempt])).toEqual([
      ['FINISHED', 1],
      ['CREATED', 0],
      ['CREATED', 0],
    ])
  },
)

test('queue: stop during a claim gives back what was claimed', async () => {
  await using context = await soundLoom()
  await context.loom.push(jobs(1))
  const queue = context.loom.queue(Job)
  onWritePoint((point) => {
    if (point === 'claim.write') queue.stop()
  })
  const seen: string[] = []
  for await (const task of queue) seen.push(task.id)
  expect(seen).toEqual([])
  expect((await context.loom.find(Job))[0]).toMatchObject(untouched)
})

test('queue: one that was stopped, or whose signal was aborted before, yields nothing', async () => {
  await using context = await soundLoom()
  await context.loom.push(jobs(1))
  const stopped = context.loom.queue(Job)
  stopped.stop()
  const seen: string[] = []
  for await (const task of stopped) seen.push(task.id)
  for await (const task of context.loom.queue(Job, { signal: AbortSignal.abort() })) seen.push(task.id)
  expect(seen).toEqual([])
})

test('queue: two loops over one queue share the tasks', async () => {
  await using context = await soundLoom()
  await context.loom.push(jobs(10))
  const queue = context.loom.queue(Job)
  const seen: number[] = []
  const loop = async () => {
    for await (const task of queue) {
      seen.push(task.payload.number)
      await task.finish(1)
      if (seen.length === 10) queue.stop()
    }
  }
  await Promise.all([loop(), loop()])
  expect(seen.toSorted((one, other) => one - other)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
})

test('queue: a task whose lease was lost in the loop is not taken from its new owner', async () => {
  await using context = await soundLoom(unrenewed)
  await using other = await soundLoom({ database: context.database })
  using _collected = collectWarnings()
  await context.loom.push(Report({}))
  for await (const task of context.loom.queue(Report)) {
    await context.advance('21s')
    await other.sweep()
    expect(await other.loom.pop(Report)).toMatchObject({ id: task.id, attempt: 2 })
    break
  }
  expect((await context.loom.find(Report))[0]).toMatchObject({ state: 'RUNNING', attempt: 2 })
})

test('queue: a loom keeps those that are in use, and workers that have not ended, and no others', async () => {
  await using context = await soundLoom()
  const { loom } = context
  const kept = () => internals.get(loom)?.engine.claimers.size
  await loom.push(jobs(4))
  loom.queue(Job)
  const [one, two] = [loom.queue(Job), loom.queue(Job)]
  for await (const task of one) {
    expect(kept()).toBe(1)
    for await (const other of one) {
      await other.finish(1)
      break
    }
    expect(kept()).toBe(1)
    await task.finish(1)
    break
  }
  expect(kept()).toBe(0)
  for await (const task of two) {
    two.stop()
    expect(kept()).toBe(0)
    await task.finish(1)
  }
  const worker = loom.worker([Job.handle(() => 1)])
  const running = worker.run()
  await context.untilIdle()
  expect(kept()).toBe(1)
  await worker.stop()
  await running
  expect(kept()).toBe(0)
})

test('queue: a loop that begins after its loom was closed yields nothing', async () => {
  await using context = await soundLoom()
  await using loom = (await soundLoom({ database: context.database })).loom
  await loom.push(jobs(1))
  const queue = loom.queue(Job)
  await loom.close()
  const seen: string[] = []
  for await (const task of queue) seen.push(task.id)
  expect(seen).toEqual([])
})
