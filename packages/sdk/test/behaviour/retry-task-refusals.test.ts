import { anyOf, defineTask, direct } from '@taskloom/sdk'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { Download, Step } from '../support/definitions.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { failReady, step } from '../support/steps.ts'
import { testLoom } from '../support/test-loom.ts'

test('retry: is refused where the task is in another state than is allowed or expected', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const { loom } = context
  const node = Download({ url: 'a' })
  await loom.push(node)
  await expect(loom.retry(node)).rejects.toMatchObject({
    code: 'TRANSITION_REFUSED',
    details: { id: node.id, state: 'CREATED' },
  })
  await failReady(context, Download)
  const before = await raw.task(node.id)
  await expect(loom.retry(node, { expectedState: 'CANCELLED' })).rejects.toMatchObject({
    code: 'TRANSITION_REFUSED',
    details: { state: 'FAILED' },
  })
  expect(await raw.task(node.id)).toEqual(before)
  expect(await loom.retry(node, { expectedState: ['FAILED', 'EXPIRED'] })).toBe(1)
  await expect(loom.retry('nobody')).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' })
  // @ts-expect-error no such state
  await expect(loom.retry(node, { expectedState: 'BROKEN' })).rejects.toMatchObject({
    code: 'INVALID_OPTION',
  })
})

test('retry: a task that would end at once again is refused, and the error names the root cause', async () => {
  await using context = await testLoom()
  const { loom } = context
  const first = step('first')
  const second = step('second', first)
  const dag = await loom.push(second)
  await failReady(context, Step)
  await expect(loom.retry(second)).rejects.toMatchObject({
    code: 'TRANSITION_REFUSED',
    details: { id: second.id, state: 'FAILED', rootCause: first.id },
  })
  expect(await dag.finished()).toMatchObject({ counts: { FAILED: 2 } })
})

test('retry: a dependency that is gone refuses it, of the task itself and of a dependent; nothing is changed', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const { loom } = context
  const [one, two] = [step('one'), step('two')]
  const join = step('join', one, two)
  await loom.push(join)
  for (const task of await loom.popMany(Step, 2)) {
    if (task.id === one.id) await task.fail(new Error('no'))
    else await task.finish('done')
  }
  await context.untilResolved()
  await loom.delete(two)
  const before = await raw.tasks.find().sort({ _id: 1 }).toArray()
  for (const node of [one, join]) {
    await expect(loom.retry(node)).rejects.toMatchObject({
      code: node === one ? 'DEPENDENCY_NOT_FOUND' : 'TRANSITION_REFUSED',
    })
  }
  expect(await raw.tasks.find().sort({ _id: 1 }).toArray()).toEqual(before)
  expect(await raw.db.collection('resets').countDocuments()).toBe(0)
})

test('retry: one dependency of several is enough for an anyOf, so another that is gone does not matter', async () => {
  await using context = await testLoom()
  const { loom } = context
  const First = defineTask({ name: 'first', schema: z.object({}), dependsOn: { any: anyOf(Download) } })
  const [one, two] = [Download({ url: 'one' }), Download({ url: 'two' })]
  const first = First({}, { dependsOn: { any: [one, two] } })
  await loom.push(first)
  await failReady(context, Download)
  await loom.delete(two)
  expect(await loom.retry(one)).toBe(2)
  await (await loom.pop(Download))?.finish({ path: 'one' })
  await context.untilResolved()
  expect((await loom.pop(First))?.dependencies).toEqual({ any: { path: 'one' } })
})

test('retry: a clean-up that was skipped because nothing failed would be skipped again', async () => {
  await using context = await testLoom()
  const { loom } = context
  const CleanUp = defineTask({
    name: 'clean-up',
    schema: z.null(),
    dependsOn: { after: direct(Download, { on: 'failure' }) },
  })
  const source = Download({ url: 'a' })
  const cleanUp = CleanUp(null, { dependsOn: { after: source } })
  await loom.push(cleanUp)
  await (await loom.pop(Download))?.finish({ path: 'a' })
  await context.untilResolved()
  await expect(loom.retry(cleanUp)).rejects.toMatchObject({
    code: 'TRANSITION_REFUSED',
    details: { state: 'SKIPPED', rootCause: source.id },
  })
})
