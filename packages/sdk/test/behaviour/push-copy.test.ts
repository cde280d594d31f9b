import { anyOf, defineTask, direct, Priority } from '@taskloom/sdk'
import { pushCopy } from '@taskloom/sdk/inspect'
import type { TestLoom } from '@taskloom/sdk/testing'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { testLoom } from '../support/test-loom.ts'

const Download = defineTask({ name: 'download', schema: z.object({ url: z.string() }), result: z.string() })
const Resize = defineTask({
  name: 'resize',
  schema: z.object({ width: z.number() }),
  dependsOn: { source: direct(Download), mirrors: anyOf(Download, { on: 'settled' }) },
  retry: { attempts: 3, backoff: 'fixed', delay: '2s' },
  timeout: '30s',
  expiresIn: '2h',
})

test('a copy of a stored task has all that the task has, and needs no definition', async () => {
  await using context = await testLoom()
  const [source, mirror] = [Download({ url: 'a' }), Download({ url: 'b' })]
  const node = Resize({ width: 1 }, { dependsOn: { source, mirrors: [mirror] }, priority: Priority.HIGH })
  await context.loom.push(node)
  const id = (await pushCopy(context.loom, node.id, { payload: { width: 2 } })) ?? ''
  const [original, copy] = [await storedAs(context, node.id), await storedAs(context, id)]
  expect(copy).toEqual(original)
  expect((await context.loom.get(id))?.payload).toEqual({ width: 2 })
  await (await context.loom.pop(Download))?.finish('one')
  await (await context.loom.pop(Download))?.finish('other')
  await context.untilResolved()
  const claimed = [await context.loom.pop(Resize), await context.loom.pop(Resize)]
  const popped = claimed.find((task) => task?.id === id)
  expect(popped?.dependencies).toEqual({
    source: 'one',
    mirrors: expect.objectContaining({ state: 'FINISHED' }) as object,
  })
  // Three attempts, as the task has.
  await popped?.fail(new Error('not yet'))
  expect(await context.loom.get(id)).toMatchObject({ state: 'CREATED', attempt: 1 })
  for (const task of claimed) if (task !== popped) await task?.finish()
})

/** What a copy has from its task, and how long it lives. */
async function storedAs({ loom }: TestLoom, id: string): Promise<object> {
  const task = await loom.get(id)
  if (task === undefined) throw new Error(`There is no ${id}.`)
  const { name, priority, dependencies, createdAt, expiresAt } = task
  return { name, priority, dependencies, lives: expiresAt.getTime() - createdAt.getTime() }
}

test('a copy stands in the way of no definition of the same name', async () => {
  await using context = await testLoom()
  const first = Download({ url: 'a' })
  await context.loom.push(first)
  const copies = [await pushCopy(context.loom, first.id), await pushCopy(context.loom, first.id)]
  expect(new Set(copies).size).toBe(2)
  await context.loom.push(Download({ url: 'b' }))
  expect((await context.loom.get(Download, copies[0] ?? ''))?.payload).toEqual({ url: 'a' })
  expect(await pushCopy(context.loom, 'f'.repeat(24))).toBeUndefined()
})

test('a payload that its schema refuses fails the copy alone', async () => {
  await using context = await testLoom()
  const node = Download({ url: 'a' })
  await context.loom.push(node)
  await (await context.loom.pop(Download))?.finish('done')
  const id = (await pushCopy(context.loom, node.id, { payload: { url: 1 } })) ?? ''
  expect(await context.loom.pop(Download)).toBeNull()
  expect(await context.loom.get(id)).toMatchObject({ state: 'FAILED', error: { code: 'INVALID_PAYLOAD' } })
  await expect(pushCopy(context.loom, node.id, { payload: { url: () => 1 } })).rejects.toThrow('url')
})

test('what a copy depends on must still be there', async () => {
  await using context = await testLoom()
  const [source, mirror] = [Download({ url: 'a' }), Download({ url: 'b' })]
  const node = Resize({ width: 1 }, { dependsOn: { source, mirrors: [mirror] } })
  await context.loom.push(node)
  await context.loom.delete(mirror)
  await context.untilResolved()
  await expect(pushCopy(context.loom, node.id)).rejects.toThrow(mirror.id)
})
