import { openInspection, type Inspection } from '@taskloom/sdk/inspect'
import { expect, test } from 'vitest'

import { deferred } from '../support/deferred.ts'
import { Download, Resize } from '../support/definitions.ts'
import { watchedInspection } from '../support/find-plans.ts'
import { livedDag } from '../support/lived-dag.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom } from '../support/test-loom.ts'

type Context = Awaited<ReturnType<typeof testLoom>>

test('inspection: what the overview, types, workers and search say', async () => {
  await using context = await testLoom()
  const { dagId, ids } = await livedDag(context)
  const inspection = openInspection(context.loom)
  const stats = await inspection.stats()
  expect(stats).toMatchObject({
    counts: { ready: 2, blocked: 1, finished: 1, failed: 1, 'failed-upstream': 1 },
    dags: { running: { count: 1, isCapped: false }, failed: { count: 0 } },
    withoutWorker: [
      { name: 'download', ready: { count: 1 } },
      { name: 'resize', ready: { count: 1 } },
    ],
    errors: [
      { fingerprint: 'DO_NOT_RETRY: The host # is gone.', count: { count: 1 }, exampleId: ids['broken'] },
    ],
    leaseRanOut: { count: 0 },
  })
  expect(stats.oldestReadyAt).toBeLessThanOrEqual(stats.at)
  // It is shared: who asks right after gets the same answer.
  expect(await inspection.stats()).toBe(stats)
  expect(await inspection.types()).toMatchObject([
    { name: 'download', isPaused: false, counts: { ready: 1, finished: 1, failed: 1 }, workers: 0 },
    { name: 'resize', counts: { ready: 1, blocked: 1, 'failed-upstream': 1 } },
  ])
  expect(await inspection.search(ids['small']!)).toMatchObject([
    { kind: 'task', id: ids['small'], detail: 'ready' },
  ])
  expect(await inspection.search(dagId)).toMatchObject([{ kind: 'dag', id: dagId }])
  expect(await inspection.search('RESI')).toMatchObject([{ kind: 'type', id: 'resize' }])
  expect(await inspection.search('.*')).toEqual([])
  await runsNamed(context, inspection)
})

test('inspection: too many tasks are not counted without the indexes of the inspector, and it is said', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const one = { dagId: 'd', name: 'download', state: 'CREATED', ready: true, open: true, priority: 2 }
  const at = { createdAt: new Date(), updatedAt: new Date(), expiresAt: new Date(Date.now() + 3_600_000) }
  const documents = Array.from({ length: 20_001 }, (_, place) => ({ _id: `t${place}`, ...one, ...at }))
  await raw.db.collection<{ _id: string }>('tasks').insertMany(documents)
  // A slow server needs longer for them than an inspection waits.
  const options = { maxTimeMS: 60_000 }
  const inspection = openInspection(context.loom, options)
  expect(await inspection.stats()).toMatchObject({ needsIndexes: true, counts: {}, errors: [] })
  expect(await inspection.types()).toMatchObject([{ name: 'download', needsIndexes: true, counts: {} }])
  await inspection.createIndexes()
  const counted = openInspection(context.loom, options)
  expect(await counted.stats()).toMatchObject({ needsIndexes: false, counts: { ready: 20_001 } })
  expect(await counted.types()).toMatchObject([
    { name: 'download', needsIndexes: false, counts: { ready: 10_000 } },
  ])
})

test('inspection: among many tasks, names without an index are taken from where they are known', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const node = Resize({ width: 1 }, { dependsOn: { source: Download({ url: 'https://a' }) } })
  await context.loom.push(node)
  await context.loom.pause('upload')
  const filler = Array.from({ length: 10_001 }, (_, place) => ({ _id: `t${place}`, state: 'FINISHED' }))
  await raw.db.collection<{ _id: string; state: string }>('tasks').insertMany(filler)
  await using watched = await watchedInspection(context.database)
  const { inspection } = watched
  const { commands } = await watched.explain(() => inspection.stats())
  expect(commands).not.toContain('distinct tasks')
  expect(await inspection.stats()).toMatchObject({ withoutWorker: [{ name: 'download' }] })
  expect((await inspection.types()).map(({ name }) => name)).toEqual(['download', 'upload'])
  const { checks } = await inspection.health()
  expect(checks.find(({ name }) => name === 'workers')?.text).toBe('Ready tasks have no worker: download.')
  // Which definitions there are does not matter where tasks are named.
  const blocked = await inspection.tasks({ selection: { ids: [node.id], views: ['blocked'] } })
  expect(blocked.items.map(({ id }) => id)).toEqual([node.id])
  await expect(inspection.tasks({ selection: { views: ['failed'] } })).rejects.toMatchObject({
    code: 'SORT_NOT_OFFERED',
  })
})

test('inspection: of many idle types, the one with ready tasks and no worker is named', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  await context.loom.push(Resize({ width: 1 }, { dependsOn: { source: Download({ url: 'https://a' }) } }))
  await (await context.loom.pop(Download))?.finish({ path: 'a' })
  await context.untilResolved()
  const idle = Array.from({ length: 21 }, (_, place) => ({ _id: `i${place}`, name: `idle-${place}` }))
  await raw.db.collection<{ _id: string }>('tasks').insertMany(idle)
  const { withoutWorker } = await openInspection(context.loom).stats()
  expect(withoutWorker).toEqual([{ name: 'resize', ready: { count: 1, isCapped: false } }])
})

test('inspection: a check of health that breaks leaves the others alone', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  await context.loom.push(Download({ url: 'https://a' }))
  const odd = { blocked: true, open: true, expiresAt: new Date(Date.now() + 3_600_000) }
  await raw.tasks.insertOne({ _id: 'odd', ...odd, updatedAt: new Date(0) } as never)
  const { checks } = await openInspection(context.loom).health()
  expect(checks.find(({ name }) => name === 'dependencies')).toMatchObject({
    severity: 'warning',
    text: expect.stringContaining('This could not be looked at: ') as string,
  })
  expect(checks.find(({ name }) => name === 'leases')).toMatchObject({ severity: 'ok' })
})

async function runsNamed({ loom }: Context, inspection: Inspection): Promise<void> {
  const release = deferred()
  const started = deferred()
  const worker = loom.worker([
    Resize.handle(async () => {
      started.resolve()
      await release.promise
      return { path: 'x', width: 1 }
    }),
  ])
  const running = worker.run()
  await started.promise
  expect(await inspection.workers()).toMatchObject([
    { names: ['resize'], isSilent: false, tasks: [{ name: 'resize', priority: 2 }] },
  ])
  release.resolve()
  await worker.stop()
  await running
}

test('inspection: health says what is wrong and how to put it right, and how long reads took', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  await livedDag(context)
  const inspection = openInspection(context.loom)
  await inspection.tasks({})
  const before = await inspection.health()
  const severities = Object.fromEntries(before.checks.map(({ name, severity }) => [name, severity]))
  expect(severities).toMatchObject({
    indexes: 'ok',
    'list indexes': 'warning',
    leases: 'ok',
    workers: 'warning',
  })
  expect(before.queries).toMatchObject([{ name: 'task list', count: 1 }])
  await inspection.createIndexes()
  await raw.tasks.dropIndex('hot')
  await raw.tasks.updateMany({}, { $set: { updatedAt: new Date(0) } })
  await raw.tasks.deleteMany({ name: 'download', state: 'CREATED' })
  await raw.tasks.insertOne({
    ...(await raw.tasks.findOne({ state: 'FINISHED' }))!,
    _id: 'stuck',
    state: 'RUNNING',
    lease: { token: 't', owner: 'o', until: new Date(0) },
  })
  const after = await inspection.health()
  expect(after.checks.find(({ name }) => name === 'list indexes')).toMatchObject({ severity: 'ok' })
  const wrong = after.checks.filter(({ severity }) => severity === 'error')
  expect(wrong.map(({ name }) => name)).toEqual(['indexes', 'leases', 'dependencies'])
  expect(wrong.every(({ fix }) => fix !== undefined)).toBe(true)
  expect(after.indexes.find(({ name }) => name === 'hot')).toMatchObject({
    state: 'missing',
    isOptional: false,
  })
  expect(after.indexes.find(({ name }) => name === 'inspect-failed')).toMatchObject({
    state: 'present',
    isOptional: true,
  })
})

test('inspection: every read says who it is, and may not take long', async () => {
  await using context = await testLoom()
  const { dagId, ids } = await livedDag(context)
  await using watched = await watchedInspection(context.database)
  const { inspection } = watched
  watched.unmarked()
  await inspection.tasks({ selection: { errorText: 'DO' } })
  await inspection.countTasks({})
  await inspection.countTypes({})
  await inspection.countTypes({ dagId })
  await inspection.taskFigures({})
  await inspection.taskFigures({ ids: [ids['never']!] })
  await inspection.task(ids['never']!)
  await inspection.taskRows([ids['never']!])
  await inspection.taskIds({ dagId }, { limit: 10 })
  await inspection.taskValues([ids['never']!])
  await inspection.taskEvents(ids['never']!)
  await inspection.neighbours(ids['source']!, { up: 1, down: 1 })
  await inspection.dags({})
  await inspection.dag(dagId)
  await inspection.dagVersion(dagId)
  await inspection.dagGraph(dagId, { limit: 10 })
  await inspection.dagTimeline(dagId)
  await inspection.search(dagId)
  await inspection.stats()
  await inspection.series({ window: '1h' })
  await inspection.types()
  await inspection.workers()
  await inspection.health()
  expect(watched.unmarked()).toEqual([])
})

test('inspection: figures say from when they are, also of a definition that was unknown a moment ago', async () => {
  await using context = await testLoom()
  const inspection = openInspection(context.loom)
  // What definitions there are is remembered for a while.
  await inspection.tasks({})
  const pushedAt = inspection.now()
  await context.loom.push(Download({ url: 'https://example.org' }))
  const { counts, at } = await inspection.stats()
  expect(counts.ready === 1 || at < pushedAt).toBe(true)
})
