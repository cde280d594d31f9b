import { allOf, defineTask, DoNotRetry, RetryAfter, Snooze } from '@taskloom/sdk'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { deferred } from '../support/deferred.ts'
import { testLoom } from '../support/test-loom.ts'

const Flaky = defineTask({
  name: 'flaky',
  schema: z.object({ failures: z.number() }),
  result: z.number(),
  retry: { attempts: 4, delay: '1ms' },
})
const After = defineTask({
  name: 'after',
  schema: z.object({}),
  dependsOn: { flaky: allOf(Flaky) },
  result: z.number(),
})

const handlers = [
  Flaky.handle(({ payload, attempt }) => {
    if (attempt <= payload.failures) throw new Error(`attempt ${attempt} failed`)
    return attempt
  }),
  After.handle(({ dependencies }) => dependencies.flaky.length),
]

test('retries: a failed attempt is followed by another after its pause, and dependents wait through all of them', async () => {
  await using context = await testLoom()
  const { loom } = context
  const flaky = Flaky({ failures: 3 })
  const after = After({}, { dependsOn: { flaky: [flaky] } })
  const dag = await loom.push(after)
  const working = loom.worker(handlers).run()
  expect(await dag.finished()).toMatchObject({ outcome: 'FINISHED', counts: { FINISHED: 2 } })
  const task = await loom.get(flaky)
  expect(task).toMatchObject({ result: 4, attempt: 4 })
  expect(task?.errors?.map(({ attempt, message }) => [attempt, message])).toEqual([
    [1, 'attempt 1 failed'],
    [2, 'attempt 2 failed'],
    [3, 'attempt 3 failed'],
  ])
  await loom.close()
  await working
})

test('retries: when no attempt is left the task fails with its last error, and so do its dependents', async () => {
  await using context = await testLoom()
  const { loom } = context
  const flaky = Flaky({ failures: 9 }, { retry: { attempts: 2, delay: 0 } })
  const after = After({}, { dependsOn: { flaky: [flaky] } })
  const dag = await loom.push(after)
  const working = loom.worker(handlers).run()
  expect(await dag.finished()).toMatchObject({ outcome: 'FAILED', counts: { FAILED: 2 } })
  expect(await loom.get(flaky)).toMatchObject({
    attempt: 2,
    error: { message: 'attempt 2 failed' },
    errors: [{ attempt: 1 }],
  })
  expect(await loom.get(after)).toMatchObject({ rootCause: flaky.id, error: { code: 'UPSTREAM_FAILED' } })
  await loom.close()
  await working
})

test('retries: a task without `retry` has one attempt', async () => {
  await using context = await testLoom()
  const Once = defineTask({ name: 'once', schema: z.object({}) })
  const node = Once({})
  await context.loom.push(node)
  await (await context.loom.pop(Once))?.fail(new Error('no'))
  expect(await context.loom.get(node)).toMatchObject({
    state: 'FAILED',
    attempt: 1,
    error: { message: 'no' },
  })
})

test('retries: in the pull style `fail` leaves the task waiting for its time, and `final` ends it', async () => {
  await using context = await testLoom()
  const { loom } = context
  const node = Flaky({ failures: 9 }, { retry: { attempts: 5, delay: '10m', jitter: 0 } })
  await loom.push(node)
  await (await loom.pop(Flaky))?.fail(new Error('first'))
  expect(await loom.get(node)).toMatchObject({ state: 'CREATED', waitingFor: 'time', attempt: 1 })
  expect(await loom.pop(Flaky)).toBeNull()

  await context.advance('9m')
  await context.sweep()
  expect(await loom.pop(Flaky)).toBeNull()
  await context.advance('2m')
  await context.sweep()
  const second = await loom.pop(Flaky)
  expect(second?.attempt).toBe(2)
  await second?.fail(new Error('second'), { final: true })
  expect(await loom.get(node)).toMatchObject({ state: 'FAILED', error: { message: 'second' } })
})

test('retries: a task that comes back after its pause has its old place in the queue', async () => {
  await using context = await testLoom()
  const { loom } = context
  const retry = { attempts: 2, delay: '10m', jitter: 0 } as const
  const [first, second] = [Flaky({ failures: 9 }, { retry }), Flaky({ failures: 9 }, { retry })]
  await loom.push([first, second])
  await (await loom.pop(Flaky))?.fail(new Error('no'))
  await context.advance('11m')
  await context.sweep()
  const claimed = await loom.popMany(Flaky, 2)
  expect(claimed.map(({ id, attempt }) => [id, attempt])).toEqual([
    [first.id, 2],
    [second.id, 1],
  ])
})

test('retries: DoNotRetry ends the task, whatever attempts are left', async () => {
  await using context = await testLoom()
  const node = Flaky({ failures: 0 })
  await context.loom.push(node)
  await (await context.loom.pop(Flaky))?.fail(new DoNotRetry('the page is gone', { cause: new Error('404') }))
  expect(await context.loom.get(node)).toMatchObject({
    state: 'FAILED',
    attempt: 1,
    error: { code: 'DO_NOT_RETRY', message: 'the page is gone', cause: { message: '404' } },
  })
})

test('retries: RetryAfter chooses the pause; a snoozed task comes back without its attempt counted', async () => {
  await using context = await testLoom()
  const { loom } = context
  const node = Flaky({ failures: 0 }, { retry: { attempts: 2, delay: '1h' } })
  await loom.push(node)
  for (let round = 0; round < 3; round += 1) {
    await (await loom.pop(Flaky))?.fail(new Snooze('1m'))
    expect(await loom.get(node)).toMatchObject({ state: 'CREATED', waitingFor: 'time', attempt: 0 })
    await context.advance('61s')
    await context.sweep()
  }
  await (await loom.pop(Flaky))?.fail(new RetryAfter('2m'))
  await context.advance('121s')
  await context.sweep()
  const last = await loom.pop(Flaky)
  expect(last?.attempt).toBe(2)
  await last?.fail(new RetryAfter('2m'))
  expect(await loom.get(node)).toMatchObject({ state: 'FAILED', error: { code: 'RETRY_AFTER' } })
})

test('retries: a backoff function of the definition decides; one that throws does not lose the task', async () => {
  await using context = await testLoom()
  const seen: [number, string][] = []
  const Chosen = defineTask({
    name: 'chosen',
    schema: z.object({}),
    retry: {
      attempts: 3,
      delay: 0,
      backoff: (attempt, error) => {
        seen.push([attempt, error.message])
        if (attempt === 2) throw new Error('no idea')
        return 0
      },
    },
  })
  const node = Chosen({})
  await context.loom.push(node)
  const working = context.loom.worker([Chosen.handle(() => Promise.reject(new Error('no')))]).run()
  await context.waitFor(node, 'FAILED')
  expect(seen).toEqual([
    [1, 'no'],
    [2, 'no'],
  ])
  await context.loom.close()
  await working
})

test('retries: the errors of ten attempts are kept, the last ones', async () => {
  await using context = await testLoom()
  const node = Flaky({ failures: 99 }, { retry: { attempts: 13, delay: 0, jitter: 0 } })
  await context.loom.push(node)
  const working = context.loom.worker(handlers).run()
  const failed = await context.waitFor(node, 'FAILED')
  expect(failed.errors?.map(({ attempt }) => attempt)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
  await context.loom.close()
  await working
})

test('timeout: an attempt that takes too long has its signal aborted and fails, though the handler never returns', async () => {
  await using context = await testLoom()
  const Slow = defineTask({ name: 'slow', schema: z.object({}), timeout: '50ms' })
  const aborted = deferred<unknown>()
  const node = Slow({})
  await context.loom.push(node)
  const worker = context.loom.worker([
    Slow.handle(({ signal }) => {
      signal.addEventListener('abort', () => aborted.resolve(signal.reason))
      return new Promise<void>(() => undefined)
    }),
  ])
  const working = worker.run()
  expect(await context.waitFor(node, 'FAILED')).toMatchObject({ error: { code: 'TIMEOUT' } })
  expect(await aborted.promise).toMatchObject({ code: 'TIMEOUT' })
  await context.loom.close()
  await working
})

test('timeout: a node has its own, and a retry follows it like any other failure', async () => {
  await using context = await testLoom()
  const Slow = defineTask({
    name: 'slow',
    schema: z.object({}),
    timeout: '1h',
    retry: { attempts: 2, delay: 0 },
  })
  const node = Slow({}, { timeout: '20ms' })
  await context.loom.push(node)
  const handler = Slow.handle(({ attempt }) =>
    attempt === 1 ? new Promise<void>(() => undefined) : undefined,
  )
  const working = context.loom.worker([handler]).run()
  expect(await context.waitFor(node, 'FINISHED')).toMatchObject({ attempt: 2, errors: [{ code: 'TIMEOUT' }] })
  await context.loom.close()
  await working
})
