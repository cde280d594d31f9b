import { defineTask } from '@taskloom/sdk'
import type { TestLoom } from '@taskloom/sdk/testing'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { deferred } from '../support/deferred.ts'
import { AfterJob, Job, jobs } from '../support/jobs.ts'
import { any, containing } from '../support/matchers.ts'
import { testLoom } from '../support/test-loom.ts'
import { unrenewed } from '../support/unrenewed.ts'

/** A task whose handler may return anything. */
const Any = defineTask({ name: 'any', schema: z.object({}), result: z.unknown() })

/** Runs one task with this handler, and gives back what is stored of it then. */
async function runOne(context: TestLoom, handle: () => unknown, state: 'FINISHED' | 'FAILED' = 'FAILED') {
  const node = Any({})
  await context.loom.push(node)
  const problems: unknown[] = []
  const worker = context.loom.worker([Any.handle(handle)], { onError: (error) => problems.push(error) })
  const running = worker.run()
  try {
    return { ...(await context.waitFor(node, state)), problems }
  } finally {
    await worker.stop()
    await running
  }
}

class PaymentRefused extends Error {
  override readonly name = 'PaymentRefused'
  readonly code = 'CARD_EXPIRED'
}

test('handlers: an error is stored with name, code, message, stack and cause', async () => {
  await using context = await testLoom()
  const { error } = await runOne(context, () => {
    throw new PaymentRefused('no money', {
      cause: new TypeError('card is over', { cause: 'and so is the account' }),
    })
  })
  expect(error).toEqual({
    name: 'PaymentRefused',
    code: 'CARD_EXPIRED',
    message: 'no money',
    stack: containing('handlers.test.ts'),
    cause: {
      name: 'TypeError',
      code: 'HANDLER_FAILED',
      message: 'card is over',
      stack: any(String),
      cause: { name: 'NotAnError', code: 'HANDLER_FAILED', message: 'and so is the account' },
    },
  })
})

test('handlers: a rejection fails the task like a throw, and its dependents are settled', async () => {
  await using context = await testLoom()
  const [job] = jobs(1)
  const after = AfterJob({}, { dependsOn: { job: job! } })
  await context.loom.push(after)
  const worker = context.loom.worker([
    Job.handle(() => Promise.reject(new Error('refused'))),
    AfterJob.handle(() => 1),
  ])
  const running = worker.run()
  expect(await context.waitFor(after, 'FAILED')).toMatchObject({
    rootCause: job!.id,
    error: { code: 'UPSTREAM_FAILED' },
    attempt: 0,
  })
  expect(await context.loom.get(job!)).toMatchObject({ error: { message: 'refused' } })
  await worker.stop()
  await running
})

const selfReferring: { itself?: unknown } = {}
selfReferring.itself = selfReferring

const hostile = new Error('x')
Object.defineProperty(hostile, 'message', {
  get: () => {
    throw new Error('even the message throws')
  },
})

const thrown: readonly (readonly [string, unknown, string])[] = [
  ['a string', 'out of paper', 'out of paper'],
  ['undefined', undefined, 'undefined'],
  ['null', null, 'null'],
  ['a number', 42, '42'],
  ['a bigint', 7n, '7'],
  ['a symbol', Symbol('odd'), 'Symbol(odd)'],
  ['a plain object', { reason: 'no paper' }, '{"reason":"no paper"}'],
  ['an object without prototype', Object.create(null), '{}'],
  ['an object that contains itself', selfReferring, 'bject'],
  ['a function', () => 'late', 'late'],
  ['an error whose message throws', hostile, ''],
]

test.for(thrown)(
  'handlers: throwing %s fails the task with what can be said of it',
  async ([, value, message]) => {
    await using context = await testLoom()
    const { error, problems } = await runOne(context, () => {
      throw value
    })
    expect(error).toMatchObject({ code: 'HANDLER_FAILED', message: containing(message) })
    expect(problems).toEqual([])
  },
)

test('handlers: an endless message and a long chain of causes are cut', async () => {
  await using context = await testLoom()
  const { error } = await runOne(context, () => {
    let chained = new Error('x'.repeat(1_000_000))
    for (let depth = 0; depth < 50; depth += 1) chained = new Error('y'.repeat(100_000), { cause: chained })
    throw chained
  })
  expect(error?.message.length).toBeLessThan(20_000)
  expect(JSON.stringify(error).length).toBeLessThan(500_000)
})

const refusedResults: readonly (readonly [string, unknown, string])[] = [
  ['a function', () => 1, 'VALUE_NOT_STORABLE'],
  ['a class instance', new URL('http://localhost'), 'VALUE_NOT_STORABLE'],
  ['a cycle', selfReferring, 'VALUE_NOT_STORABLE'],
  ['a result of 20 MB', 'x'.repeat(20_000_000), 'VALUE_TOO_LARGE'],
]

test.for(refusedResults)('handlers: returning %s fails the task with the reason', async ([, value, code]) => {
  await using context = await testLoom()
  const { error, result, problems } = await runOne(context, () => value)
  expect(error).toMatchObject({ code })
  expect(result).toBeUndefined()
  expect(problems).toEqual([])
})

test('handlers: a result that its schema refuses fails the task with INVALID_RESULT', async () => {
  await using context = await testLoom()
  const [node] = jobs(1)
  await context.loom.push(node!)
  // @ts-expect-error: JavaScript may return anything
  const worker = context.loom.worker([Job.handle(() => 'one')])
  const running = worker.run()
  expect(await context.waitFor(node!, 'FAILED')).toMatchObject({ error: { code: 'INVALID_RESULT' } })
  await worker.stop()
  await running
})

test('handlers: a result without a schema is refused, and returning nothing is right', async () => {
  const Silent = defineTask({ name: 'silent', schema: z.object({ speaks: z.boolean() }) })
  await using context = await testLoom()
  const [quiet, loud] = [Silent({ speaks: false }), Silent({ speaks: true })]
  await context.loom.push([quiet, loud])
  // @ts-expect-error: JavaScript may return anything
  const worker = context.loom.worker([Silent.handle(({ payload }) => (payload.speaks ? 'hello' : undefined))])
  const running = worker.run()
  await context.waitFor(quiet, 'FINISHED')
  expect(await context.waitFor(loud, 'FAILED')).toMatchObject({ error: { code: 'INVALID_RESULT' } })
  await worker.stop()
  await running
})

test.for([
  ['returns', 'deleted'],
  ['rejects', 'deleted'],
  ['returns', 'cancelled'],
  ['rejects', 'cancelled'],
] as const)(
  'handlers: one that %s after its task was %s changes nothing, and nobody is alarmed',
  async ([end, fate]) => {
    await using context = await testLoom()
    const [node] = jobs(1)
    await context.loom.push(node!)
    const [started, release] = [deferred(), deferred()]
    const problems: unknown[] = []
    const worker = context.loom.worker(
      [
        Job.handle(async () => {
          started.resolve()
          await release.promise
          if (end === 'rejects') throw new Error('too late')
          return 1
        }),
      ],
      { onError: (error) => problems.push(error) },
    )
    const running = worker.run()
    await started.promise
    if (fate === 'deleted') await context.loom.delete(node!)
    else await context.loom.cancel(node!)
    release.resolve()
    await worker.stop()
    await running
    const left = await context.loom.get(node!)
    expect([left?.state, left?.result]).toEqual([fate === 'deleted' ? undefined : 'CANCELLED', undefined])
    expect(await context.loom.count(Job)).toBe(fate === 'deleted' ? 0 : 1)
    expect(problems).toEqual([])
  },
)

test('handlers: one that blocks its process beyond the lease has its late end refused', async () => {
  await using context = await testLoom(unrenewed)
  await using other = await testLoom({ database: context.database })
  const [node] = jobs(1)
  await context.loom.push(node!)
  const [started, release] = [deferred(), deferred()]
  const worker = context.loom.worker(
    [
      Job.handle(async () => {
        started.resolve()
        await release.promise
        return 1
      }),
    ],
    { concurrency: 1 },
  )
  const running = worker.run()
  await started.promise
  await context.advance('21s')
  await other.sweep()
  const current = await other.loom.pop(Job)
  expect(current).toMatchObject({ attempt: 2 })
  release.resolve()
  await worker.stop()
  await running
  expect(await context.loom.get(node!)).toMatchObject({ state: 'RUNNING', attempt: 2 })
  await current?.finish(2)
  expect(await context.loom.get(node!)).toMatchObject({ state: 'FINISHED', result: 2 })
})

test('handlers: a handler that ends at once, without a promise, is as good as any', async () => {
  await using context = await testLoom()
  expect(await runOne(context, () => null, 'FINISHED')).toMatchObject({ result: null, problems: [] })
})
