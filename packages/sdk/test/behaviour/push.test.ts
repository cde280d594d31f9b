import { allOf, anyOf, defineTask, direct, Priority } from '@taskloom/sdk'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { Download, Gallery, Resize, Step } from '../support/definitions.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { sizeFor } from '../support/sizes.ts'
import { isSlow, testLoom } from '../support/test-loom.ts'

test('push: one node becomes a task that is ready, in a DAG of its own', async () => {
  await using context = await testLoom()
  const { loom } = context
  const node = Download({ url: 'a' })
  const dag = await loom.push(node)
  expect(dag.taskIds).toEqual([node.id])
  expect(await dag.counts()).toMatchObject({ CREATED: 1, RUNNING: 0, FINISHED: 0 })
  expect(await loom.get(node)).toMatchObject({
    id: node.id,
    name: 'download',
    dagId: dag.id,
    state: 'CREATED',
    waitingFor: 'worker',
    priority: Priority.MEDIUM,
    payload: { url: 'a' },
    dependencies: [],
    attempt: 0,
    recoveries: 0,
  })
})

test('push: several nodes without dependencies become one DAG', async () => {
  await using context = await testLoom()
  const nodes = [
    Download({ url: 'a' }),
    Download({ url: 'b' }),
    Step({ label: 'c' }, { dependsOn: { before: [] } }),
  ]
  const dag = await context.loom.push(nodes)
  expect(dag.taskIds).toEqual(nodes.map(({ id }) => id))
  expect(await context.loom.find(Download, { dagId: dag.id })).toHaveLength(2)
  expect(await dag.counts()).toMatchObject({ CREATED: 3 })
})

test('push: one node brings everything that it needs along, near and far, each once', async () => {
  await using context = await testLoom()
  const shared = Download({ url: 'shared' })
  const [left, right] = [1, 2].map((width) => Resize({ width }, { dependsOn: { source: shared } }))
  const page = Gallery({ title: 't' }, { dependsOn: { images: [left!, right!], mirror: [shared] } })
  const dag = await context.loom.push(page)
  expect(dag.taskIds.toSorted()).toEqual([shared, left!, right!, page].map(({ id }) => id).toSorted())
  expect(await context.loom.get(page)).toMatchObject({
    waitingFor: 'dependencies',
    dependencies: [
      { group: 'images', id: left!.id },
      { group: 'images', id: right!.id },
      { group: 'mirror', id: shared.id },
    ],
  })
})

test('push: nodes that come along are claimed in the order in which they are named', async () => {
  await using context = await testLoom()
  const sources = ['a', 'b', 'c'].map((url) => Download({ url }))
  const images = sources.map((source, width) => Resize({ width }, { dependsOn: { source } }))
  await context.loom.push(
    Gallery({ title: 't' }, { dependsOn: { images, mirror: [Download({ url: 'd' })] } }),
  )
  const popped = await context.loom.popMany(Download, 10)
  expect(popped.map(({ payload }) => payload.url)).toEqual(['a', 'b', 'c', 'd'])
})

test('push: a node that is given beside the nodes that need it is stored once, in any order', async () => {
  await using context = await testLoom()
  const source = Download({ url: 'a' })
  const image = Resize({ width: 1 }, { dependsOn: { source } })
  const dag = await context.loom.push([image, source, image])
  expect(dag.taskIds.toSorted()).toEqual([source.id, image.id].toSorted())
})

test('push: a dependency inside the push may be given by its id', async () => {
  await using context = await testLoom()
  const source = Download({ url: 'a' })
  const image = Resize({ width: 1 }, { dependsOn: { source: Download.id(source.id) } })
  const dag = await context.loom.push([image, source])
  expect(await context.loom.get(image)).toMatchObject({ waitingFor: 'dependencies' })
  await (await context.loom.pop(Download))?.finish({ path: 'p' })
  await context.untilResolved()
  await (await context.loom.pop(Resize))?.finish({ path: 'q', width: 1 })
  expect(await dag.finished()).toMatchObject({ outcome: 'FINISHED', counts: { FINISHED: 2 } })
})

test('push: the handle of a DAG counts by state and resolves when the last task has settled', async () => {
  await using context = await testLoom()
  const { loom } = context
  const source = Download({ url: 'a' })
  const image = Resize({ width: 1 }, { dependsOn: { source } })
  const dag = await loom.push(image)
  let isFinished = false
  const finished = dag.finished().then((result) => {
    isFinished = true
    return result
  })
  const download = await loom.pop(Download)
  expect(await dag.counts()).toEqual({
    CREATED: 1,
    RUNNING: 1,
    FINISHED: 0,
    FAILED: 0,
    CANCELLED: 0,
    SKIPPED: 0,
    EXPIRED: 0,
  })
  await download?.finish({ path: 'p' })
  await context.untilResolved()
  const resize = await loom.pop(Resize)
  expect(isFinished).toBe(false)
  await resize?.finish({ path: 'p', width: 1 })
  expect(await finished).toMatchObject({ outcome: 'FINISHED', counts: { FINISHED: 2 } })
  expect(await loom.dag(dag.id).finished()).toMatchObject({ outcome: 'FINISHED', counts: { FINISHED: 2 } })
})

test('push: waiting for a DAG ends with its signal, and an unknown DAG is said to be unknown', async () => {
  await using context = await testLoom()
  const dag = await context.loom.push(Download({ url: 'a' }))
  const controller = new AbortController()
  const waiting = dag.finished({ signal: controller.signal })
  controller.abort(new Error('enough'))
  await expect(waiting).rejects.toThrow('enough')
  await expect(context.loom.dag('0'.repeat(24)).finished()).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' })
})

test('push: pushing again is a no-op that gives the same DAG, whatever became of the tasks', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const { loom } = context
  const source = Download({ url: 'a' })
  const image = Resize({ width: 1 }, { dependsOn: { source } })
  const dag = await loom.push([source, image])
  await (await loom.pop(Download))?.finish({ path: 'p' })
  await context.untilResolved()
  const before = await raw.tasks.find().toArray()
  for (const given of [[source, image], image, source, [source]]) {
    const again = await loom.push(given)
    expect(again.id).toBe(dag.id)
    expect(again.taskIds).toEqual([])
  }
  expect(await raw.tasks.find().toArray()).toEqual(before)
})

test('push: pushing again does not bring a deleted task back', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const { loom } = context
  const [single, source] = [Download({ url: 'single' }), Download({ url: 'a' })]
  const image = Resize({ width: 1 }, { dependsOn: { source } })
  await loom.push(single)
  await loom.push(image)
  for (const node of [single, image, source]) expect(await loom.delete(node)).toBe(true)
  await loom.push(single)
  await loom.push([image, source])
  expect(await raw.tasks.countDocuments()).toBe(0)
})

test('push: pushing again does not bring a task back that was purged', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const [single, source] = [Download({ url: 'single' }), Download({ url: 'a' })]
  const image = Resize({ width: 1 }, { dependsOn: { source } })
  const first = [await context.loom.push(single), await context.loom.push(image)]
  await raw.tasks.deleteMany({})
  const again = [await context.loom.push(single), await context.loom.push([image, source])]
  expect(again.map(({ id }) => id)).toEqual(first.map(({ id }) => id))
  expect(await raw.tasks.countDocuments()).toBe(0)
})

test('push: a node that was pushed elsewhere is new to another database', async () => {
  await using one = await testLoom()
  await using other = await testLoom()
  const source = Download({ url: 'a' })
  const image = Resize({ width: 1 }, { dependsOn: { source } })
  await one.loom.push(image)
  expect((await other.loom.push(image)).taskIds).toHaveLength(2)
  expect(await other.loom.count(Resize)).toBe(1)
})

test('push: a graph of which a part was pushed before stores the rest and depends on that part', async () => {
  await using context = await testLoom()
  const { loom } = context
  const source = Download({ url: 'a' })
  await loom.push(source)
  const image = Resize({ width: 1 }, { dependsOn: { source } })
  const dag = await loom.push([source, image])
  expect(dag.taskIds).toEqual([image.id])
  expect(await loom.get(source)).toMatchObject({ dagId: source.id })
  await (await loom.pop(Download))?.finish({ path: 'p' })
  await context.untilResolved()
  expect((await loom.pop(Resize))?.dependencies).toEqual({ source: { path: 'p' } })
})

test('push: large graphs go in by chunks, with progress, and come out whole and in order', async () => {
  const size = sizeFor('a push', { full: 50_000, fast: 5_000, slow: 2_500 })
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const nodes = Array.from({ length: size }, (_, index) => Download({ url: String(index) }))
  const progress: number[] = []
  const dag = await context.loom.push(nodes, {
    onProgress: ({ stored, total }) => {
      expect(total).toBe(size)
      progress.push(stored)
    },
  })
  expect(progress).toEqual(
    Array.from({ length: Math.ceil(size / 1_000) }, (_, n) => Math.min(size, (n + 1) * 1_000)),
  )
  expect(dag.taskIds).toHaveLength(size)
  expect(await dag.counts()).toMatchObject({ CREATED: size })
  expect(await raw.tasks.countDocuments({ ready: true })).toBe(size)
  const popped = await context.loom.popMany(Download, 50)
  expect(popped.map(({ payload }) => payload.url)).toEqual(
    nodes.slice(0, 50).map((_, index) => String(index)),
  )
})

test('push: a deep chain goes in as one DAG, only its first link ready', async () => {
  const depth = isSlow ? 1_000 : 5_000
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  let last = Step({ label: '0' }, { dependsOn: { before: [] } })
  const first = last
  for (let index = 1; index < depth; index += 1)
    last = Step({ label: String(index) }, { dependsOn: { before: [last] } })
  const dag = await context.loom.push(last)
  expect(dag.taskIds).toHaveLength(depth)
  expect(await raw.tasks.countDocuments({ blocked: true })).toBe(depth - 1)
  expect((await context.loom.popMany(Step, 5)).map(({ id }) => id)).toEqual([first.id])
})

test('push: groups and edges are stored with the DAG of each dependency', async () => {
  const Mixed = defineTask({
    name: 'mixed',
    schema: z.null(),
    dependsOn: { one: direct(Download), many: allOf(Download), any: anyOf(Download) },
  })
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const [earlier, inside] = [Download({ url: 'a' }), Download({ url: 'b' })]
  await context.loom.push(earlier)
  const node = Mixed(null, { dependsOn: { one: earlier, many: [inside, earlier], any: [inside] } })
  const dag = await context.loom.push(node)
  expect((await raw.task(node.id)).dependencies).toEqual([
    { group: 'one', id: earlier.id, dagId: earlier.id },
    { group: 'many', id: inside.id, dagId: dag.id },
    { group: 'many', id: earlier.id, dagId: earlier.id },
    { group: 'any', id: inside.id, dagId: dag.id },
  ])
})
