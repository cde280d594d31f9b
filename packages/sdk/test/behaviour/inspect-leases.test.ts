import { openInspection, type Inspection, type TaskSelection } from '@taskloom/sdk/inspect'
import { expect, test } from 'vitest'

import { inspectedTasks } from '../support/inspected-tasks.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom } from '../support/test-loom.ts'
import { walkList } from '../support/walk-list.ts'

const start = new Date(Date.now() - 1_000_000)

/** Twenty that run, of which twelve were claimed at once by a worker that is lost. */
async function withLost(context: Awaited<ReturnType<typeof testLoom>>): Promise<{
  readonly inspection: Inspection
  readonly lost: string[]
  readonly running: string[]
}> {
  await using raw = await rawDatabase(context)
  const stored = inspectedTasks(240, start)
  await raw.tasks.insertMany(stored)
  const running = stored.filter(({ state }) => state === 'RUNNING').map(({ _id }) => _id)
  const lost = running.slice(0, 12)
  await raw.tasks.updateMany({ _id: { $in: lost } }, { $set: { 'lease.until': start } })
  const inspection = openInspection(context.loom)
  await inspection.createIndexes()
  return { inspection, lost, running }
}

test('task list: leases that ran out, as many as the figure says, also where they ended at one moment', async () => {
  await using context = await testLoom()
  const { inspection, lost } = await withLost(context)
  const selection = { lease: { to: inspection.now() - 1 } }
  const { there, back } = await walkList(inspection, { selection, limit: 5 })
  expect(there.map(({ id }) => id)).toEqual(lost)
  expect(back).toEqual(there)
  expect((await inspection.stats()).leaseRanOut.count).toBe(lost.length)
  expect((await inspection.countTasks(selection)).total).toEqual({ count: lost.length, isCapped: false })
  const [first = ''] = lost
  const { items } = await inspection.tasks({ selection: { ...selection, ids: [first, 'task-0000000'] } })
  expect(items.map(({ id }) => id)).toEqual([first])
})

test('task list: what runs is listed by the end of its lease, in both directions', async () => {
  await using context = await testLoom()
  const { inspection, lost, running } = await withLost(context)
  const selection = { views: ['running'] } as const
  const { there } = await walkList(inspection, { selection, sort: 'lease', limit: 3 })
  expect(there.slice(0, lost.length).map(({ id }) => id)).toEqual(lost)
  expect(there.map(({ id }) => id).toSorted()).toEqual(running)
  const turned = await walkList(inspection, { selection, sort: '-lease', limit: 3 })
  expect(turned.there).toEqual(there.toReversed())
  const none = await inspection.tasks({ selection: { views: ['finished'], lease: { to: inspection.now() } } })
  expect(none.items).toEqual([])
})

test.each<[TaskSelection, RegExp]>([
  [{ lease: { to: 1 }, names: ['resize'] }, /together with a type/u],
  [{ lease: { to: 1 }, dagId: 'dag-1' }, /together with a DAG/u],
  [{ lease: { to: 1 }, errorText: 'x' }, /together with an error/u],
])('task list: leases together with what their index lacks are refused: %o', async (selection, reason) => {
  await using context = await testLoom()
  const inspection = openInspection(context.loom)
  const offers = await inspection.offeredSorts(selection)
  expect(offers.filter(({ isOffered }) => isOffered)).toEqual([])
  expect(offers.find(({ name }) => name === 'lease')?.reason).toMatch(reason)
  await expect(inspection.tasks({ selection })).rejects.toMatchObject({ code: 'SORT_NOT_OFFERED' })
})

test('task list: the order of leases is for what runs alone, and says so', async () => {
  await using context = await testLoom()
  const offers = await openInspection(context.loom).offeredSorts({})
  expect(offers.find(({ name }) => name === 'lease')).toEqual({
    name: 'lease',
    isOffered: false,
    reason: 'Only what runs has a lease: ask for state:running.',
  })
})
