import { allOf, defineTask, direct, itself } from '@taskloom/sdk'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { deferred } from '../support/deferred.ts'
import { Download, Resize, Step } from '../support/definitions.ts'
import { testLoom } from '../support/test-loom.ts'

const Cleanup = defineTask({
  name: 'cleanup',
  schema: z.object({}),
  dependsOn: { after: direct(Download, { on: 'settled' }) },
})

test('cancel: a task that has not started is cancelled, and what waits for it follows the policy of its groups', async () => {
  await using context = await testLoom()
  const { loom } = context
  const source = Download({ url: 'a' })
  const resize = Resize({ width: 1 }, { dependsOn: { source } })
  const cleanup = Cleanup({}, { dependsOn: { after: source } })
  const dag = await loom.push([resize, cleanup])
  expect(await loom.cancel(source)).toBe(true)
  expect(await loom.get(source)).toMatchObject({ state: 'CANCELLED', error: { code: 'CANCELLED' } })
  expect(await loom.get(resize)).toMatchObject({ state: 'CANCELLED', rootCause: source.id })
  expect((await loom.pop(Cleanup))?.dependencies).toEqual({ after: { state: 'CANCELLED', id: source.id } })
  expect(await dag.counts()).toMatchObject({ CANCELLED: 2, RUNNING: 1 })
})

test('cancel: with `downstream` everything that depends on it is cancelled, near or far, in other DAGs as well', async () => {
  await using context = await testLoom()
  const { loom } = context
  const source = Download({ url: 'a' })
  const cleanup = Cleanup({}, { dependsOn: { after: source } })
  await loom.push([source, cleanup])
  const elsewhere = Cleanup({}, { dependsOn: { after: Download.id(source.id) } })
  await loom.push(elsewhere)
  expect(await loom.cancel(source, { downstream: true })).toBe(true)
  expect(await loom.get(cleanup)).toMatchObject({ state: 'CANCELLED' })
  expect(await loom.get(elsewhere)).toMatchObject({ state: 'CANCELLED' })
  expect(await loom.pop(Cleanup)).toBeNull()
})

test('cancel: a settled task stays what it is, and one that does not exist is not cancelled', async () => {
  await using context = await testLoom()
  const { loom } = context
  const node = Download({ url: 'a' })
  await loom.push(node)
  await (await loom.pop(Download))?.finish({ path: 'a' })
  expect(await loom.cancel(node)).toBe(false)
  expect(await loom.get(node)).toMatchObject({ state: 'FINISHED' })
  expect(await loom.cancel('nobody')).toBe(false)
})

test('cancel: a running task has its signal aborted in another process, and its late finish changes nothing', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  const started = deferred()
  const aborted = deferred<unknown>()
  const node = Download({ url: 'a' })
  await context.loom.push(node)
  const worker = other.loom.worker([
    Download.handle(async ({ signal }) => {
      started.resolve()
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      aborted.resolve(signal.reason)
      return { path: 'late' }
    }),
  ])
  const working = worker.run()
  await started.promise
  expect(await context.loom.cancel(node)).toBe(true)
  expect(await aborted.promise).toMatchObject({ code: 'LEASE_LOST' })
  await worker.stop()
  await working
  const task = await context.loom.get(node)
  expect(task?.state).toBe('CANCELLED')
  expect(task?.result).toBeUndefined()
})

test('cancel: cancel against finish, one of them wins and the other is told', async () => {
  await using context = await testLoom()
  const { loom } = context
  for (let round = 0; round < 20; round += 1) {
    const node = Download({ url: String(round) })
    await loom.push(node)
    const task = await loom.pop(Download)
    const [finished, isCancelled] = await Promise.all([
      task?.finish({ path: 'a' }).then(
        () => true,
        () => false,
      ),
      loom.cancel(node),
    ])
    expect(finished).toBe(!isCancelled)
    expect((await loom.get(node))?.state).toBe(isCancelled ? 'CANCELLED' : 'FINISHED')
  }
})

test('cancel: a whole DAG, the running ones too, and its outcome says so', async () => {
  await using context = await testLoom()
  const { loom } = context
  const first = Step({ label: 'first' }, { dependsOn: { before: [] } })
  const chain = [first]
  for (let index = 0; index < 50; index += 1)
    chain.push(Step({ label: String(index) }, { dependsOn: { before: [chain.at(-1) ?? first] } }))
  const dag = await loom.push(chain)
  await (await loom.pop(Step))?.finish('done')
  await context.untilResolved()
  const running = await loom.pop(Step)
  expect(await dag.cancel()).toBe(50)
  expect(await dag.finished()).toMatchObject({ outcome: 'CANCELLED', counts: { FINISHED: 1, CANCELLED: 50 } })
  await expect(running?.finish('late')).rejects.toMatchObject({ code: 'LEASE_LOST' })
  expect(await dag.cancel()).toBe(0)
})

test('cancel: a deep chain downstream of a task is a loop, not a recursion', async () => {
  await using context = await testLoom()
  const Link = defineTask({
    name: 'link',
    schema: z.object({}),
    dependsOn: { before: allOf(itself, { on: 'settled' }) },
  })
  const first = Link({}, { dependsOn: { before: [] } })
  const chain = [first]
  for (let index = 1; index < 500; index += 1)
    chain.push(Link({}, { dependsOn: { before: [chain.at(-1) ?? first] } }))
  const dag = await context.loom.push(chain)
  await context.loom.cancel(first, { downstream: true })
  expect(await dag.counts()).toMatchObject({ CANCELLED: 500 })
})
