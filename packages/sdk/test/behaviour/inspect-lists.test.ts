import { openInspection, viewStates, type Inspection, type TaskRow } from '@taskloom/sdk/inspect'
import { expect, test } from 'vitest'

import type { TaskDocument } from '../../src/document/task-document.ts'
import { viewStateOf } from '../../src/document/view-state.ts'
import { Download } from '../support/definitions.ts'
import { inspectedTask, inspectedTasks } from '../support/inspected-tasks.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom } from '../support/test-loom.ts'
import { walkList } from '../support/walk-list.ts'

const start = new Date(Date.now() - 1_000_000)

async function stocked(count: number): Promise<{
  inspection: Inspection
  context: Awaited<ReturnType<typeof testLoom>>
  raw: Awaited<ReturnType<typeof rawDatabase>>
  stored: TaskDocument[]
}> {
  const context = await testLoom()
  const raw = await rawDatabase(context)
  const stored = inspectedTasks(count, start)
  await raw.tasks.insertMany(stored)
  const inspection = openInspection(context.loom)
  await inspection.createIndexes()
  return { inspection, context, raw, stored }
}

function latestFirst(rows: readonly TaskRow[]): string[] {
  return rows
    .toSorted((one, other) => other.updatedAt - one.updatedAt || (one.id < other.id ? 1 : -1))
    .map(({ id }) => id)
}

test('task list: pages in both directions hold every task once, in order, for every view and sort', async () => {
  const { inspection, context, raw, stored } = await stocked(300)
  await using _loom = context
  await using _raw = raw
  for (const view of [undefined, ...viewStates]) {
    const selection = view === undefined ? {} : { views: [view] }
    const expected = stored.filter((task) => view === undefined || viewStateOf(task, new Set()) === view)
    const { there, back } = await walkList(inspection, { selection, limit: 7, sort: '-updated' })
    expect(there.map(({ id }) => id)).toEqual(latestFirst(there))
    expect(there.map(({ id }) => id).toSorted()).toEqual(expected.map(({ _id }) => _id))
    expect(back).toEqual(there)
    expect(there.every((row) => view === undefined || row.view === view)).toBe(true)
  }
})

test('task list: several states, types and priorities together are merged in order', async () => {
  const { inspection, context, raw, stored } = await stocked(300)
  await using _loom = context
  await using _raw = raw
  const selection = {
    views: ['failed', 'ready', 'finished', 'blocked'],
    names: ['resize', 'gallery'],
    priorities: [2, 3],
  } as const
  const { there, back } = await walkList(inspection, { selection, limit: 10 })
  const expected = stored.filter(
    (task) =>
      selection.views.some((view) => view === viewStateOf(task, new Set())) &&
      selection.names.some((name) => name === task.name) &&
      task.priority >= 2,
  )
  expect(expected.length).toBeGreaterThan(30)
  expect(there.map(({ id }) => id).toSorted()).toEqual(expected.map(({ _id }) => _id).toSorted())
  expect(there.map(({ updatedAt }) => updatedAt)).toEqual(
    there.map(({ updatedAt }) => updatedAt).toSorted((one, other) => other - one),
  )
  expect(back).toEqual(there)
})

test('task list: by age, by expiry, in the order of claims, of a DAG, of one error, by ids', async () => {
  const { inspection, context, raw, stored } = await stocked(240)
  await using _loom = context
  await using _raw = raw
  const byAge = await walkList(inspection, { sort: 'created', limit: 25, selection: { names: ['resize'] } })
  expect(byAge.there.map(({ id }) => id)).toEqual(
    stored.filter(({ name }) => name === 'resize').map(({ _id }) => _id),
  )
  expect(byAge.back).toEqual(byAge.there)
  const byExpiry = await walkList(inspection, { sort: 'expires', limit: 25 })
  expect(byExpiry.there.map(({ id }) => id)).toEqual(stored.filter(({ open }) => open).map(({ _id }) => _id))
  const claims = await walkList(inspection, {
    sort: 'priority',
    limit: 3,
    selection: { names: ['download'], views: ['ready'] },
  })
  const ready = stored.filter((task) => task.ready && task.name === 'download')
  expect(claims.there.map(({ id }) => id)).toEqual(
    ready
      .toSorted((one, other) => other.priority - one.priority || one.ordinal - other.ordinal)
      .map(({ _id }) => _id),
  )
  expect(claims.back).toEqual(claims.there)
  const dag = await walkList(inspection, {
    selection: { dagId: 'dag-3', views: ['failed', 'ready'] },
    limit: 2,
  })
  expect(dag.there.map(({ id }) => id).toSorted()).toEqual(
    stored
      .filter((task) => task.dagId === 'dag-3' && ['failed', 'ready'].includes(viewStateOf(task, new Set())))
      .map(({ _id }) => _id),
  )
  const errors = await walkList(inspection, { selection: { errorText: 'it BROKE' }, limit: 7 })
  expect(errors.there).toHaveLength(20)
  const ofType = await walkList(inspection, { selection: { errorText: 'CONN', names: ['resize'] }, limit: 3 })
  expect(ofType.there).toEqual(errors.there.filter(({ name }) => name === 'resize'))
  expect(ofType.there.length).toBeGreaterThan(0)
  expect((await inspection.tasks({ selection: { errorText: 'EC.N' } })).items).toEqual([])
  const { id: deleted } = errors.there[0]!
  await raw.tasks.updateOne({ _id: deleted }, { $set: { state: 'DELETED' } })
  const visible = await walkList(inspection, { selection: { errorText: 'it BROKE' }, limit: 7 })
  expect(visible.there.map(({ id }) => id)).toEqual(errors.there.slice(1).map(({ id }) => id))
  const ids = ['task-0000003', 'task-0000001', 'nothing']
  expect((await inspection.tasks({ selection: { ids } })).items.map(({ id }) => id).toSorted()).toEqual([
    'task-0000001',
    'task-0000003',
  ])
})

test('task list: tasks of a paused definition are paused, in lists and in counts', async () => {
  const { inspection, context, raw, stored } = await stocked(120)
  await using _loom = context
  await using _raw = raw
  await context.loom.pause(Download)
  const fresh = openInspection(context.loom)
  const paused = await walkList(fresh, { selection: { views: ['paused'] }, limit: 3 })
  const names = new Set(['download'])
  const expected = stored.filter((task) => viewStateOf(task, names) === 'paused')
  expect(paused.there.map(({ id }) => id).toSorted()).toEqual(expected.map(({ _id }) => _id))
  const { counts, total } = await fresh.countTasks({})
  expect(counts.paused).toBe(expected.length)
  expect(total).toEqual({ count: 120, isCapped: false })
  expect((await inspection.countTasks({ views: ['failed'], names: ['resize'] })).counts).toEqual({
    failed:
      stored.filter((task) => viewStateOf(task, names) === 'failed' && task.name === 'resize').length ||
      undefined,
  })
})

test.each([
  { sort: '-updated', way: 'next', moves: 'behind the reader' },
  { sort: '-updated', way: 'previous', moves: 'before the reader' },
  { sort: 'updated', way: 'next', moves: 'before the reader' },
  { sort: 'updated', way: 'previous', moves: 'behind the reader' },
  { sort: '-created', way: 'next', moves: 'not at all' },
  { sort: 'created', way: 'previous', moves: 'not at all' },
] as const)(
  'task list: under writes, by $sort to the $way page: none is twice on one, none that did not change is left out',
  async ({ sort, way, moves }) => {
    const { inspection, context, raw, stored } = await stocked(200)
    await using _loom = context
    await using _raw = raw
    const pages: string[][] = []
    const touched = new Set<string>()
    const read = (cursor?: string) =>
      inspection.tasks({ limit: 20, sort, ...(cursor === undefined ? {} : { cursor }) })
    let page = await read()
    if (way === 'previous') while (page.next !== undefined) page = await read(page.next)
    for (let round = 0; ; round += 1) {
      pages.push(page.items.map(({ id }) => id))
      const cursor = page[way]
      if (cursor === undefined) break
      const changed = stored.filter((_, number) => number % 40 === round).map(({ _id }) => _id)
      for (const id of changed) touched.add(id)
      await raw.tasks.updateMany({ _id: { $in: changed } }, { $currentDate: { updatedAt: true } })
      await raw.tasks.insertMany([inspectedTask('ready', 1_000 + round, { start, updatedAt: new Date() })])
      page = await read(cursor)
    }
    for (const ids of pages) expect(ids).toHaveLength(new Set(ids).size)
    const seen = pages.flat().filter((id) => moves !== 'before the reader' || !touched.has(id))
    expect(seen).toHaveLength(new Set(seen).size)
    const unchanged = stored.map(({ _id }) => _id).filter((id) => !touched.has(id))
    expect(unchanged.filter((id) => !seen.includes(id))).toEqual([])
  },
)

test('task list: hundreds of tasks that changed in the same moment are each on one page, there and back', async () => {
  const { inspection, context, raw } = await stocked(10)
  await using _loom = context
  await using _raw = raw
  const updatedAt = new Date(start.getTime() - 1_000)
  await raw.tasks.insertMany(
    Array.from({ length: 500 }, (_, number) => inspectedTask('ready', 100 + number, { start, updatedAt })),
  )
  const { there, back } = await walkList(inspection, { selection: { views: ['ready'] }, limit: 50 })
  expect(new Set(there.map(({ id }) => id)).size).toBe(501)
  expect(back).toEqual(there)
})

test.each([
  ['nonsense', 'not a cursor'],
  ['an object', Buffer.from('{"$gt":""}').toString('base64url')],
  ['an operator', Buffer.from('[1,"x",1,{"$gt":""},"a"]').toString('base64url')],
  ['too long', Buffer.from('[1,"x",1,{"t":1},"a","b"]').toString('base64url')],
  ['a time beyond all times', Buffer.from('[1,"x",1,{"t":1e300},"a"]').toString('base64url')],
])('task list: a cursor that is %s is refused by name', async (_, cursor) => {
  const { inspection, context, raw } = await stocked(10)
  await using _loom = context
  await using _raw = raw
  await expect(inspection.tasks({ cursor })).rejects.toMatchObject({ code: 'INVALID_CURSOR' })
})

test('task list: a cursor of another sort or filter is refused, and so is a limit beyond 200', async () => {
  const { inspection, context, raw } = await stocked(60)
  await using _loom = context
  await using _raw = raw
  const { next } = await inspection.tasks({ limit: 5, sort: '-created' })
  if (next === undefined) throw new Error('There is one page alone.')
  for (const query of [
    { sort: 'created' },
    { sort: '-updated' },
    { sort: '-created', selection: { names: ['resize'] } },
  ] as const)
    await expect(inspection.tasks({ ...query, cursor: next })).rejects.toMatchObject({
      code: 'INVALID_CURSOR',
    })
  await expect(inspection.tasks({ limit: 201 })).rejects.toMatchObject({ code: 'INVALID_OPTION' })
})

test('task list: what no index serves is not offered, and it is said why', async () => {
  const { inspection, context, raw } = await stocked(20)
  await using _loom = context
  await using _raw = raw
  const offers = await inspection.offeredSorts({ views: ['failed'] })
  expect(offers.filter(({ isOffered }) => isOffered).map(({ name }) => name)).toEqual(['-updated', 'updated'])
  expect(offers.find(({ name }) => name === 'created')?.reason).toBe('No index has it together with a state.')
  await expect(inspection.tasks({ sort: 'created', selection: { views: ['failed'] } })).rejects.toMatchObject(
    {
      code: 'SORT_NOT_OFFERED',
    },
  )
})
