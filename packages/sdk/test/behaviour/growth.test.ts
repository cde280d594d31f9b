import { defineTask, direct } from '@taskloom/sdk'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { Crawl, crawling, Index, nextAttempt, Page } from '../support/crawling.ts'
import { Keep } from '../support/definitions.ts'
import { containing } from '../support/matchers.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom } from '../support/test-loom.ts'

test('growth: what a task pushes is part of its DAG, runs at once, and comes with all that it needs', async () => {
  await using context = await testLoom()
  const { dag, task } = await crawling(context)
  const pages = ['a', 'b'].map((url) => Page({ url }))
  const reference = await task.push(Index({}, { dependsOn: { pages } }))
  expect(reference).toMatchObject({ name: 'index' })
  expect(await dag.counts()).toMatchObject({ CREATED: 3, RUNNING: 1 })

  const claimed = await context.loom.popMany(Page, 5)
  expect(claimed.map(({ payload }) => payload.url)).toEqual(['a', 'b'])
  for (const page of claimed) await page.finish(page.payload.url)
  await context.untilResolved()
  const index = await context.loom.pop(Index)
  expect(index).toMatchObject({ id: reference.id, dependencies: { pages: ['a', 'b'] } })
  await index?.finish(2)
  await task.finish()
  expect(await dag.finished()).toMatchObject({ outcome: 'FINISHED', counts: { FINISHED: 4 } })
})

test('growth: `finished` waits for what was pushed, although the task itself has ended', async () => {
  await using context = await testLoom()
  const { dag, task } = await crawling(context)
  await task.push(Page({ url: 'a' }))
  await task.finish()
  const finished = dag.finished()
  await expect(Promise.race([finished, context.untilResolved()])).resolves.toBeUndefined()
  await (await context.loom.pop(Page))?.fail(new Error('not there'))
  expect(await finished).toMatchObject({ outcome: 'FAILED', counts: { FINISHED: 1, FAILED: 1 } })
})

test.for([true, false])(
  'growth: the record of the DAG says how it ended (the task ends last: %s)',
  async (endsLast) => {
    await using context = await testLoom()
    await using raw = await rawDatabase(context)
    const { dag, task } = await crawling(context)
    await task.push(Page({ url: 'a' }))
    const page = await context.loom.pop(Page)
    await (endsLast ? page?.finish('a') : task.finish())
    await (endsLast ? task.finish() : page?.finish('a'))
    await context.untilResolved()
    expect(await raw.db.collection<{ _id: string }>('dags').findOne({ _id: dag.id })).toMatchObject({
      taskCount: 2,
      outcome: 'FINISHED',
      counts: { FINISHED: 2 },
    })
  },
)

test('growth: another attempt means the same tasks, whether they have ended or not', async () => {
  await using context = await testLoom()
  const { dag, task } = await crawling(context)
  const first = await task.push([Page({ url: 'a' }), Page({ url: 'b' })])
  await (await context.loom.pop(Page))?.finish('a')
  const again = await nextAttempt(context, task)
  const second = await again.push([Page({ url: 'a' }), Page({ url: 'b' })])
  expect(second).toEqual(first)
  const third = await again.push(Page({ url: 'c' }))
  await again.finish()
  expect(await dag.counts()).toMatchObject({ FINISHED: 2, CREATED: 2 })
  expect(await context.loom.get(third)).toMatchObject({ payload: { url: 'c' } })
})

test('growth: pushes are told apart by their number, or by their key', async () => {
  await using context = await testLoom()
  const { dag, task } = await crawling(context)
  const [one, two] = [await task.push(Page({ url: 'one' })), await task.push(Page({ url: 'two' }))]
  const keyed = await task.push(Page({ url: 'keyed' }), { key: 'keyed' })
  expect(await task.push(Page({ url: 'keyed again' }), { key: 'keyed' })).toEqual(keyed)
  const again = await nextAttempt(context, task)
  expect(await again.push(Page({ url: 'keyed' }), { key: 'keyed' })).toEqual(keyed)
  expect(await again.push(Page({ url: 'one' }))).toEqual(one)
  expect(await again.push(Page({ url: 'two' }))).toEqual(two)
  expect(await dag.counts()).toMatchObject({ CREATED: 3 })
})

test('growth: something else under the key of an earlier push is refused', async () => {
  await using context = await testLoom()
  const { dag, task } = await crawling(context)
  await task.push(Page({ url: 'a' }), { key: 'pages' })
  await expect(task.push([Page({ url: 'a' }), Page({ url: 'b' })], { key: 'pages' })).rejects.toMatchObject({
    code: 'INVALID_OPTION',
    message: containing('1 of `page`, and now 2 of `page`'),
    details: { key: 'pages' },
  })
  const again = await nextAttempt(context, task)
  await expect(again.push(Index({}, { dependsOn: { pages: [] } }), { key: 'pages' })).rejects.toMatchObject({
    code: 'INVALID_OPTION',
  })
  expect(await dag.counts()).toMatchObject({ CREATED: 1, RUNNING: 1 })
})

test('growth: two tasks that push under the same key do not mean the same tasks', async () => {
  await using context = await testLoom()
  const tasks = [await crawling(context), await crawling(context)].map(({ task }) => task)
  const [one, other] = await Promise.all(tasks.map((task) => task.push(Page({ url: 'a' }), { key: 'a' })))
  expect(one?.id).not.toBe(other?.id)
  expect(await context.loom.count(Page)).toBe(2)
})

test('growth: a task that was pushed before, or has a chosen id, is not pushed again', async () => {
  await using context = await testLoom()
  const { loom } = context
  const shared = Page({ url: 'shared' })
  await loom.push(shared)
  const tasks = [await crawling(context), await crawling(context)]
  for (const { task } of tasks) {
    const references = await task.push([
      shared,
      Page({ url: 'chosen' }, { id: 'page-1' }),
      Page({ url: 'own' }),
    ])
    expect(references.slice(0, 2).map(({ id }) => id)).toEqual([shared.id, 'page-1'])
  }
  expect(await loom.count(Page)).toBe(4)
  expect(await tasks[0]?.dag.counts()).toMatchObject({ CREATED: 2, RUNNING: 1 })
})

test('growth: a reference, or the node itself, is a dependency of what is pushed later, by whomever', async () => {
  await using context = await testLoom()
  const { loom } = context
  const { task } = await crawling(context)
  const page = Page({ url: 'a' })
  const early = Index({}, { dependsOn: { pages: [page] } })
  const reference = await task.push(page)
  await task.push(Index({}, { dependsOn: { pages: [reference] } }))
  await loom.push(early)
  expect(await loom.get(page)).toMatchObject({ id: reference.id })
  await (await loom.pop(Page))?.finish('a')
  await context.untilResolved()
  expect(await loom.popMany(Index, 5)).toHaveLength(2)
})

test('growth: a child may wait for the task that pushes it', async () => {
  await using context = await testLoom()
  const Parent = defineTask({ name: 'parent', schema: z.object({}), result: z.string() })
  const Child = defineTask({ name: 'child', schema: z.object({}), dependsOn: { parent: direct(Parent) } })
  await context.loom.push(Parent({}))
  const parent = await context.loom.pop(Parent)
  await parent?.push(Child({}, { dependsOn: { parent: Parent.id(parent.id) } }))
  expect(await context.loom.pop(Child)).toBeNull()
  await parent?.finish('done')
  await context.untilResolved()
  expect(await context.loom.pop(Child)).toMatchObject({ dependencies: { parent: 'done' } })
})

test('growth: in a handler, with `push` taken apart, and without waiting for it', async () => {
  await using context = await testLoom()
  const worker = context.loom.worker([
    Crawl.handle(({ push }) => void push([Page({ url: 'a' }), Page({ url: 'b' })])),
    Page.handle(({ payload }) => payload.url),
  ])
  const running = worker.run()
  const dag = await context.loom.push(Crawl({}))
  expect(await dag.finished()).toMatchObject({ counts: { FINISHED: 3 } })
  await worker.stop()
  await running
})

test('growth: an empty list pushes nothing', async () => {
  await using context = await testLoom()
  const { dag, task } = await crawling(context)
  expect(await task.push([])).toEqual([])
  expect(await dag.counts()).toMatchObject({ CREATED: 0, RUNNING: 1 })
})

test('growth: a large growth is staged in chunks, with large payloads beside it', async () => {
  await using context = await testLoom()
  const { dag, task } = await crawling(context)
  const large = Keep('x'.repeat(10_000))
  await task.push([...Array.from({ length: 1_100 }, (_, number) => Page({ url: String(number) })), large])
  expect(await dag.counts()).toMatchObject({ CREATED: 1_101 })
  expect((await context.loom.pop(Keep))?.payload).toBe('x'.repeat(10_000))
})

function refusal(message: string): object {
  return { code: 'INVALID_OPTION', message: containing(message) }
}

test('growth: a misspelt option, a key that is none, and what is no node are refused', async () => {
  await using context = await testLoom()
  const { task } = await crawling(context)
  const push = task.push as unknown as (nodes: unknown, options?: unknown) => Promise<unknown>
  await expect(push(Page({ url: 'a' }), { kee: 'a' })).rejects.toMatchObject(refusal('`key`'))
  await expect(push(Page({ url: 'a' }), { key: 7 })).rejects.toMatchObject(
    refusal('the same in every attempt'),
  )
  await expect(push('page')).rejects.toMatchObject(refusal('made by calling a definition'))
  expect(await context.loom.count(Page)).toBe(0)
})
